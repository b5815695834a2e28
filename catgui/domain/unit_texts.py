"""Layers of units as they are shown, and texts about them and the pictures that activate the units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from engine.analysis.inspection import UnitActivity
from engine.data.dataset import Dataset
from engine.text import counted
from engine.typing import Pixels

_NO_PICTURE = np.full((8, 8, 3), 128, np.uint8)
WEIGHTS_LEGEND = "Gray: zero, bright: activates, dark: inhibits."
FILTER_LEGEND = "Gray: zero, bright: adds its color, dark: subtracts."
MAP_LEGEND = "Black: zero, white: the largest value of the map."
UNKNOWN_START = "All weights: the start is unknown."
TOP_LEGEND = "Shown as the picture that activates it most."
WEIGHT_VIEWS = {
    "change": ("Change by training", "Without the random start"),
    "all": ("All weights", "With the random start"),
}
STRONGEST = "Strongest first"
STRONGEST_TIP = "First the neurons (units) that the selected picture activates most"
NO_PICTURE = "Select a picture in Data"


class UnitKind(Enum):
    """What the units of a layer are."""

    UNIT = auto()
    CHANNEL = auto()
    FILTER = auto()
    OUTPUT = auto()  # of a network without hidden layers


@dataclass(frozen=True, slots=True, eq=False)
class UnitLayer:
    """The units of a layer, each with a picture.

    Attributes: `name`, such as "Layer 1"; `kind` of its units; `count` of units;
    `legend`, how to read their pictures; `has_weights`, whether these are weights of pixels; `pictures` (count, height,
    width, 3), or None for the training pictures that activate them most; `activations` (count,) by the selected
    picture, or None without one; `activity` on the training pictures, or None if it is not known; `dataset`, that of
    these, or None if it is not open; `percent` of them that have been looked through while it is not known;
    `is_filters`, whether the pictures are the filters of the first block; `is_trained`, whether the layer is trained
    here; `is_asleep`, whether no later step can wake a silent unit.
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

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Mask (count,) of the trained hidden units that are active on no training picture."""
        if self.activity is None or not self.is_trained or self.kind is UnitKind.OUTPUT:
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


@dataclass(frozen=True)
class _Names:
    """The words for one unit, for several units, and for a text about one."""

    title: str
    one: str
    many: str


_NAMES = {
    UnitKind.UNIT: _Names("Neuron {number}", "neuron", "neurons"),
    UnitKind.CHANNEL: _Names("Channel {number}", "channel", "channels"),
    UnitKind.FILTER: _Names("Filter {number}", "filter", "filters"),
    UnitKind.OUTPUT: _Names("Output", "logit", "logits"),
}
_NOTE = "Strongest first; a shared color may be the reason."
_REGION_NOTE = "A frame shows the part that its activation depends on."


def layer_title(layer: UnitLayer) -> str:
    """The name of a layer with the number of its units: "Layer 1: 20 neurons, 2 dead, 5 active"; "Output" of that."""
    names = _NAMES[layer.kind]
    if layer.kind is UnitKind.OUTPUT:
        return layer.name
    return f"{layer.name}: {', '.join([counted(layer.count, names.one, names.many), *_counts(layer)])}"


def short_layer_title(layer: UnitLayer) -> str:
    """The same where there is little room: "Layer 1: 2 dead, 5 active"."""
    counts = ", ".join(_counts(layer))
    return f"{layer.name}: {counts}" if counts else layer.name


def _counts(layer: UnitLayer) -> list[str]:
    """How many units are dead or silent, if any, and how many are active on the selected picture."""
    silent = int(layer.silent.sum())
    counts = [f"{silent:,} {_silence(layer)}"] if silent else []
    if layer.activations is not None and layer.kind is not UnitKind.OUTPUT:
        counts.append(f"{int((layer.activations > 0).sum()):,} active")
    return counts


def _silence(layer: UnitLayer) -> str:
    return "dead" if layer.is_asleep else "silent now"


def unit_name(layer: UnitLayer, unit: int) -> str:
    """The name of a unit, numbered from 1."""
    return _NAMES[layer.kind].title.format(number=unit + 1)


def activation_text(layer: UnitLayer, unit: int) -> str:
    """The activation of a unit on the selected picture, as text; '' without a picture."""
    activation = layer.activation(unit)
    if activation is None:
        return ""
    if layer.kind is UnitKind.OUTPUT:
        return _logit_text(activation)
    return f"active: {activation:.2f}" if activation > 0 else "inactive"


def _logit_text(logit: float) -> str:
    return f"logit {logit:+.2f}".replace("-", "−")


def state_text(layer: UnitLayer, unit: int) -> str:
    """The same in the caption of a unit, or that it is dead or silent."""
    return _silence(layer) if layer.silent[unit] else activation_text(layer, unit)


def activity_text(layer: UnitLayer, unit: int) -> str:
    """On how many training pictures a unit is active, or that it is dead or silent; '' if that is not known."""
    activity = layer.activity
    if activity is None or not activity.examples:
        return ""
    if layer.silent[unit]:
        return _silence(layer)
    if layer.kind is UnitKind.OUTPUT:
        return f"above 0 for {activity.active_counts[unit]:,} of {activity.examples:,} training pictures"
    return f"active on {activity.active_counts[unit]:,} of {activity.examples:,} training pictures"


def unit_heading(layer: UnitLayer, unit: int) -> str:
    """A unit, and how often it is active."""
    return _joined(unit_name(layer, unit), [activity_text(layer, unit)])


def describe_unit(layer: UnitLayer, unit: int) -> str:
    """All that is known of a unit."""
    return _joined(unit_name(layer, unit), [activity_text(layer, unit), _on_picture_text(layer, unit)])


def _on_picture_text(layer: UnitLayer, unit: int) -> str:
    """The activation of a unit on the selected picture, as a sentence; '' without a picture."""
    activation = layer.activation(unit)
    if activation is None:
        return ""
    value = _logit_text(activation) if layer.kind is UnitKind.OUTPUT else f"{activation:.2f}"
    return f"On the selected picture: {value}"


def note(layer: UnitLayer, unit: int) -> str:
    """A note on the meaning of the pictures that activate a unit most; '' without pictures."""
    if missing_text(layer, unit):
        return ""
    has_regions = layer.activity is not None and layer.activity.top.regions is not None
    return f"{_NOTE} {_REGION_NOTE}" if has_regions else _NOTE


def missing_text(layer: UnitLayer, unit: int) -> str:
    """The reason why no training picture is shown for a unit; '' if there are some."""
    if layer.dataset is None:
        return "Open the data of this network to see its pictures."
    if layer.activity is None:
        return f"Looking through the training pictures: {layer.percent}%"
    if layer.activity.active_counts[unit]:
        return ""
    is_output = layer.kind is UnitKind.OUTPUT
    return "Its logit is above 0 for no training picture." if is_output else "No training picture activates it."


def _joined(name: str, facts: list[str]) -> str:
    known = ". ".join(fact for fact in facts if fact)
    return f"{name}: {known}" if known else name
