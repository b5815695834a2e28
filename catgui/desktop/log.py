"""The log: each warning and error once, in a rotating file."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path

from catgui.desktop.system import open_outside
from engine.system.atomic import check_regular_file
from engine.system.user_dirs import NoHomeError, log_folder

# The files in the folder of the log: messages, and where the interpreter was when it crashed.
LOG_NAME, FAULTS_NAME = "catgui.log", "faults.log"
_MAX_BYTES = 500_000
_BACKUP_COUNT = 2
_MAX_BUFFERED = 200  # records, until the file is open
_MAX_REMEMBERED = 1000  # records, before the filter forgets them all


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _escape(super().format(record))


def _escape(text: str) -> str:
    """`text` without lone surrogates, of file names that are not UTF-8: files, terminals and Qt take none."""
    return text.encode(errors="backslashreplace").decode()


_FORMATTER = _Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


def open_log_folder() -> str:
    """Open the folder of the log; returns a text for the user if that fails."""
    try:
        folder = log_folder()
    except NoHomeError as error:
        return f"There is no log. {error}"
    return open_outside(folder)


class RepeatFilter(logging.Filter):
    """Drops a record that has passed before.

    Two records are the same if their text is; with an exception, if its type and the lines of its traceback are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._passed: set[Hashable] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether `record` is new."""
        key = _identity(record)
        if key in self._passed:
            return False
        if len(self._passed) >= _MAX_REMEMBERED:
            self._passed.clear()
        self._passed.add(key)
        return True


class LogHandler(logging.Handler):
    """Writes each warning and error once, to the terminal and a file.

    The file is written after `open`. `on_error` is called with the traceback of each error, in the thread that logs it.
    """

    def __init__(self, on_error: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self.addFilter(RepeatFilter())
        self._on_error = on_error
        self._terminal = logging.StreamHandler()
        self._terminal.setFormatter(_FORMATTER)
        self._file: logging.Handler | None = None
        self._buffered: list[logging.LogRecord] = []

    def open(self, folder: Path) -> None:
        """Write to a rotating file in `folder`, first what was logged before. Raises OSError."""
        file = _rotating_file(folder)
        self.acquire()
        try:
            self._file = file
            for record in self._buffered:
                file.handle(record)
            self._buffered.clear()
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`, and report it if it is an error with an exception."""
        self._terminal.handle(record)
        if self._file is not None:
            self._file.handle(record)
        elif len(self._buffered) < _MAX_BUFFERED:
            self._buffered.append(record)
        if record.exc_info and record.levelno >= logging.ERROR:
            self._on_error(_escape("".join(traceback.format_exception(*record.exc_info))))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()


def _rotating_file(folder: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler  # not needed before the window is shown

    make_private(folder / LOG_NAME)
    file = RotatingFileHandler(folder / LOG_NAME, maxBytes=_MAX_BYTES, backupCount=_BACKUP_COUNT, encoding="utf-8")
    file.setFormatter(_FORMATTER)
    file.rotator = _move_unless_open
    return file


def _move_unless_open(source: str, target: str) -> None:
    """Rename a full file and begin another one; on Windows the file grows on while another window has it open."""
    with suppress(PermissionError):
        os.replace(source, target)
    make_private(Path(source))


def make_private(path: Path) -> None:
    """Make `path` readable by its user only; creates an empty file if there is none. Raises OSError."""
    check_regular_file(path)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)  # versions before made it for all


def _identity(record: logging.LogRecord) -> Hashable:
    if not record.exc_info:
        return record.name, str(record.msg), repr(record.args)
    kind, error, trace = record.exc_info
    lines = tuple((frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace))
    return kind, lines or str(error)
