"""What happens to an error that nobody foresaw: it is logged, shown once, and the program goes on."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from catgui.services.log import DeduplicatingHandler, show_log_folder
from catgui.shell.about import versions
from engine.storage.user_dirs import NoHomeError, log_folder
from engine.text import printable
from engine.version import program_version

if TYPE_CHECKING:
    from catgui.widgets.basic.error_dialog import ErrorDialog

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_ERROR_HEADLINE = "Something went wrong that was not foreseen. You can go on working."
_STARTUP_HEADLINE = "Catgui could not start."
# How often to look whether another dialog is still in the way, in milliseconds.
_LOOK_INTERVAL = 250
_MAX_FAULT_BYTES = 100_000


class CrashReporter(QObject):
    """Takes over what Python and Qt call where nobody caught an error, in any thread, and the log.

    Signals: `_reported(str)`, a traceback from any thread on its way to the window's; `_dialog_closed()`, so was the
    dialog.
    """

    _reported = Signal(str)
    _dialog_closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._log = DeduplicatingHandler(self._reported.emit)
        self._folder: Path | None = None
        self._faulthandler_file: TextIO | None = None
        self._previous_hooks: tuple[Any, Any, Any, Any] | None = None
        self._dialog: ErrorDialog | None = None
        self._headline = _ERROR_HEADLINE
        self._pending: list[str] = []
        self._retry_timer = QTimer(self, singleShot=True, interval=_LOOK_INTERVAL)
        self._retry_timer.timeout.connect(self._show_pending)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what nobody caught from now on, and write what Qt says to the log."""
        qt_before = qInstallMessageHandler(_on_qt_message)
        self._previous_hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, qt_before
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = _on_unraisable
        logging.getLogger().addHandler(self._log)
        # Until there is a file for it. Started from a menu, a program may have no terminal to write to.
        with contextlib.suppress(RuntimeError, OSError):
            faulthandler.enable()

    def open_log(self, folder: Path | None = None) -> None:
        """Log to a file in `folder` as well, and leave a trace there of a crash of the interpreter."""
        try:
            folder = folder or log_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._log.open(folder)
            self._folder = folder
            # Kept open on purpose: the interpreter writes to it when it crashes.
            self._faulthandler_file = _open_faulthandler_file(folder / "faults.log")
            faulthandler.enable(self._faulthandler_file)
        except (OSError, NoHomeError) as error:
            _log.warning("There is no log: %s", error)

    def report_startup_failure(self, error: Exception) -> None:
        """Say that the program could not start, and wait until that is read."""
        self._headline = _STARTUP_HEADLINE
        self.open_log()
        _log.critical("The window could not be opened", exc_info=error)
        loop = QEventLoop()
        self._dialog_closed.connect(loop.quit)
        loop.exec()

    def close(self) -> None:
        """Put back what was taken over, and close the log; the program ends."""
        if self._previous_hooks is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook, qt_before = self._previous_hooks
            qInstallMessageHandler(qt_before)
        logging.getLogger().removeHandler(self._log)
        self._log.close()
        self._retry_timer.stop()
        faulthandler.disable()
        if self._faulthandler_file is not None:
            self._faulthandler_file.close()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.error("An error that was not foreseen", exc_info=(kind, error, trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        # A thread may end by SystemExit, as its function's way to return.
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_reported(self, details: str) -> None:
        """Show it, below another one that is shown: many errors are one dialog."""
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.add(details)
        else:
            self._pending.append(details)
            self._show_pending()

    def _show_pending(self) -> None:
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            self._retry_timer.start()
        elif self._pending:
            waiting, self._pending = self._pending, []
            self._show("\n".join(waiting))

    def _show(self, details: str) -> None:
        from catgui.widgets.basic.error_dialog import ErrorDialog  # most programs never need it

        log = None if self._folder is None else printable(self._folder)
        # Without a window that is active there is no parent, and nothing but this would keep it alive.
        self._dialog = ErrorDialog(self._headline, log, f"{versions()}\n\n{details}", QApplication.activeWindow())
        self._dialog.log_requested.connect(self._on_log_requested)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_log_requested(self) -> None:
        show_log_folder()

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._dialog_closed.emit()


def _on_unraisable(args: sys.UnraisableHookArgs) -> None:
    # A warning: nobody waits for what failed there, and the object may be half gone already.
    _log.warning(
        "%s in %s", args.err_msg or "An error that nobody can catch", type(args.object), exc_info=args.exc_value
    )


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS[kind], "%s: %s", context.category, text)


def _open_faulthandler_file(path: Path) -> TextIO:
    """The file of the interpreter's crashes, with a line that tells whose begin here. Raises OSError."""
    if path.exists() and path.stat().st_size > _MAX_FAULT_BYTES:
        os.replace(path, path.with_suffix(".old.log"))
    file = path.open("a", encoding="utf-8")
    file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} Catgui {program_version()}, process {os.getpid()}\n")
    file.flush()
    return file
