"""A queue of files that are written in the background, one at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.models.background_task import BackgroundTask
from engine.progress import Work
from engine.text import printable

# Writes a file, in any thread; leaves none if the work is cancelled.
WriteFunction = Callable[[Work], object]
AskOtherPath = Callable[[], object]
# Called in the GUI thread with whether the file was written.
OnFinished = Callable[[bool], object]


def ignore_result(_written: bool) -> None:
    """The default for `on_finished`."""


@dataclass(frozen=True, slots=True, eq=False)
class _SaveJob:
    """A file to write, with its callbacks."""

    path: Path
    write: WriteFunction
    ask_other_path: AskOtherPath
    on_finished: OnFinished


class SaveQueue(QObject):
    """Writes files in the background, in the order in which they are given.

    Signals: `changed()`, `name` or `has_deferred_action` has changed; `progressed(object, object)`, done and total of
    the file being written; `failed(str, object)`, a text for the user and the `AskOtherPath` of the file.
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
        """The name of the file that is being written, or None."""
        return None if self._current is None else printable(self._current.path.name)

    @property
    def has_deferred_action(self) -> bool:
        """Whether an action waits until all files are written."""
        return self._deferred_action is not None

    def save(
        self, path: Path, write: WriteFunction, ask_other_path: AskOtherPath, on_finished: OnFinished = ignore_result
    ) -> None:
        """Write a file to `path` by `write`, after those in the queue."""
        self._waiting.append(_SaveJob(path, write, ask_other_path, on_finished))
        if self._current is None:
            self._begin_next()

    def cancel(self) -> None:
        """Cancel the file that is being written."""
        self._task.cancel()

    def proceed_or_defer(self, action: Callable[[], object]) -> bool:
        """True if all files are written; otherwise call `action` later.

        `action` is dropped if a file cannot be written.
        """
        if self._current is None:
            return True
        self._deferred_action = action
        self.changed.emit()
        return False

    def _begin_next(self) -> None:
        self._current = self._waiting.popleft()
        self._written = False
        self._task.start(self._current.write)
        self.changed.emit()

    def _on_succeeded(self) -> None:
        self._written = True

    def _on_failed(self, text: str) -> None:
        self._deferred_action = None  # the window must not close before the error is read
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
