"""Array types that several packages of the engine share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LabelArray = NDArray[np.int64]
Indices = NDArray[np.int64]
Pixels = NDArray[np.uint8]
