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
from engine.progress import ProgressCallback
from engine.text import printable

# Writes a file, in any thread; what the Progress raises ends it, and leaves nothing behind.
WriteFunction = Callable[[ProgressCallback], object]
AskOtherPath = Callable[[], object]
# Is told whether the file is there, in the thread of who asked for it.
OnFinished = Callable[[bool], object]


def ignore_result(_written: bool) -> None:
    """Nobody waits for the file."""


@dataclass(frozen=True, slots=True, eq=False)
class _SaveJob:
    """A file to write, what asks for another place where it cannot be, and what is told at the end."""

    path: Path
    write: WriteFunction
    ask_other_path: AskOtherPath
    on_finished: OnFinished


class SaveQueue(QObject):
    """Owns the files that are still to be written.

    Signals: `changed()`, another file is being written, or none, or `has_deferred_action` is another;
    `progressed(object, object)`, done and in all; `failed(str, object)`, a text for the user and what asks for another
    place.
    """

    changed = Signal()
    progressed = Signal(object, object)
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: _SaveJob | None = None
        self._waiting: deque[_SaveJob] = deque()
        self._written = False
        self._deferred_action: Callable[[], object] | None = None
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def name(self) -> str | None:
        """What the file is called that is being written, or None."""
        return None if self._current is None else printable(self._current.path.name)

    @property
    def has_deferred_action(self) -> bool:
        """Whether something is to be done as soon as all is written."""
        return self._deferred_action is not None

    def save(
        self, path: Path, write: WriteFunction, ask_other_path: AskOtherPath, on_finished: OnFinished = ignore_result
    ) -> None:
        """Write a file, after those that are to be written before it."""
        self._waiting.append(_SaveJob(path, write, ask_other_path, on_finished))
        if self._current is None:
            self._begin_next()

    def cancel(self) -> None:
        """Give up the file that is being written."""
        self._task.cancel()

    def proceed_or_defer(self, action: Callable[[], object]) -> bool:
        """Whether all is written; otherwise `action` is done as soon as it is, unless something cannot be written."""
        if self._current is None:
            return True
        self._deferred_action = action
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
        self._deferred_action = None
        if self._current is not None:
            self.failed.emit(text, self._current.ask_other_path)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy or self._current is None:
            return
        on_finished, written = self._current.on_finished, self._written
        self._current = None
        if self._waiting:
            self._begin_next()
        else:
            self.changed.emit()
        on_finished(written)
        if self._current is None and self._deferred_action is not None:
            action, self._deferred_action = self._deferred_action, None
            action()


def _write(write: WriteFunction, progress: ProgressCallback, cancelled: threading.Event) -> None:
    def report(done: int, total: int) -> None:
        if cancelled.is_set():
            raise CancelledError("Saving was cancelled.")
        progress(done, total)

    write(report)
