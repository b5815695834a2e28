"""Maps over a picture, what each place of it does to the logit of class 1, and texts about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import format_change, format_size
from engine.core import sigmoid
from engine.text import format_probability, printable
from engine.typing import FloatArray

NETWORK_MAP = "Network's map"
NETWORK_MAP_TIP = "Which places speak for a class, to your network"

BY_OCCLUSION, EXACT = "Map by covering", "Activation map"

FINDING = "Finding the map…"

HOW_TO_READ = "Point at a place to read it; press to hide the map."

# A window of more of the photo than this is called all of it.
_PLACES = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "bottom", "lower right"),
)


def how_it_is_made(map_: PlaceMap, class_name: str) -> str:
    """A text on how a map is made, and on the meaning of its numbers."""
    name = printable(class_name)
    if map_.bias is None:
        return f"How far covering {map_.patch} x {map_.patch} pixels (occlusion) lowers the score (logit) of {name}"
    return f"Bias plus mean of all {map_.values.size:,} cells: the score (logit) of {name}"


def sum_text(map_: PlaceMap, class_name: str) -> str:
    """How the logit comes about: "Bias −0.80 + mean of the map 3.40 = score 2.60, 93% cat".

    The mean is printed as what the other two rounded numbers leave, so that the printed sum is right.
    """
    logit = round(map_.logit, 2)
    probability = format_probability(float(sigmoid(np.float64(map_.logit))[0]))
    name = printable(class_name)
    if map_.bias is None:
        return f"Score {_decimal(logit)}, {probability} {name}"
    bias = round(map_.bias, 2)
    return (
        f"Bias {_decimal(bias)} + mean of the map {_decimal(logit - bias)} = score {_decimal(logit)}, "
        f"{probability} {name}"
    )


def strongest_text(map_: PlaceMap, classes: tuple[str, str]) -> str:
    """A text on where the map is strongest: "Most for cat: upper left (+6.20). Most for non-cat: bottom (−0.50)."."""
    most, least = int(map_.values.argmax()), int(map_.values.argmin())
    strongest = {1: most} if map_.values.flat[most] > 0 else {}
    if map_.values.flat[least] < 0:
        strongest[0] = least
    places = [
        f"Most for {printable(classes[label])}: {_where(map_, index)} "
        f"({format_change(float(map_.values.flat[index]))})."
        for label, index in strongest.items()
    ]
    return " ".join(places) if places else "The map is zero everywhere."


def place_text(map_: PlaceMap, row: int, column: int, class_name: str) -> str:
    """A text on the effect of one place of the map."""
    value, name = float(map_.values[row, column]), printable(class_name)
    if map_.bias is None:
        return f"Covered here, the score of {name} changes by {format_change(-value)}."
    share = format_change(value / map_.values.size)
    return f"Here {format_change(value)}: it adds {share} to the score."


def scale_texts(map_: PlaceMap, classes: tuple[str, str]) -> tuple[str, str]:
    """The ends of the scale of colors: "−6.20 non-cat" and "+6.20 cat"."""
    size = format_size(map_.largest)
    return f"−{size} {printable(classes[0])}", f"+{size} {printable(classes[1])}"


def scale_meaning(map_: PlaceMap) -> str:
    """A text on the meaning of the numbers of the scale."""
    return "Covering it lowers the score" if map_.bias is None else "The mean adds to the score"


def describe(map_: PlaceMap, classes: tuple[str, str]) -> str:
    """The map in words, for screen readers."""
    return f"{map_.name}. {sum_text(map_, classes[1])}. {strongest_text(map_, classes)}"


def _where(map_: PlaceMap, index: int) -> str:
    """The place of a value, as one of nine: "in the upper left"."""
    rows, columns = map_.values.shape
    row, column = divmod(index, columns)
    return _ninth((row + 0.5) / rows, (column + 0.5) / columns)


def _ninth(down: float, right: float) -> str:
    """A point of a picture, by its fractions, as one of nine places."""
    return _PLACES[int(3 * down)][int(3 * right)]


def _decimal(value: float) -> str:
    """A number with two decimals and without a sign of zero."""
    return f"{np.round(value, 2) + 0.0:,.2f}".replace("-", "−")


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMap:
    """A map over a picture.

    Attributes: `name`, what it is the map of; `values` (rows, columns), from the upper left, above 0 where a place
    speaks for class 1; `logit` of class 1; `bias`, to which the mean of the values adds up to the logit, or None for a
    map by occlusion; `patch`, the side in pixels of the patch of a map by occlusion.
    """

    name: str
    values: FloatArray
    logit: float
    bias: float | None = None
    patch: int = 0

    @property
    def largest(self) -> float:
        """The largest size of a value: where the colors are strongest."""
        return float(np.abs(self.values).max())

    @property
    def is_finite(self) -> bool:
        """Whether all numbers are finite, as those of a diverged network are not."""
        return bool(np.isfinite(self.logit) and np.isfinite(self.values).all())


@dataclass(frozen=True, slots=True, eq=False)
class MappedPicture:
    """A picture with its map.

    Attributes: `pixels` (height, width, 3); `map`; `classes` of the logit.
    """

    pixels: NDArray[np.uint8]
    map: PlaceMap
    classes: tuple[str, str]
