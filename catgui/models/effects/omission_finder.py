"""Finds what changes without single training pictures of a run."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.effects import effect_tasks
from catgui.models.effects.effect_tasks import Trained
from catgui.models.tasks.background_task import BackgroundTask
from engine.experiments.leave_one_out import RepeatedEffects


class OmissionFinder(QObject):
    """Finds the effects of one training picture at a time, and keeps those of a run.

    Attributes: `index`, that of the picture whose effects are being found, or None.

    Signals: `found()`; `failed(str)`, a text for the user; `progressed(object, object)`, steps done and in all.
    """

    found = Signal()
    failed = Signal(str)
    progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index: int | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.progressed.connect(self.progressed)
        self.forget()

    @property
    def busy(self) -> bool:
        """Whether its thread works, even if nobody waits for it any more."""
        return self._task.busy

    def known(self, trained: Trained, index: int) -> RepeatedEffects | None:
        """The effects of a training picture, if they are about the photos that `trained` has."""
        of, effects = self._known.get(index, (None, None))
        return effects if of is not None and of.has_photos_of(trained) else None

    def is_declined(self, index: int) -> bool:
        """Whether the user has cancelled finding the effects of a picture."""
        return index in self._declined

    def start(self, trained: Trained, index: int, seeds: int) -> None:
        """Find the effects of a training picture on the test part and on the photos, from so many seeds."""
        self._trained, self.index = trained, index
        self._task.start(partial(effect_tasks.find_one, trained, index, seeds))

    def decline(self) -> None:
        """Stop, and note that the user wants it so."""
        if self.index is not None:
            self._declined.add(self.index)
        self.stop()

    def stop(self) -> None:
        """Stop; what is known stays."""
        self.index = None
        self._task.cancel()

    def forget(self) -> None:
        """Stop, and forget what is known of a run."""
        self.stop()
        self._known: dict[int, tuple[Trained, RepeatedEffects]] = {}
        self._declined: set[int] = set()

    def shutdown(self) -> None:
        """Cancel the work and wait for its thread."""
        self._task.shutdown()

    def _on_succeeded(self, effects: RepeatedEffects) -> None:
        self._known[int(effects.omitted[0])] = self._trained, effects
        self.index = None
        self.found.emit()

    def _on_failed(self, text: str) -> None:
        self.index = None
        self.failed.emit(text)
