"""The log: what went wrong, each fault once with its traceback and counted from then on."""

from __future__ import annotations

import copy
import logging
import traceback
from collections import Counter, deque
from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engine.storage.user_dirs import log_folder

_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
_MAX_BYTES = 500_000
_BACKUP_COUNT = 2
# So much is held until the file is open, and so many different lines are counted before counting begins anew.
_MAX_BUFFERED = 200
_MAX_COUNTED = 1000


def show_log_folder() -> bool:
    """Open the folder of the log in the system's file manager; whether it could be. Raises NoHomeError."""
    folder = log_folder()
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class DeduplicatingHandler(logging.Handler):
    """Writes to the terminal and to a file; a line that comes again only at its 10th, 100th, 1000th ... time.

    `on_error` is called, in whichever thread it happens, with the traceback of each error that was not seen before.
    """

    def __init__(self, on_error: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._on_error = on_error
        self._counts: Counter[Hashable] = Counter()
        self._buffered: deque[logging.LogRecord] | None = deque(maxlen=_MAX_BUFFERED)
        self._targets: list[logging.Handler] = []
        self._write_to(logging.StreamHandler())

    def open(self, folder: Path) -> None:
        """Write to a file in `folder` as well, which takes turns with its predecessors. Raises OSError."""
        self.acquire()
        try:
            file = _rotating_file(folder)
            self._write_to(file)
            for record in self._buffered or ():
                file.handle(record)
        finally:
            self._buffered = None
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless it came before; report an error that did not."""
        try:
            times = self._count(record)
            if times == 1:
                self._write(record)
                if record.exc_info and record.levelno >= logging.ERROR:
                    text = "".join(traceback.format_exception(*record.exc_info))
                    # Qt takes no text in which bytes that are not UTF-8 are spelled as Python does.
                    self._on_error(text.encode(errors="backslashreplace").decode())
            elif str(times).strip("0") == "1":
                self._write(_repeated_record(record, times))
        except Exception:  # noqa: BLE001  as the handlers of logging do: what cannot be logged must not raise anew
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        for target in self._targets:
            target.close()
        super().close()

    def _write(self, record: logging.LogRecord) -> None:
        if self._buffered is not None:
            self._buffered.append(record)
        for target in self._targets:
            target.handle(record)

    def _write_to(self, target: logging.Handler) -> None:
        target.setFormatter(_FORMAT)
        self._targets.append(target)

    def _count(self, record: logging.LogRecord) -> int:
        if len(self._counts) > _MAX_COUNTED:
            self._counts.clear()
        what = _duplicate_key(record)
        self._counts[what] += 1
        return self._counts[what]


def _rotating_file(folder: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler  # it brings sockets and more, and is needed after the window

    return RotatingFileHandler(
        folder / "catgui.log",
        maxBytes=_MAX_BYTES,
        backupCount=_BACKUP_COUNT,
        encoding="utf-8",
        # A name that is not UTF-8 must not cost the line it stands in.
        errors="backslashreplace",
    )


def _duplicate_key(record: logging.LogRecord) -> Hashable:
    """What makes two lines the same: of an error its kind and the way to it, whatever it says; else the text."""
    if not record.exc_info:
        return record.name, record.getMessage()
    kind, error, trace = record.exc_info
    way = tuple((frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace))
    return kind, way or str(error)


def _repeated_record(record: logging.LogRecord, times: int) -> logging.LogRecord:
    repeated = copy.copy(record)
    error = record.exc_info[1] if record.exc_info else None
    text = record.getMessage() if error is None else f"{record.getMessage()}: {type(error).__name__}: {error}"
    repeated.msg, repeated.args = f"{text} (the same for the {times}th time)", None
    repeated.exc_info = repeated.exc_text = None
    return repeated
