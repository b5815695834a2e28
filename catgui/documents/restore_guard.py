"""Keeps a session aside that ends the program whenever it is restored, or that cannot be restored now."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject, QTimer, Signal

from catgui.domain.message import ASK_LATER
from catgui.models.documents.window_state import move_state, state_time
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_question, withdraw_question
from engine.storage.atomic import atomic_write
from engine.text import printable

_log = logging.getLogger(__name__)

_MARKER_NAME, _REASON_NAME, _ASIDE_PREFIX = "restoring", "reason.txt", "aside-"
# The starts that may end while the session is restored; at the next one it is kept aside.
_MOST_ENDED_STARTS = 2
_MAX_BYTES = 4_000
# Work follows other work after up to half a second, as the answers for photos follow their reading.
_POLL_INTERVAL_MS, _IDLE_POLLS = 1_000, 2
# A restoring that exhausts the memory has done so by then; the user may keep the program busy for hours.
_MOST_POLLS = 600
_ENDED_TWICE = "Catgui ended twice while it reopened this session"


class RestoreGuard(QObject):
    """Counts the starts that ended while a session was restored; the session of two is kept aside and offered.

    A file in the folder of the session says that it is being restored. It is deleted once all background work of
    `window` has come to rest, and when the window is closed; a program that is killed before leaves it.

    Signals: `retry_requested(object)`, the folder of the session that the user wants to be restored.
    """

    retry_requested = Signal(object)

    def __init__(self, window: QObject, is_reading_photos: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_reading_photos = window, is_reading_photos
        self._folder: Path | None = None
        self._retried: Path | None = None
        self._polls = self._idle_polls = 0
        self._timer = QTimer(self, interval=_POLL_INTERVAL_MS)
        self._timer.timeout.connect(self._poll)

    def begin(self, folder: Path) -> None:
        """Look for sessions kept aside in `folder`, that of the session."""
        self._folder = folder
        self._show()

    @property
    def is_watching(self) -> bool:
        """Whether a session is being restored, or background work of that is not over."""
        return self._timer.isActive()

    def begin_restore(self) -> bool:
        """Whether to restore the session; if not, it is kept aside."""
        assert self._folder is not None
        ended = self._ended_starts()
        if ended >= _MOST_ENDED_STARTS:
            self.set_aside(_ENDED_TWICE)
            self._delete_marker()
            return False
        try:
            with atomic_write(self._folder / _MARKER_NAME) as temporary:
                temporary.write_text(str(ended + 1), encoding="ascii")
        except OSError:
            _log.warning("It cannot be noted that the session is being restored", exc_info=True)
        self._watch()
        return True

    def set_aside(self, reason: str) -> None:
        """Move the session away, so that it is not overwritten, and say why."""
        assert self._folder is not None
        target = self._folder / f"{_ASIDE_PREFIX}{max(map(_number, self._asides()), default=0) + 1}"
        try:
            if move_state(self._folder, target):
                (target / _REASON_NAME).write_text(reason, encoding="utf-8")
        except OSError:
            _log.warning("The session could not be kept aside", exc_info=True)
        self._show()

    def retry(self, folder: Path) -> None:
        """Delete the session in `folder`, which is restored now, once the program has survived that."""
        self._retried = folder
        withdraw_question(self)
        self._watch()

    def shutdown(self) -> None:
        """Note that the program ends normally."""
        if self.is_watching:
            self._timer.stop()
            self._delete_marker()

    def _ended_starts(self) -> int:
        assert self._folder is not None
        text = _read_text(self._folder / _MARKER_NAME)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

    def _watch(self) -> None:
        self._polls = self._idle_polls = 0
        self._timer.start()

    def _poll(self) -> None:
        self._polls += 1
        tasks = self._window.findChildren(BackgroundTask)
        busy = self._is_reading_photos() or any(task.busy for task in tasks)
        self._idle_polls = 0 if busy else self._idle_polls + 1
        if self._idle_polls < _IDLE_POLLS and self._polls < _MOST_POLLS:
            return
        self._timer.stop()
        self._delete_marker()
        if self._retried is not None:
            self._discard(self._retried)
            self._retried = None

    def _delete_marker(self) -> None:
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / _MARKER_NAME).unlink(missing_ok=True)

    def _asides(self) -> list[Path]:
        """The folders of the sessions kept aside, the oldest first."""
        assert self._folder is not None
        with suppress(OSError):
            found = [path for path in self._folder.glob(f"{_ASIDE_PREFIX}*") if _number(path) > 0]
            return sorted(found, key=_number)
        return []

    def _show(self) -> None:
        """Offer the session kept aside last, if there is one."""
        for folder in reversed(self._asides()):
            saved_at = state_time(folder)
            if saved_at is not None:
                time = QDateTime.fromSecsSinceEpoch(round(saved_at)).toString("d MMM yyyy, hh:mm")
                reason = printable(_read_text(folder / _REASON_NAME))
                text = f"Your session of {time} is kept aside: {reason}."
                retry = ("Try again", partial(self.retry_requested.emit, folder))
                show_question(self, text, retry, ("Discard", partial(self._discard, folder)), close_tip=ASK_LATER)
                return
        withdraw_question(self)

    def _discard(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._show()


def _number(aside: Path) -> int:
    """The number of the folder of a session kept aside; 0 for other folders."""
    number = aside.name.removeprefix(_ASIDE_PREFIX)
    return int(number) if number.isascii() and number.isdigit() else 0


def _read_text(path: Path) -> str:
    """The text in a small file of our own; '' if it cannot be read."""
    with suppress(OSError, ValueError):
        if path.is_file() and path.stat().st_size <= _MAX_BYTES:
            return path.read_text(encoding="utf-8")
    return ""
