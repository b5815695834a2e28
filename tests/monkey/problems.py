"""Detection of errors during use, and of leftovers after closing."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
import traceback
import warnings
from collections import Counter

from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.monkey.user import process_events
from tests.support.leaks import python_threads, running_qt_objects

# What the offscreen platform says of everything that only a screen can do.
_ABOUT_THE_PLATFORM = "This plugin does not support"
_HARMLESS = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
# Within this many seconds a thread that waits for a server gives up.
_TIMEOUT = 20


class ProblemLog(logging.Handler):
    """Records uncaught exceptions, warnings of Qt and Python, and logged errors; a context manager."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._problems: list[str] = []

    def take(self) -> list[str]:
        """The problems since the last call."""
        problems, self._problems = self._problems, []
        return problems

    def __enter__(self):
        self._hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook = lambda kind, error, trace: self._record("not caught", error)
        sys.unraisablehook = lambda args: self._record(f"unraisable in {args.object!r}", args.exc_value)
        threading.excepthook = lambda args: self._record(f"not caught in {args.thread}", args.exc_value)
        self._message_handler = qInstallMessageHandler(self._on_qt_message)
        self._filters = warnings.catch_warnings()
        self._filters.__enter__()
        warnings.simplefilter("always")
        warnings.showwarning = self._on_warning
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *exception) -> None:
        logging.getLogger().removeHandler(self)
        self._filters.__exit__(None, None, None)
        qInstallMessageHandler(self._message_handler)
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hooks

    def emit(self, record: logging.LogRecord) -> None:
        """Record a logged error: this is where the program reports what it did not expect."""
        self._record(f"logged: {record.getMessage()}", record.exc_info[1] if record.exc_info else None)

    def _record(self, what: str, error: BaseException | None) -> None:
        self._problems.append(f"{what}\n{''.join(traceback.format_exception(error)) if error else ''}")

    def _on_qt_message(self, kind, _context, text) -> None:
        if kind not in _HARMLESS and _ABOUT_THE_PLATFORM not in text:
            self._problems.append(f"Qt: {text}")

    def _on_warning(self, message, kind, file, line, *_) -> None:
        self._problems.append(f"{kind.__name__}: {message} ({file}:{line})")


class Leftovers:
    """Finds the threads, running Qt objects and widgets that were not there when it was made."""

    def __init__(self) -> None:
        process_events()
        gc.collect()
        self._threads = python_threads()
        self._running = {id(thing) for thing in running_qt_objects()}
        self._widgets = _count_widgets()

    def find(self) -> list[str]:
        """The current leftovers as text; threads are given time to end."""
        process_events()
        deadline = time.monotonic() + _TIMEOUT
        while python_threads() - self._threads and time.monotonic() < deadline:
            process_events(10)
        gc.collect()
        process_events()
        left = [f"left running: {thread}" for thread in python_threads() - self._threads]
        left += [f"left running: {thing!r}" for thing in running_qt_objects() if id(thing) not in self._running]
        more = _count_widgets() - self._widgets
        return left + ([f"widgets left: {dict(more)}"] if more else [])


def _count_widgets() -> Counter[str]:
    """Class name -> number of widgets, without the one for the screen, which Qt makes once."""
    widgets = (widget for widget in QApplication.allWidgets() if widget.windowType() != Qt.WindowType.Desktop)
    return Counter(type(widget).__name__ for widget in widgets)
