"""What happens to an error that nobody foresaw: it is logged, shown once, and the program goes on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

import platformdirs
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

_log = logging.getLogger(__name__)


def log_folder() -> Path:
    """Where the log is kept on this computer."""
    return Path(platformdirs.user_log_dir("catgui", appauthor=False))


class CrashReporter(QObject):
    """Takes over `sys.excepthook` and that of threads.

    Signals: `_reported(str)`, a traceback from any thread on its way to the window's.
    """

    _reported = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._box: QMessageBox | None = None
        self._faults: TextIO | None = None
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what nobody caught from now on."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def open_log(self, folder: Path | None = None) -> None:
        """Log to a rotating file in `folder` as well, and leave a trace there of a crash of the interpreter."""
        from logging.handlers import RotatingFileHandler  # it brings sockets and more, and is needed after the window

        folder = folder or log_folder()
        handlers: list[logging.Handler] = [logging.StreamHandler()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handlers.append(
                RotatingFileHandler(folder / "catgui.log", maxBytes=500_000, backupCount=2, encoding="utf-8")
            )
            # Kept open on purpose: the interpreter writes to it when it crashes.
            self._faults = (folder / "faults.log").open("w", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError:
            faulthandler.enable()
        logging.basicConfig(
            level=logging.WARNING, handlers=handlers, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )

    def close_log(self) -> None:
        """Close what the interpreter would write to when it crashes."""
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.error("An error that was not foreseen", exc_info=(kind, error, trace))
        self._reported.emit("".join(traceback.format_exception(kind, error, trace)))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, details: str) -> None:
        """Show it, unless one is already shown: a storm of errors is one dialog and many lines in the log."""
        if self._box is not None:
            return
        # Without a window that is active there is no parent, and nothing but this would keep it alive.
        self._box = box = QMessageBox(QApplication.activeWindow())
        box.setWindowTitle("Catgui")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText("Something went wrong that was not foreseen. You can go on working.")
        box.setInformativeText(f"The log in {log_folder()} has the details.")
        box.setDetailedText(details)
        box.finished.connect(self._on_closed)
        box.open()

    def _on_closed(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
        self._box = None
