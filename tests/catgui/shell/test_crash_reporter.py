"""An error that nobody foresaw: logged, shown once, and the program goes on."""

import faulthandler
import gc
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QThread, QTimer, Signal, qCritical, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton, QWidget

from catgui.models.tasks.background_task import BackgroundTask
from catgui.shell import crash_reporter
from catgui.shell.crash_reporter import CrashReporter
from catgui.widgets.basic.error_dialog import ErrorDialog


@pytest.fixture(autouse=True)
def leave_crashes_to_pytest(monkeypatch):
    """What the interpreter itself does in a crash is tried in child processes."""
    monkeypatch.setattr(faulthandler, "enable", lambda *_: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)


@pytest.fixture
def reporter(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(crash_reporter, "_LOOK_INTERVAL", 10)
    reporter = CrashReporter()
    reporter.install()
    reporter.open_log(tmp_path)
    yield reporter
    reporter.close()
    for dialog in dialogs():
        dialog.close()
        dialog.deleteLater()


@pytest.fixture
def logged(tmp_path, reporter):
    """What the log says."""
    return lambda: (tmp_path / "catgui.log").read_text(encoding="utf-8")


def dialogs():
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ErrorDialog) and widget.isVisible()
    ]


def shown(qtbot):
    """The dialog, once there is one."""
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    return dialogs()[0]


def let_all_be_said():
    """What is on its way from another thread, or to be shown, has arrived afterwards."""
    for _ in range(5):
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()


def fail(text="the unforeseen"):
    raise LookupError(text)


def fail_elsewhere(text="elsewhere"):
    raise KeyError(text)


# --- wherever it happens


class InASlot(QObject):
    said = Signal()

    def __init__(self):
        super().__init__()
        self.said.connect(self.on_said)

    def on_said(self):
        fail()

    def happen(self):
        self.said.emit()


class InATimer(QObject):
    def happen(self):
        QTimer.singleShot(0, fail)


class InAnEventHandler(QWidget):
    def event(self, event):
        if event.type() == QEvent.Type.User:
            fail()
        return super().event(event)

    def happen(self):
        QApplication.postEvent(self, QEvent(QEvent.Type.User))


class InAThread:
    def happen(self):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


class _Failing(QObject):
    finished = Signal()

    def run(self):
        try:
            fail()
        finally:
            self.finished.emit()


class InAQThread:
    def happen(self):
        thread, worker = QThread(), _Failing()
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        worker.finished.connect(thread.quit)
        loop = QEventLoop()
        thread.finished.connect(loop.quit)
        thread.start()
        loop.exec()
        thread.wait()


class InATask:
    """Of the kind that catches everything, to tell the user in its own words."""

    def happen(self):
        task, loop = BackgroundTask(), QEventLoop()
        task.cancelled.connect(loop.quit)
        task.failed.connect(loop.quit)
        task.start(lambda progress, cancelled: fail())
        loop.exec()
        task.shutdown()


PLACES = [InASlot, InATimer, InAnEventHandler, InAThread, InAQThread, InATask]


@pytest.mark.parametrize("place", PLACES)
def test_it_is_logged_with_its_traceback_and_shown_once_with_details(place, qtbot, logged):
    there = place()
    there.happen()
    dialog = shown(qtbot)
    assert "LookupError: the unforeseen" in dialog.details
    assert "in fail" in dialog.details
    assert logged().count("LookupError: the unforeseen") == 1
    assert "Traceback (most recent call last)" in logged()
    dialog.close()
    let_all_be_said()
    there.happen()
    let_all_be_said()
    assert dialogs() == []
    assert logged().count("LookupError: the unforeseen") == 1


def test_what_nobody_can_catch_is_logged_and_not_shown(logged):
    class Grave:
        def __del__(self):
            fail("in the grave")

    Grave()
    gc.collect()
    let_all_be_said()
    assert "LookupError: in the grave" in logged()
    assert dialogs() == []


@pytest.mark.qt_log_level_fail("CRITICAL")
@pytest.mark.parametrize("say", [qWarning, qCritical])
def test_what_qt_says_is_logged_and_not_shown(say, logged):
    say("Qt is not amused")
    let_all_be_said()
    assert "qt: " in logged()
    assert "Qt is not amused" in logged()
    assert dialogs() == []


def test_a_thread_may_end_by_leaving(reporter, logged):
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    let_all_be_said()
    assert logged() == ""


# --- once


def report(function, *words):
    try:
        function(*words)
    except LookupError:
        sys.excepthook(*sys.exc_info())


def test_a_storm_of_one_fault_is_one_dialog_and_is_counted_in_the_log(qtbot, logged):
    for k in range(250):
        report(fail, f"number {k}")
    assert shown(qtbot).details.count("LookupError: ") == 1
    let_all_be_said()
    assert "LookupError: number 0" in logged()
    assert "number 1\n" not in logged()
    assert "LookupError: number 9 (the same for the 10th time)" in logged()
    assert "LookupError: number 99 (the same for the 100th time)" in logged()
    assert logged().count("LookupError: ") == 3


def test_another_fault_is_added_to_the_dialog_that_is_open(qtbot, logged):
    report(fail)
    dialog = shown(qtbot)
    report(fail_elsewhere)
    qtbot.waitUntil(lambda: "KeyError: 'elsewhere'" in dialog.details)
    assert dialogs() == [dialog]
    assert "LookupError: the unforeseen" in dialog.details
    assert "KeyError: 'elsewhere'" in logged()


def test_after_it_was_closed_another_fault_is_shown(qtbot, reporter):
    report(fail)
    shown(qtbot).close()
    report(fail_elsewhere)
    dialog = shown(qtbot)
    assert "KeyError" in dialog.details
    assert "LookupError: the unforeseen" not in dialog.details


@pytest.mark.parametrize("kind", ["dialog", "menu"])
def test_it_waits_until_nothing_else_is_in_front(qtbot, reporter, kind):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    front = QMessageBox(window) if kind == "dialog" else QMenu(window)
    if kind == "dialog":
        front.open()
    else:
        front.addAction("Something")
        front.popup(window.pos())
    qtbot.waitUntil(front.isVisible)
    report(fail)
    report(fail_elsewhere)
    let_all_be_said()
    assert dialogs() == []
    front.close()
    dialog = shown(qtbot)
    assert "LookupError: the unforeseen" in dialog.details
    assert "KeyError" in dialog.details


def test_a_window_that_is_gone_takes_its_dialog_along_and_the_next_is_shown(qtbot, reporter):
    window = QWidget()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    report(fail)
    assert shown(qtbot).parent() is window
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert dialogs() == []
    report(fail_elsewhere)
    assert "KeyError" in shown(qtbot).details


# --- the dialog


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def has_button(dialog, text):
    return text in [button.text() for button in dialog.findChildren(QPushButton)]


def test_it_points_to_the_log(qtbot, reporter, tmp_path):
    report(fail)
    dialog = shown(qtbot)
    assert f"The log in {tmp_path} has the details." in texts(dialog)
    assert has_button(dialog, "Open &log folder")


def test_the_details_can_be_copied(qtbot, reporter):
    report(fail)
    dialog = shown(qtbot)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy &details").click()
    assert QGuiApplication.clipboard().text() == dialog.details
    assert "Python" in dialog.details
    assert dialog.isVisible()


def test_the_log_can_be_opened_from_it(qtbot, reporter, monkeypatch):
    opened = []
    monkeypatch.setattr(crash_reporter, "show_log_folder", lambda: opened.append("log"))
    report(fail)
    next(b for b in shown(qtbot).findChildren(QPushButton) if b.text() == "Open &log folder").click()
    assert opened == ["log"]


def test_a_name_that_is_not_utf_8_costs_neither_the_dialog_nor_the_log(qtbot, logged):
    report(fail, "cat \udcff.png")
    assert "cat \\udcff.png" in shown(qtbot).details
    assert "cat \\udcff.png" in logged()


# --- where there is no log


def test_where_there_can_be_no_log_it_is_shown_all_the_same(qtbot, tmp_path, capsys):
    (tmp_path / "file").touch()
    reporter = CrashReporter()
    reporter.install()
    reporter.open_log(tmp_path / "file" / "log")
    report(fail)
    dialog = shown(qtbot)
    reporter.close()
    assert "There is no log" in capsys.readouterr().err
    assert "There is no log: copy the details to keep them." in texts(dialog)
    assert not has_button(dialog, "Open &log folder")
    dialog.close()
