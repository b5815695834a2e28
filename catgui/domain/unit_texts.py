"""Layers of units as they are shown, and texts about them and the pictures that activate the units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from engine.analysis.inspection import UnitActivity
from engine.data.dataset import Dataset
from engine.text import counted
from engine.typing import Pixels

_NO_PICTURE = np.full((8, 8, 3), 128, np.uint8)
CHANGE_LEGEND = "What training changed. Bright: activates, dark: inhibits."
WEIGHTS_LEGEND = "Weights. Bright: activates, dark: inhibits."
FILTER_LEGEND = "Bright: adds its color, dark: subtracts."
TOP_LEGEND = "Shown as the picture that activates it most."
REGION_NOTE = "Frames show what it sees."


class UnitKind(Enum):
    """What the units of a layer are called."""

    UNIT = "neuron"
    CHANNEL = "channel"
    FILTER = "filter"
    OUTPUT = "output"  # of a network without hidden layers


@dataclass(frozen=True, slots=True, eq=False)
class UnitLayer:
    """The units of a layer, each with a picture.

    Attributes: `name`, such as "Layer 1"; `kind` of its units; `count` of units; `legend`, how to read their pictures;
    `pictures` (count, height, width, 3), or None for the training pictures that activate them most; `activity` on the
    training pictures, or None if it is not known; `dataset`, that of these, or None if it is not open; `percent` of
    them that have been looked through while it is not known; `is_trained`, whether the layer is trained here;
    `is_dead`, whether no later step can wake a silent unit.
    """

    name: str
    kind: UnitKind
    count: int
    legend: str
    pictures: Pixels | None = None
    activity: UnitActivity | None = None
    dataset: Dataset | None = None
    percent: int = 0
    is_trained: bool = True
    is_dead: bool = False

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Mask (count,) of the trained hidden units that are active on no training picture."""
        if self.activity is None or not self.is_trained or self.kind is UnitKind.OUTPUT:
            return np.zeros(self.count, np.bool_)
        return self.activity.silent

    def picture(self, unit: int) -> Pixels:
        """The picture of a unit (height, width, 3); gray if there is none."""
        if self.pictures is not None:
            picture: Pixels = self.pictures[unit]
            return picture
        if self.activity is None or self.dataset is None:
            return _NO_PICTURE
        indices, _ = self.activity.top.of_unit(unit)
        return self.dataset.train.pictures[indices[0]] if len(indices) else _NO_PICTURE

    def default_unit(self) -> int:
        """The first unit that a training picture activates, or else the first of all."""
        return 0 if self.activity is None else int((self.activity.active_counts > 0).argmax())

    def region(self, unit: int, rank: int) -> tuple[int, int, int, int] | None:
        """The part of a top picture of a unit that the activation depends on: top, left, bottom, right.

        None if that is the whole of it.
        """
        if self.activity is None or self.activity.top.regions is None or self.dataset is None:
            return None
        top, left, bottom, right = self.activity.top.regions[unit, rank].tolist()
        is_whole = (top, left, bottom, right) == (0, 0, *self.dataset.picture_shape)
        return None if is_whole else (top, left, bottom, right)


def layer_title(layer: UnitLayer) -> str:
    """The name of a layer with the number of its units: "Layer 1: 20 neurons, 2 dead"; "Output" of that."""
    if layer.kind is UnitKind.OUTPUT:
        return layer.name
    kind, silent = layer.kind.value, int(layer.silent.sum())
    title = f"{layer.name}: {counted(layer.count, kind, f'{kind}s')}"
    if not silent:
        return title
    return f"{title}, {silent:,} dead" if layer.is_dead else f"{title}, {silent:,} silent now"


def unit_name(layer: UnitLayer, unit: int) -> str:
    """The name of a unit, numbered from 1; "Output" of that."""
    return {
        UnitKind.UNIT: f"Neuron {unit + 1}",
        UnitKind.CHANNEL: f"Channel {unit + 1}",
        UnitKind.FILTER: f"Filter {unit + 1}",
        UnitKind.OUTPUT: "Output",
    }[layer.kind]


def caption(layer: UnitLayer, unit: int) -> str:
    """The name of a unit, and whether it is dead or silent."""
    name = unit_name(layer, unit)
    if not layer.silent[unit]:
        return name
    return f"{name}: dead" if layer.is_dead else f"{name}: silent now"


def describe_unit(layer: UnitLayer, unit: int) -> str:
    """A unit, and on how many training pictures it is active, if that is known, or that it is dead or silent."""
    activity = layer.activity
    if activity is None or not activity.examples or layer.silent[unit]:
        return caption(layer, unit)
    name, active, all_ = unit_name(layer, unit), activity.active_counts[unit], activity.examples
    if layer.kind is UnitKind.OUTPUT:
        return f"{name}: above 0 for {active:,} of {all_:,} training pictures"
    return f"{name}: active on {active:,} of {all_:,} training pictures"


def missing_text(layer: UnitLayer, unit: int) -> str:
    """The reason why no training picture is shown for a unit; '' if there are some."""
    if layer.dataset is None:
        return "Open the data of this network to see its pictures."
    if layer.activity is None:
        return f"Looking through the training pictures: {layer.percent}%"
    return "" if layer.activity.active_counts[unit] else "No training picture activates it."
