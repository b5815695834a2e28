"""Files that take long to write: written in the background, one after the other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.models.background_task import BackgroundTask
from engine.errors import CancelledError
from engine.names import displayable
from engine.progress import Progress

# Writes a file, in any thread; what the Progress raises ends it, and leaves nothing behind.
Writing = Callable[[Progress], object]
AskAgain = Callable[[], object]


@dataclass(frozen=True, slots=True, eq=False)
class _Save:
    """A file to write, and what asks for another place where it cannot be."""

    path: Path
    write: Writing
    ask_again: AskAgain


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
        self._afterwards: Callable[[], object] | None = None
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.progressed)
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

    def save(self, path: Path, write: Writing, ask_again: AskAgain) -> None:
        """Write a file, after those that are to be written before it."""
        self._waiting.append(_Save(path, write, ask_again))
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
        self._task.start(partial(_write, self._current.write))
        self.changed.emit()

    def _on_failed(self, text: str) -> None:
        # What is said now is to be read.
        self._afterwards = None
        if self._current is not None:
            self.failed.emit(text, self._current.ask_again)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            return
        self._current = None
        if self._waiting:
            self._begin_next()
            return
        wanted, self._afterwards = self._afterwards, None
        self.changed.emit()
        if wanted is not None:
            wanted()


def _write(write: Writing, progress: Progress, cancelled: threading.Event) -> None:
    def told(done: int, total: int) -> None:
        if cancelled.is_set():
            raise CancelledError("Saving was cancelled.")
        progress(done, total)

    write(told)
