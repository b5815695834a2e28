"""Files are written in the background, one after the other: a disk may be slow."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from engine.errors import CancelledError
from engine.progress import Progress
from engine.text import displayable

# Writes a file, in any thread; what the Progress raises ends it, and leaves nothing behind.
Writing = Callable[[Progress], object]
AskAgain = Callable[[], object]
# Is told whether the file is there, in the thread of who asked for it.
Ended = Callable[[bool], object]


def unheard(_written: bool) -> None:
    """Nobody waits for the file."""


@dataclass(frozen=True, slots=True, eq=False)
class _Save:
    """A file to write, what asks for another place where it cannot be, and what is told at the end."""

    path: Path
    write: Writing
    ask_again: AskAgain
    ended: Ended


class Saving(QObject):
    """Owns the files that are still to be written.

    Signals: `changed()`, another file is being written, or none, or `awaited` is another;
    `progressed(object, object)`, done and in all; `failed(str, object)`, a text for the user and what asks for another
    place.
    """

    changed = Signal()
    progressed = Signal(object, object)
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: _Save | None = None
        self._waiting: deque[_Save] = deque()
        self._written = False
        self._afterwards: Callable[[], object] | None = None
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def name(self) -> str | None:
        """What the file is called that is being written, or None."""
        return None if self._current is None else displayable(self._current.path.name)

    @property
    def awaited(self) -> bool:
        """Whether something is to be done as soon as all is written."""
        return self._afterwards is not None

    def save(self, path: Path, write: Writing, ask_again: AskAgain, ended: Ended = unheard) -> None:
        """Write a file, after those that are to be written before it."""
        self._waiting.append(_Save(path, write, ask_again, ended))
        if self._current is None:
            self._begin_next()

    def cancel(self) -> None:
        """Give up the file that is being written."""
        self._task.cancel()

    def may_go(self, wanted: Callable[[], object]) -> bool:
        """Whether all is written; otherwise `wanted` is done as soon as it is, unless something cannot be written."""
        if self._current is None:
            return True
        self._afterwards = wanted
        self.changed.emit()
        return False

    def _begin_next(self) -> None:
        self._current = self._waiting.popleft()
        self._written = False
        self._task.start(partial(_write, self._current.write))
        self.changed.emit()

    def _on_succeeded(self) -> None:
        self._written = True

    def _on_failed(self, text: str) -> None:
        # What is said now is to be read.
        self._afterwards = None
        if self._current is not None:
            self.failed.emit(text, self._current.ask_again)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy or self._current is None:
            return
        ended, written = self._current.ended, self._written
        self._current = None
        if self._waiting:
            self._begin_next()
        else:
            self.changed.emit()
        ended(written)
        if self._current is None and self._afterwards is not None:
            wanted, self._afterwards = self._afterwards, None
            wanted()


def _write(write: Writing, progress: Progress, cancelled: threading.Event) -> None:
    def told(done: int, total: int) -> None:
        if cancelled.is_set():
            raise CancelledError("Saving was cancelled.")
        progress(done, total)

    write(told)
