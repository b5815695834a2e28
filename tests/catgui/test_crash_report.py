"""An error that nobody foresaw: logged, shown once, and the program goes on."""

import faulthandler
import logging
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from catgui.crash_report import CrashReporter


@pytest.fixture
def reporter(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    reporter = CrashReporter()
    reporter.install()
    reporter.open_log(tmp_path)
    yield reporter
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers
    faulthandler.disable()
    reporter.close_log()
    for box in boxes():
        box.close()
        box.deleteLater()


def boxes():
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMessageBox) and widget.isVisible()
    ]


def fail(text="the unforeseen"):
    try:
        raise LookupError(text)
    except LookupError:
        sys.excepthook(*sys.exc_info())


def test_is_logged_with_its_traceback_and_shown_with_details(reporter, qtbot, tmp_path):
    fail()
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert "LookupError: the unforeseen" in boxes()[0].detailedText()
    assert "in fail" in (tmp_path / "catgui.log").read_text(encoding="utf-8")


def test_a_storm_is_one_dialog_and_every_line_in_the_log(reporter, qtbot, tmp_path):
    for k in range(20):
        fail(f"error {k}")
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    log = (tmp_path / "catgui.log").read_text(encoding="utf-8")
    assert all(f"LookupError: error {k}\n" in log for k in range(20))


def test_an_error_in_a_thread_is_shown_too(reporter, qtbot):
    def fail_there():
        raise LookupError("in a thread")

    thread = threading.Thread(target=fail_there)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert "in a thread" in boxes()[0].detailedText()


def test_after_it_was_closed_the_next_is_shown_again(reporter, qtbot):
    fail("first")
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    boxes()[0].close()
    qtbot.waitUntil(lambda: not boxes())
    fail("second")
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert "second" in boxes()[0].detailedText()
