"""Maps over a picture: what each place of it does to the logit of class 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray

if TYPE_CHECKING:
    from engine.vision.detection.detector import Window


class MapKind(Enum):
    """The source of maps: the network shown, or the cat detector."""

    NETWORK = "network"
    DETECTOR = "detector"


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMap:
    """A map over a picture.

    Attributes: `name`, what it is the map of; `values` (rows, columns), from the upper left, above 0 where a place
    speaks for class 1; `logit` of class 1; `bias`, to which the mean of the values adds up to the logit, or None for a
    map by occlusion; `patch`, the side in pixels of the patch of a map by occlusion; `window`, the place that decided
    an answer of the detector, and `is_unsure`, whether that is no answer.
    """

    name: str
    values: FloatArray
    logit: float
    bias: float | None = None
    patch: int = 0
    window: Window | None = None
    is_unsure: bool = False

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
    """A picture with one or more maps of it.

    Attributes: `pixels` (height, width, 3), what the maps are maps of; `maps`; `classes` of the logits.
    """

    pixels: NDArray[np.uint8]
    maps: tuple[PlaceMap, ...]
    classes: tuple[str, str]
