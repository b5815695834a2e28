"""A map over a picture, what each place of it does to the logit of class 1, and texts about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catgui.domain.prediction_texts import format_change
from engine.text import printable
from engine.typing import FloatArray, Pixels

NETWORK_MAP = "Network's map"
NETWORK_MAP_TIP = "Which places speak for a class, to your network"
FINDING = "Finding the map…"
HOW_TO_READ = "Point at a place to read it; press to hide the map."


@dataclass(frozen=True, slots=True, eq=False)
class MappedPicture:
    """A picture with its map.

    Attributes: `pixels` (height, width, 3); `values` (rows, columns), from the upper left, above 0 where a place speaks
    for class 1; `classes`, the names of class 0 and 1; `is_exact`, whether the mean of the values is a part of the
    logit, or each is what covering its place takes from the logit.
    """

    pixels: Pixels
    values: FloatArray
    classes: tuple[str, str]
    is_exact: bool

    @property
    def largest(self) -> float:
        """The largest size of a value: where the colors are strongest."""
        return float(np.abs(self.values).max())


def legend(map_: MappedPicture) -> str:
    """What the colors mean: "Orange speaks for cat, blue for non-cat."; or that there are none."""
    if not map_.largest:
        return "No place changes the answer."
    zero, one = map(printable, map_.classes)
    return f"Orange speaks for {one}, blue for {zero}."


def place_text(map_: MappedPicture, row: int, column: int) -> str:
    """What one place of the map does to the score."""
    value, name = float(map_.values[row, column]), printable(map_.classes[1])
    if map_.is_exact:
        return f"Here, the score of {name} gets {format_change(value / map_.values.size)}."
    return f"Covered here, the score of {name} changes by {format_change(-value)}."
