"""What must never be said while the program runs: exceptions that nobody caught, warnings of Qt and Python, errors."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections import deque
from types import TracebackType
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

# What the offscreen platform says of all that only a screen can do.
_OF_THE_PLATFORM = "This plugin does not support"
_HARMLESS = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class Complaints(logging.Handler):
    """Hears all of it between `with` and its end; what was there before is put back."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._heard: deque[str] = deque()

    def take(self) -> list[str]:
        """What was heard since the last time."""
        return [self._heard.popleft() for _ in range(len(self._heard))]

    def __enter__(self) -> Complaints:
        self._hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook, sys.unraisablehook = self._on_exception, self._on_unraisable
        threading.excepthook = self._on_thread_exception
        self._qt = qInstallMessageHandler(self._on_message)
        self._filters = warnings.catch_warnings()
        self._filters.__enter__()
        warnings.simplefilter("always")
        warnings.showwarning = self._on_warning
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *exception: object) -> None:
        logging.getLogger().removeHandler(self)
        self._filters.__exit__(None, None, None)
        qInstallMessageHandler(self._qt)
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hooks

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error of the log: the program writes down there what it did not foresee."""
        cause = "" if record.exc_info is None else "".join(traceback.format_exception(*record.exc_info))
        self._heard.append(f"logged: {record.getMessage()}\n{cause}")

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._heard.append("not caught: " + "".join(traceback.format_exception(kind, error, trace)))

    def _on_unraisable(self, args: Any) -> None:
        self._heard.append(f"unraisable in {args.object!r}: {args.err_msg} {args.exc_value!r}")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_message(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in _HARMLESS and _OF_THE_PLATFORM not in text:
            self._heard.append(f"Qt: {text}")

    def _on_warning(self, message: Warning | str, kind: type[Warning], file: str, line: int, *_: object) -> None:
        self._heard.append(f"{kind.__name__}: {message} ({file}:{line})")
