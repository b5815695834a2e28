"""Texts about layers, their units, and the pictures that activate them."""

from __future__ import annotations

import math
from functools import cache

from catgui.domain.unit_layer import UnitLayer
from engine.analysis.inspection import UnitActivity
from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.statistics import hypergeometric_tail
from engine.text import printable
from engine.typing import LabelArray

NO_NETWORK = (
    "Train the network: what each of its units has learned will be shown here, with the training pictures that "
    "activate it most."
)
WEIGHTS_LEGEND = "Grey: zero, bright: activates it, dark: inhibits it."
FILTER_LEGEND = "Grey: zero, bright: adds its color, dark: subtracts."
MAP_LEGEND = "Black: zero, white: the largest value of the map."
UNKNOWN_START = "All weights, as those at the start are unknown."
TOP_LEGEND = "Shown as the picture that activates it most."
WEIGHT_VIEWS = {
    "change": ("Change by training", "The weights minus the random ones at the start: what the network has learned"),
    "all": ("All weights", "The weights as they are, including the random ones at the start"),
}
STRONGEST_TIP = "Put the units first that the selected picture activates most"
NO_PICTURE = "Select a picture in Data"
LEARNED_TIP = (
    "A unit prefers a class that is more frequent among the nine training pictures that activate it most than chance "
    "makes it in 19 of 20 cases. That does not make it a detector of that class: a color that these pictures share is "
    "enough. What the network says comes from all units together."
)
# So many standard deviations above the number expected, more units prefer a class than by chance.
_CLEAR_ERRORS = 2.0
_SHORT_NOTE = "Strongest first; a color they share is enough."
_NOTE = (
    "These training pictures activate it most, the strongest first, with its activation. That most of them are of one "
    "class does not make it a detector of that class: a color or a shape that they share is enough, and many pictures "
    "further down may activate it almost as much."
)
_REGION_NOTE = " Its activation is the largest value of its map; a frame shows the part that this value depends on."


def learned_text(layer: UnitLayer) -> str:
    """What the units of a layer have learned, as far as the pictures say that activate them most; '' if not known."""
    dataset, activity, units = layer.dataset, layer.activity, f"{layer.unit.lower()}s"
    if dataset is None or activity is None or not activity.examples:
        return ""
    active = int((activity.active_counts > 0).sum())
    if not active:
        all_ = f"All {layer.count:,} {units} are" if layer.count > 1 else f"The only {layer.unit.lower()} is"
        return f"{all_} inactive on every training picture: nothing gets through this layer."
    labels = dataset.train.labels[0]
    preferred, by_chance = preferred_classes(activity, labels)
    # Random weights find a color that is more frequent in one class, too.
    started = None if layer.at_start is None else len(preferred_classes(layer.at_start, labels)[0])
    begins_so = (started or 0) >= by_chance
    expected = (started or 0) if begins_so else by_chance
    counts = [preferred.count(label) for label in (0, 1)]
    is_all = active == layer.count
    of_all = f"{active:,} {units}" if is_all else f"the {active:,} {units} that a training picture activates"
    names = [printable(name) for name in dataset.classes]
    of_class = f"prefer{'s' if sum(counts) == 1 else ''} the pictures of one class"
    if active == 1:
        only = f"The only {layer.unit.lower()}{'' if is_all else ' that a training picture activates'}"
        if not any(counts):
            return f"{only} prefers the pictures of neither class."
        begun = "; with the random weights of the start it did, too" if started else ""
        return f"{only} prefers the {names[counts.index(1)]} pictures{begun}."
    if sum(counts) <= expected + _CLEAR_ERRORS * math.sqrt(expected):
        few = f"{sum(counts):,}" if any(counts) else "None"
        reference = f"with the random weights of the start ({started:,})" if started and begins_so else "by chance"
        return f"{few} of {of_all} {of_class}, no more than {reference}: none of them is known to stand for one."
    which = ", ".join(f"{count:,} {name}" for count, name in reversed(list(zip(counts, names, strict=True))) if count)
    chance = f"about {by_chance:,.0f}" if round(by_chance) else "hardly any"
    did = f"{started:,}" if started else "none"
    begun = "" if started is None else f", and at the start, with random weights, {did} did"
    return f"{sum(counts):,} of {of_all} {of_class} ({which}). By chance, {chance} would{begun}."


def preferred_classes(activity: UnitActivity, labels: LabelArray) -> tuple[list[int], float]:
    """The classes that units prefer, one for each that does, and how many would by chance.

    A unit prefers a class that is so frequent among the pictures that activate it most that chance, which draws these
    from the training pictures with `labels` (m,), brings that less often than one time in twenty.
    """
    ones, total = int(labels.sum()), len(labels)
    preferred, expected = [], 0.0
    for unit in range(len(activity.active_counts)):
        top = labels[activity.top.of_unit(unit)[0]]
        for label, marked in ((1, ones), (0, total - ones)):
            least, probability = _rare_count(len(top), marked, total)
            if int((top == label).sum()) >= least:
                preferred.append(label)
            expected += probability
    return preferred, expected


@cache  # the same for most units, whenever the network is another one
def _rare_count(draws: int, marked: int, total: int) -> tuple[int, float]:
    """The least number of marked pictures that chance seldom draws, and how often it does; none has probability 0."""
    tails = (hypergeometric_tail(least, draws, marked, total) for least in range(draws + 2))
    return next((least, tail) for least, tail in enumerate(tails) if tail < SIGNIFICANCE)


def layer_title(layer: UnitLayer) -> str:
    """The name of a layer with the number of its units: "Layer 1: 20 units, 2 dead, 5 active"."""
    units = f"{layer.count:,} {layer.unit.lower()}{'' if layer.count == 1 else 's'}"
    return f"{layer.name}: {', '.join([units, *_counts(layer)])}"


def short_layer_title(layer: UnitLayer) -> str:
    """The same where there is little room: "Layer 1: 2 dead, 5 active"."""
    counts = ", ".join(_counts(layer))
    return f"{layer.name}: {counts}" if counts else layer.name


def _counts(layer: UnitLayer) -> list[str]:
    """How many units are dead or silent, if any, and how many are active on the selected picture."""
    silent = int(layer.silent.sum())
    counts = [f"{silent:,} {_silence(layer)}"] if silent else []
    if layer.activations is not None:
        counts.append(f"{int((layer.activations > 0).sum()):,} active")
    return counts


def _silence(layer: UnitLayer) -> str:
    return "dead" if layer.is_asleep else "silent now"


def unit_name(layer: UnitLayer, unit: int) -> str:
    """The name of a unit, numbered from 1."""
    return f"{layer.unit} {unit + 1}"


def activation_text(layer: UnitLayer, unit: int) -> str:
    """How much the selected picture activates a unit; '' without one."""
    activation = layer.activation(unit)
    return "" if activation is None else f"active: {activation:.2f}" if activation > 0 else "inactive"


def state_text(layer: UnitLayer, unit: int) -> str:
    """The same in the caption of a unit, or that it is dead or silent."""
    return _silence(layer) if layer.silent[unit] else activation_text(layer, unit)


def activity_text(layer: UnitLayer, unit: int) -> str:
    """On how many training pictures a unit is active; '' if that is not known."""
    activity = layer.activity
    if activity is None or not activity.examples:
        return ""
    if not activity.active_counts[unit]:
        return (f"{_silence(layer)}, " if layer.silent[unit] else "") + "active on no training picture"
    return f"active on {activity.active_counts[unit]:,} of {activity.examples:,} training pictures"


def unit_heading(layer: UnitLayer, unit: int) -> tuple[str, str]:
    """A unit, and how often it is active; and a shorter text where there is little room."""
    text = _joined(unit_name(layer, unit), [activity_text(layer, unit)])
    return text, text.replace(" training pictures", "").replace(", active on no training picture", "")


def describe_unit(layer: UnitLayer, unit: int) -> str:
    """All that is known of a unit, as a sentence."""
    activation = activation_text(layer, unit)
    return _joined(
        unit_name(layer, unit),
        [activity_text(layer, unit), f"on the selected picture {activation}" if activation else ""],
    )


def notes(layer: UnitLayer, unit: int) -> tuple[str, str]:
    """What the pictures that activate a unit most mean, and what not: in short, and at length; '' without pictures."""
    if missing_text(layer, unit):
        return "", ""
    has_regions = layer.activity is not None and layer.activity.top.regions is not None
    return _SHORT_NOTE, _NOTE + (_REGION_NOTE if has_regions else "")


def missing_text(layer: UnitLayer, unit: int) -> str:
    """The reason why no training picture is shown for a unit; '' if there are some."""
    if layer.dataset is None:
        return f"Open the data of this network to see which pictures activate the {layer.unit.lower()} most."
    if layer.activity is None:
        return f"Looking through the training pictures: {layer.percent}%"
    return f"No training picture activates this {layer.unit.lower()}." if not layer.activity.active_counts[unit] else ""


def _joined(name: str, facts: list[str]) -> str:
    known = "; ".join(fact for fact in facts if fact)
    return f"{name}: {known}" if known else name
