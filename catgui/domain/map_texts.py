"""Texts about maps over pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from catgui.domain.explanation import format_contribution
from catgui.domain.place_map import PlaceMap
from engine.nn.activations import sigmoid
from engine.text import format_probability, printable

if TYPE_CHECKING:
    from engine.vision.detection.detector import Window

NETWORK_MAP, DETECTOR_MAP = "Network's map", "Detector's map"
NETWORK_MAP_TIP = "Which places of the picture speak for a class, as the network in training sees it"
DETECTOR_MAP_TIP = "Where the cat detector that comes with the program sees a cat"

BY_OCCLUSION, EXACT = "Map by occlusion", "Activation map of the network"
DETECTOR, UNTRAINED = "Detector", "The same, untrained"

FINDING = "Finding the map…"
NO_NETWORK = "Train the network: the map of the selected picture will be shown here."
NO_PICTURE = "Select a picture in Data, Wrong predictions or Your photos: its map will be shown here."
OTHER_SHAPE = (
    "The selected picture has another size than those that the network takes. "
    "Select one in Data, Wrong predictions or Your photos."
)
DIVERGED = "The outputs of the network are not finite any more, so it has no map. Train it with a lower learning rate."

WHAT_IT_IS_NOT = (
    "A map is not an outline, and no proof that the network looks at what you see there: each cell stands for a "
    "neighborhood, and an untrained network draws a map as well. Each map has colors of its own scale."
)
SHORT_WHAT_IT_IS_NOT = "A map is not an outline."
WHAT_OCCLUSION_IS_NOT = (
    "A map by occlusion is not an outline: a covered picture is something new to the network, and two "
    "places that can stand in for each other both seem not to matter."
)
HOW_TO_READ = (
    "Point at a place to read its value, or move there with Tab and the arrow keys. Hold the mouse button to see the "
    "picture without its map."
)
FRAMED = "Frame: the place that decided"
STRENGTH = "Strength of the map over the picture"

# A window of more of the photo than this is called all of it.
_WHOLE = 0.95
_EVERYWHERE = "in all of the photo"
_ROWS, _COLUMNS = ("upper", "", "lower"), ("left", "", "right")
_EDGES = {("upper", ""): "at the top", ("lower", ""): "at the bottom", ("", ""): "in the middle"}


def how_it_is_made(map_: PlaceMap, class_name: str) -> str:
    """How a map is made, and what its numbers are."""
    name = printable(class_name)
    if map_.bias is None:
        side = f"{map_.patch} x {map_.patch} pixels" if map_.patch > 1 else "one pixel"
        return (
            f"A patch of {side}, in the mean color of the picture, covers one place after another, and the network is "
            f"asked each time. The number of a place is how much lower the logit of {name} is, on average, while the "
            f"place is covered."
        )
    rows, columns = map_.values.shape
    return (
        f"The logit of {name} is exactly the bias plus the mean of the {rows * columns:,} cells of the map ({rows} x "
        f"{columns}). Each cell stands for the neighborhood that the filters see of it."
    )


def sum_text(map_: PlaceMap, class_name: str) -> str:
    """How the logit comes about: "Bias −0.80 + mean of the map 3.40 = logit 2.60, 93% cat".

    The mean is printed as what the other two rounded numbers leave, so that the printed sum is right.
    """
    logit = round(map_.logit, 2)
    probability = float(sigmoid(np.float64(map_.logit))[0])
    outcome = f"logit {_decimal(logit)}, {format_probability(probability)} {printable(class_name)}"
    if map_.bias is None:
        return f"Of the whole picture: {outcome}"
    bias = round(map_.bias, 2)
    return f"Bias {_decimal(bias)} + mean of the map {_decimal(logit - bias)} = {outcome}"


def sight_text(map_: PlaceMap) -> str:
    """What the detector sees, and where; '' of other maps."""
    if map_.window is None:
        return ""
    where = _window_place(map_.window)
    if map_.logit > 0 and not map_.is_unsure:
        return f"The detector sees a cat {where}"
    seen = "is unsure whether it sees a cat" if map_.is_unsure else "sees no cat"
    return f"The detector {seen}" if where == _EVERYWHERE else f"The detector {seen}; most like one is what is {where}"


def strongest_text(map_: PlaceMap, classes: tuple[str, str]) -> str:
    """Where the map is strongest: "Most for cat in the upper left (+6.20), for non-cat at the bottom (−0.50)."."""
    most, least = int(map_.values.argmax()), int(map_.values.argmin())
    strongest = {1: most} if map_.values.flat[most] > 0 else {}
    if map_.values.flat[least] < 0:
        strongest[0] = least
    where = {label: _where(map_, index) for label, index in strongest.items()}
    if len(where) == 2 and where[0] == where[1]:  # two cells in the same ninth of the map
        where[0] = _beside(map_, most, least)
    places = [
        f"for {printable(classes[label])} {where[label]} ({format_contribution(float(map_.values.flat[index]))})"
        for label, index in strongest.items()
    ]
    return f"Most {', '.join(places)}." if places else "No place matters to it: the map is zero everywhere."


def place_text(map_: PlaceMap, row: int, column: int, class_name: str) -> str:
    """What one place of the map does."""
    value, name = float(map_.values[row, column]), printable(class_name)
    if map_.bias is None:
        change = "falls" if value > 0 else "rises"
        return f"Covered here, the logit of {name} {change} by {_size(value)}." if value else "No change here."
    share = format_contribution(value / map_.values.size)
    return f"Here {format_contribution(value)}; as one of {map_.values.size:,} cells it adds {share} to the logit."


def scale_texts(map_: PlaceMap, classes: tuple[str, str]) -> tuple[str, str]:
    """The ends of the scale of colors: "−6.20 non-cat" and "+6.20 cat"."""
    size = _size(map_.largest)
    return f"−{size} {printable(classes[0])}", f"+{size} {printable(classes[1])}"


def scale_meaning(map_: PlaceMap, class_name: str) -> tuple[str, str]:
    """What the numbers of the scale are, in short and shorter."""
    name = printable(class_name)
    if map_.bias is None:
        return f"the logit of {name} is lower by this if covered", "lowers the logit if covered"
    return f"adds to the logit of {name}, in the mean", "adds to the logit"


def describe(map_: PlaceMap, classes: tuple[str, str]) -> str:
    """The map in words, for those who do not see it."""
    framed = "" if map_.window is None else f" {window_text(map_.window)}"
    return f"{sight_text(map_) or map_.name}. {sum_text(map_, classes[1])}. {strongest_text(map_, classes)}{framed}"


def window_text(window: Window) -> str:
    """Where the place is that decided, and how it did."""
    where = "all of the photo" if (place := _window_place(window)) == _EVERYWHERE else place
    return (
        f"{FRAMED}, {where}. Of the sizes at which the detector looks at the photo, {window.side} pixels on the "
        f"shorter side speak most for its answer, and there this window counts most: {window.share:.0%}."
    )


def _window_place(window: Window) -> str:
    if window.height * window.width > _WHOLE:
        return _EVERYWHERE
    return _ninth(window.top + window.height / 2, window.left + window.width / 2)


def _where(map_: PlaceMap, index: int) -> str:
    """The place of a value, as one of nine: "in the upper left"."""
    rows, columns = map_.values.shape
    row, column = divmod(index, columns)
    return _ninth((row + 0.5) / rows, (column + 0.5) / columns)


def _ninth(down: float, right: float) -> str:
    """A point of a picture, by its fractions, as one of nine places."""
    place = _ROWS[int(3 * down)], _COLUMNS[int(3 * right)]
    if place in _EDGES:
        return _EDGES[place]
    return f"in the {place[0]} {place[1]}" if place[0] else f"at the {place[1]}"


def _beside(map_: PlaceMap, first: int, second: int) -> str:
    """On which side of the value `first` the value `second` is: of both directions, that with the larger distance."""
    rows, columns = map_.values.shape
    down, right = second // columns - first // columns, second % columns - first % columns
    if abs(down) * columns >= abs(right) * rows:
        return "below that" if down > 0 else "above that"
    return "to the right of that" if right > 0 else "to the left of that"


def _size(value: float) -> str:
    return format_contribution(abs(value)).removeprefix("+")


def _decimal(value: float) -> str:
    """A number with two decimals and without a sign of zero."""
    return f"{np.round(value, 2) + 0.0:,.2f}".replace("-", "−")
