"""A kind of pictures that a network may learn to recognize."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PictureKind:
    """The pictures of one folder.

    Attributes: `name`, that of the folder; `count`, the number of pictures; `pixels`, one of them (height, width, 3),
    or None if it was not read.
    """

    name: str
    count: int
    pixels: NDArray[np.uint8] | None
