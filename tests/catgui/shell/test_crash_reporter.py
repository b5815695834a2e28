"""An unhandled error is logged, shown once, and the program goes on."""

import errno
import faulthandler
import gc
import os
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QThread, QTimer, Signal, qCritical, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from catgui.models.background_task import BackgroundTask
from catgui.shell import crash_reporter
from catgui.shell.crash_reporter import CrashReporter
from catgui.widgets.basic.text_dialogs import ErrorDialog


@pytest.fixture(autouse=True)
def leave_crashes_to_pytest(monkeypatch):
    """Crashes of the interpreter are tested in child processes."""
    monkeypatch.setattr(faulthandler, "enable", lambda *_, **__: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)


@pytest.fixture
def reporter(qtbot, tmp_path):
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
    """The text of the log."""
    return lambda: (tmp_path / "catgui.log").read_text(encoding="utf-8")


def dialogs():
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ErrorDialog) and widget.isVisible()
    ]


def shown(qtbot):
    """The dialog, once there is one."""
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    return dialogs()[0]


def process_events():
    """Let queued signals and zero timers arrive."""
    for _ in range(5):
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()


def fail(text="the unexpected"):
    raise LookupError(text)


def fail_elsewhere(text="elsewhere"):
    raise KeyError(text)


# --- wherever it happens


class InASlot(QObject):
    emitted = Signal()

    def __init__(self):
        super().__init__()
        self.emitted.connect(self.on_emitted)

    def on_emitted(self):
        fail()

    def happen(self):
        self.emitted.emit()


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
    """A task catches everything, and reports it in its own words as well."""

    def happen(self):
        task, loop = BackgroundTask(), QEventLoop()
        task.cancelled.connect(loop.quit)
        task.failed.connect(loop.quit)
        task.start(lambda work: fail())
        loop.exec()
        task.shutdown()


PLACES = [InASlot, InATimer, InAnEventHandler, InAThread, InAQThread, InATask]


@pytest.mark.parametrize("place", PLACES)
def test_an_error_is_logged_with_its_traceback_and_shown_once(place, qtbot, logged):
    there = place()
    there.happen()
    dialog = shown(qtbot)
    assert "LookupError: the unexpected" in dialog.details
    assert "in fail" in dialog.details
    assert logged().count("LookupError: the unexpected") == 1
    assert "Traceback (most recent call last)" in logged()
    dialog.close()
    process_events()
    there.happen()
    process_events()
    assert dialogs() == []
    assert logged().count("LookupError: the unexpected") == 1


def test_an_unraisable_error_is_logged_and_not_shown(logged):
    class Unraisable:
        def __del__(self):
            fail("in __del__")

    Unraisable()
    gc.collect()
    process_events()
    assert "LookupError: in __del__" in logged()
    assert dialogs() == []


@pytest.mark.qt_log_level_fail("CRITICAL")
@pytest.mark.parametrize("say", [qWarning, qCritical])
def test_a_message_of_qt_is_logged_and_not_shown(say, logged):
    say("Qt complains")
    process_events()
    assert "qt: " in logged()
    assert "Qt complains" in logged()
    assert dialogs() == []


# --- once


def report(function, *words):
    try:
        function(*words)
    except LookupError:
        sys.excepthook(*sys.exc_info())


def test_a_storm_of_one_error_is_one_dialog_and_one_record(qtbot, logged):
    for k in range(250):
        report(fail, f"number {k}")
    assert shown(qtbot).details.count("LookupError: ") == 1
    process_events()
    assert "LookupError: number 0" in logged()
    assert logged().count("LookupError: ") == 1


def test_another_error_is_added_to_the_dialog_that_is_open(qtbot, logged):
    report(fail)
    dialog = shown(qtbot)
    report(fail_elsewhere)
    qtbot.waitUntil(lambda: "KeyError: 'elsewhere'" in dialog.details)
    assert dialogs() == [dialog]
    assert "LookupError: the unexpected" in dialog.details
    assert "KeyError: 'elsewhere'" in logged()


def test_a_window_that_is_deleted_takes_its_dialog_along_and_the_next_is_shown(qtbot, reporter):
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


def test_the_details_can_be_copied(qtbot, reporter):
    report(fail)
    dialog = shown(qtbot)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy &details").click()
    assert QGuiApplication.clipboard().text() == dialog.details
    assert "Python" in dialog.details
    assert dialog.isVisible()


def test_a_name_that_is_not_utf_8_is_escaped_in_the_dialog_and_the_log(qtbot, logged):
    report(fail, "cat \udcff.png")
    assert "cat \\udcff.png" in shown(qtbot).details
    assert "cat \\udcff.png" in logged()


# --- where there is no log


def test_a_full_file_of_crashes_that_another_window_has_open_is_no_obstacle(qapp, tmp_path):
    (tmp_path / "faults.log").write_text("x" * 200_000)
    reporter = CrashReporter()
    with (tmp_path / "faults.log").open("a"):
        assert reporter.open_log(tmp_path) == ""
    reporter.close()


def test_without_a_log_the_error_is_still_shown(qtbot, tmp_path, capsys):
    (tmp_path / "file").touch()
    reporter = CrashReporter()
    reporter.install()
    reporter.open_log(tmp_path / "file" / "log")
    report(fail)
    dialog = shown(qtbot)
    reporter.close()
    assert "There is no log" in capsys.readouterr().err
    assert "There is no log: copy the details." in texts(dialog)
    assert not has_button(dialog, "Open &log folder")
    dialog.close()


def test_crashes_are_logged_where_another_window_has_the_full_file_open(qtbot, tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EACCES, "in use", str(source))

    monkeypatch.setattr(os, "replace", refuse)
    (tmp_path / "faults.log").write_bytes(bytes(crash_reporter._MAX_FAULT_BYTES + 1))
    reporter = CrashReporter()
    reporter.install()
    assert reporter.open_log(tmp_path) == ""
    reporter.close()
    assert b"Catgui" in (tmp_path / "faults.log").read_bytes()
