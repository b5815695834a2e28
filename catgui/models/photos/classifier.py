"""Asks the network about photos in the background, as often as it changes and no oftener than it can answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.tasks.background_task import BackgroundTask
from catgui.workers.task_worker import Progress
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.nn.network import Network

# Photos that are judged together: a photo that comes or goes costs the products of one block, not those of all.
_BLOCK = 64
# So many blocks may be smaller before they are joined: photos that have just been read are a block of their own.
_MOST_SMALL = 16


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """A photo as the network is shown it: `view` (height, width, 3)."""

    key: PhotoKey
    view: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The probability of class 1 that each exhibit was given, one for each; `classes` are the network's."""

    exhibits: Sequence[Exhibit]
    probabilities: Sequence[float]
    classes: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Some exhibits, and the same as examples: the first layer keeps its products with this very object."""

    exhibits: tuple[Exhibit, ...]
    examples: Examples

    @classmethod
    def of(cls, exhibits: Sequence[Exhibit]) -> _Block:
        views = np.stack([exhibit.view for exhibit in exhibits])
        return cls(tuple(exhibits), Examples.from_pictures(views, np.zeros((1, len(views)), np.int64)))


class ExhibitBlocks:
    """Keeps the blocks whose photos are all still there, from one judgement to the next."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []

    def arranged(self, exhibits: Sequence[Exhibit]) -> list[_Block]:
        """The exhibits in blocks, as few of them new as can be."""
        # By the identity of the view: another framing of a photo, or another reading, is another picture.
        views = {id(exhibit.view) for exhibit in exhibits}
        kept = [block for block in self._blocks if all(id(exhibit.view) in views for exhibit in block.exhibits)]
        small = [block for block in kept if len(block.exhibits) < _BLOCK]
        if len(small) >= _MOST_SMALL:
            kept = [block for block in kept if len(block.exhibits) == _BLOCK]
        judged = {id(exhibit.view) for block in kept for exhibit in block.exhibits}
        rest = [exhibit for exhibit in exhibits if id(exhibit.view) not in judged]
        self._blocks = kept + [_Block.of(rest[k : k + _BLOCK]) for k in range(0, len(rest), _BLOCK)]
        return self._blocks


class Judge(QObject):
    """Judges the exhibits that `exhibits` gives when their turn comes.

    What is under way is never thrown away for what is newer, or a network that changes faster than it answers would
    never be heard: the newest request waits, and only it.

    Signals: `judged(object)`, a Judgement; `failed(str)`, a text for the user.
    """

    judged = Signal(object)
    failed = Signal(str)

    def __init__(self, exhibits: Callable[[], Sequence[Exhibit]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exhibits = exhibits
        self._blocks = ExhibitBlocks()
        self._network: Network | None = None
        self._classes = ("", "")
        self._asked = False
        self._dismissed = False
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Whether the network is being asked."""
        return self._task.busy

    def use(self, network: Network, classes: tuple[str, str]) -> None:
        """Judge by `network` from now on, and ask it at once or as soon as the one before has answered."""
        self._network, self._classes = network, classes
        self.ask()

    def dismiss(self) -> None:
        """There is no network any more: what the last one still says is not listened to."""
        self._network, self._asked, self._dismissed = None, False, True

    def ask(self) -> None:
        """Judge the exhibits anew, now or as soon as what is under way is done."""
        self._asked = self._network is not None
        if self._asked and not self._task.busy:
            self._start()

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self.dismiss()
        self._task.shutdown()

    def _start(self) -> None:
        self._asked = self._dismissed = False
        exhibits = self._exhibits()
        if self._network is not None and exhibits:
            self._task.start(partial(_judgement, self._network, self._classes, self._blocks, exhibits))

    def _on_succeeded(self, judgement: Judgement) -> None:
        if not self._dismissed:
            self.judged.emit(judgement)

    def _on_busy_changed(self, busy: bool) -> None:
        if self._asked and not busy:
            self._start()


def _judgement(
    network: Network,
    classes: tuple[str, str],
    blocks: ExhibitBlocks,
    exhibits: Sequence[Exhibit],
    _progress: Progress,
    cancelled: threading.Event,
) -> Judgement:
    judged: list[Exhibit] = []
    probabilities: list[float] = []
    for block in blocks.arranged(exhibits):
        if cancelled.is_set():
            raise CancelledError
        AL, _ = network.forward(block.examples)
        judged += block.exhibits
        probabilities += AL[0].tolist()
    return Judgement(judged, probabilities, classes)
