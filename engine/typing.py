"""Array types shared by the packages of the engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LabelArray = NDArray[np.int64]
Indices = NDArray[np.int64]
Pixels = NDArray[np.uint8]
