"""An analysis of what the window shows, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import is_
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from catgui.models.background_task import BackgroundTask, Task
from engine.progress import Work


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What a value belongs to, and the task that computes it.

    Attributes: `of`, such as the data and the selected picture, compared by identity; `also`, what else it is of, such
    as the network shown, which training replaces several times a second, so that the value of an earlier one is shown
    as well; `waiting`, a text for the user until there is any value, or ''.
    """

    of: tuple[object, ...]
    compute: Task
    also: tuple[object, ...] = ()
    waiting: str = ""

    def is_same(self, other: Subject | None) -> bool:
        """Whether a value of the other belongs to the same, apart from `also`."""
        return other is not None and _are_same(self.of, other.of)


def _are_same(these: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(these) == len(others) and all(map(is_, these, others))


class Analysis(QObject):
    """Finds the value of its subject when one of its `inputs` is emitted, while active.

    A value of another subject than the one wanted now is dropped. That of an earlier network is not, since the next one
    follows. Where the subject has not changed, no value is computed again that is of it alone.

    Attributes: `percent`, how much of the value wanted is computed.

    Signals: `found(object)`, a value; `unavailable(str)`, a text for the user, why there is none, or what is waited
    for; `progressed(object, object)`, done and total.
    """

    found = Signal(object)
    unavailable = Signal(str)
    progressed = Signal(object, object)

    def __init__(self, *inputs: SignalInstance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.percent = 0
        self._active = False
        self._wanted: Subject | None = None
        self._known: tuple[Subject, Any] | None = None  # the last value that is of its subject alone
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._drop)
        self._task.progressed.connect(self._on_progressed)
        for signal in inputs:
            signal.connect(self.follow)

    def subject(self) -> Subject | str | None:
        """The subject now, or the text why there is none; None if it is about to come, and what is shown may stay."""
        raise NotImplementedError

    @property
    def value(self) -> Any:
        """The value wanted, if it is known and of its subject alone, else None."""
        known = self._known
        return known[1] if known is not None and known[0].is_same(self._wanted) else None

    def set_active(self, active: bool) -> None:
        """Start or stop following the inputs; inactive while its panel is hidden."""
        self._active = active
        self.follow()

    def follow(self) -> None:
        """Find the value of the subject now."""
        subject = self.subject() if self._active else None
        if isinstance(subject, Subject):
            self._find(subject)
        elif subject is not None:
            self._drop(subject)
        elif self._active:
            self._task.discard_waiting()
        else:
            self.discard()

    def discard(self) -> None:
        """Cancel the computation: its value would be of something that has changed."""
        self._wanted = None
        self._task.cancel()

    def _find(self, subject: Subject) -> None:
        before, self._wanted = self._wanted, subject
        is_same = subject.is_same(before)
        if before is not None and is_same and _are_same(subject.also, before.also):
            return
        if not subject.also and self.value is not None:
            self._task.cancel()
            self.found.emit(self.value)
            return
        self.percent = 0
        if before is None and subject.waiting:
            self.unavailable.emit(subject.waiting)
        run = self._task.submit if is_same else self._task.start
        run(partial(_compute, subject))

    def _on_progressed(self, done: int, total: int) -> None:
        self.percent = 100 * done // max(1, total)
        self.progressed.emit(done, total)

    def _drop(self, text: str) -> None:
        self.discard()
        self.unavailable.emit(text)

    def _on_succeeded(self, computed: tuple[Subject, Any]) -> None:
        subject, value = computed
        if isinstance(value, str):
            self.unavailable.emit(value)
            return
        if not subject.also:
            self._known = computed
        self.found.emit(value)


def _compute(subject: Subject, work: Work) -> tuple[Subject, Any]:
    """The value of `subject`, or the text why there is none."""
    return subject, subject.compute(work)
