"""Unhandled errors: logged, shown once in a dialog, and the program goes on."""

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
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from catgui.desktop.log import FAULTS_NAME, LogHandler, make_private, open_log_folder
from catgui.desktop.system import versions
from engine.system.atomic import check_regular_file, describe_obstacle
from engine.system.user_dirs import NoHomeError, log_folder
from engine.text import printable
from engine.version import PROGRAM_VERSION

if TYPE_CHECKING:
    from catgui.widgets.basic.text_dialogs import ErrorDialog

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HEADLINE = "An unexpected error occurred. You can go on working."
_STARTUP_HEADLINE = "Catgui could not start."
_MAX_FAULT_BYTES = 100_000


class CrashReporter(QObject):
    """Logs unhandled errors and Qt's messages, and shows the errors in one dialog.

    Signals: `_reported(str)`, a traceback, from any thread.
    """

    _reported = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._handler = LogHandler(self._reported.emit)
        self._log_folder: Path | None = None
        self._fault_file: TextIO | None = None
        self._previous_hooks: tuple[Any, Any, Any, Any] | None = None
        self._dialog: ErrorDialog | None = None
        self._headline = _HEADLINE
        self._reported.connect(self._show_details, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Install the hooks of Python and Qt, and the log handler."""
        qt_handler = qInstallMessageHandler(_log_qt_message)
        self._previous_hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, qt_handler
        sys.excepthook = _log_exception
        threading.excepthook = _log_thread_exception
        sys.unraisablehook = _log_unraisable
        logging.getLogger().addHandler(self._handler)
        # To the terminal until the log is open; started from a menu, a program may have none.
        with contextlib.suppress(RuntimeError, OSError):
            faulthandler.enable()

    def open_log(self, folder: Path | None = None) -> str:
        """Log to files in `folder`, crashes of the interpreter apart; returns why logging failed, or ''."""
        try:
            folder = folder or log_folder()
        except NoHomeError as error:
            return f"Errors are not logged. {error}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)  # versions before made it for all
            self._handler.open(folder)
            self._log_folder = folder
            self._fault_file = _open_fault_file(folder / FAULTS_NAME)  # stays open: the crash itself writes to it
            # Only the thread that crashed: others may be running, and to read their calls then crashes as well.
            faulthandler.enable(self._fault_file, all_threads=False)
        except OSError as error:
            _log.warning("There is no log: %s", error)
            return f"Errors are not logged in {printable(Path(error.filename or folder))}: {describe_obstacle(error)}."
        return ""

    def report_startup_failure(self, error: Exception) -> None:
        """Show that the program could not start, until the dialog is closed."""
        self._headline = _STARTUP_HEADLINE
        self.open_log()
        _log.critical("The window could not be opened", exc_info=error)
        QApplication.sendPostedEvents(self)  # what was reported is shown
        if self._dialog is not None:
            self._dialog.exec()

    def close(self) -> None:
        """Restore the hooks and close the log."""
        if self._previous_hooks is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook, qt_handler = self._previous_hooks
            qInstallMessageHandler(qt_handler)
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        faulthandler.disable()
        if self._fault_file is not None:
            self._fault_file.close()

    def _show_details(self, details: str) -> None:
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.add(details)
        else:
            self._show(details)

    def _show(self, details: str) -> None:
        from catgui.widgets.basic.text_dialogs import ErrorDialog  # not needed before

        log = None if self._log_folder is None else printable(self._log_folder)
        details, window = f"{versions()}\n\n{details}", QApplication.activeWindow()
        self._dialog = ErrorDialog(self._headline, log, details, open_log_folder, window)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
    else:
        _log.error("Unhandled error", exc_info=(kind, error, trace))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):  # SystemExit ends a thread normally
        _log_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    _log.warning("%s in %s", args.err_msg or "Ignored error", type(args.object), exc_info=args.exc_value)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    # Windows then ends the program without a signal, so that only this can say where it was.
    is_end = kind is QtMsgType.QtFatalMsg
    _qt_log.log(_LEVELS[kind], "%s: %s", context.category, text, stack_info=is_end)


def _open_fault_file(path: Path) -> TextIO:
    """The open file for crashes, with a line for this process. Raises OSError."""
    check_regular_file(path)
    if path.exists() and path.stat().st_size > _MAX_FAULT_BYTES:
        with contextlib.suppress(PermissionError):  # of Windows, while another window has it open
            os.replace(path, path.with_suffix(".old.log"))
    make_private(path)
    file = path.open("a", encoding="utf-8")
    file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} Catgui {PROGRAM_VERSION}, process {os.getpid()}\n")
    file.flush()
    return file
