"""A layer of units as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from engine.analysis.inspection import UnitActivity
from engine.data.dataset import Dataset
from engine.typing import Pixels

_NO_PICTURE = np.full((8, 8, 3), 128, np.uint8)


class UnitKind(Enum):
    """What the units of a layer are."""

    UNIT = auto()
    CHANNEL = auto()
    FILTER = auto()


@dataclass(frozen=True, slots=True, eq=False)
class UnitLayer:
    """The units of a layer, each with a picture.

    Attributes: `name`, such as "Layer 1"; `kind` of its units; `count` of units;
    `legend`, how to read their pictures; `has_weights`, whether these are weights of pixels; `pictures` (count, height,
    width, 3), or None for the training pictures that activate them most; `activations` (count,) by the selected
    picture, or None without one; `activity` on the training pictures, or None if it is not known; `dataset`, that of
    these, or None if it is not open; `percent` of them that have been looked through while it is not known;
    `is_filters`, whether the pictures are the filters of the first block; `is_trained`, whether the layer is trained
    here; `is_asleep`, whether no later step can wake a silent unit; `at_start`, the activity before the first step,
    or None if it is not known.
    """

    name: str
    kind: UnitKind
    count: int
    legend: str
    has_weights: bool = False
    pictures: Pixels | None = None
    activations: NDArray[np.floating] | None = None
    activity: UnitActivity | None = None
    dataset: Dataset | None = None
    percent: int = 0
    is_filters: bool = False
    is_trained: bool = True
    is_asleep: bool = False
    at_start: UnitActivity | None = None

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Mask (count,) of the trained units that are active on no training picture."""
        if self.activity is None or not self.is_trained:
            return np.zeros(self.count, np.bool_)
        return self.activity.silent

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Mask (count,) of the silent units that no later step can wake."""
        return self.silent & self.is_asleep

    def picture(self, unit: int) -> Pixels:
        """The picture of a unit (height, width, 3); gray if there is none."""
        if self.pictures is not None:
            picture: Pixels = self.pictures[unit]
            return picture
        if self.activity is None or self.dataset is None:
            return _NO_PICTURE
        indices, _ = self.activity.top.of_unit(unit)
        return self.dataset.train.pictures[indices[0]] if len(indices) else _NO_PICTURE

    def activation(self, unit: int) -> float | None:
        """The activation of a unit by the selected picture; None if none is selected."""
        return None if self.activations is None else float(self.activations[unit])

    def default_unit(self, strongest_first: bool) -> int:
        """The first unit, in this order, that a training picture activates, or else the first of all."""
        order = self.order(strongest_first)
        return int(order[0 if self.activity is None else (self.activity.active_counts[order] > 0).argmax()])

    def region(self, unit: int, rank: int) -> tuple[int, int, int, int] | None:
        """The part of a top picture of a unit that the activation depends on: top, left, bottom, right.

        None if that is the whole of it.
        """
        if self.activity is None or self.activity.top.regions is None or self.dataset is None:
            return None
        top, left, bottom, right = self.activity.top.regions[unit, rank].tolist()
        is_whole = (top, left, bottom, right) == (0, 0, *self.dataset.picture_shape)
        return None if is_whole else (top, left, bottom, right)

    def order(self, strongest_first: bool) -> NDArray[np.int64]:
        """The units in their order, or the one first that the selected picture activates most."""
        if strongest_first and self.activations is not None:
            return np.argsort(-self.activations, kind="stable")
        return np.arange(self.count)
