"""The cat detector: a photo from its own pixels at several scales.

The network looks at the photo reduced to a few sizes, each in all windows of the size of the pictures it has learned
from. A window counts the more the more it looks like a cat:

    logit = mean over sizes of the sum over windows of softmax(logit of the window) x (logit of the window).

The logit of a window is a bias and a mean over its places. The photo and its mirror image count alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, prod

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelFileError
from engine.storage.user_dirs import filters_path
from engine.typing import FloatArray, Pixels
from engine.vision.convolution import Team
from engine.vision.detection.record import Calibration, DetectorRecord, record_from
from engine.vision.folded import FoldedNetwork
from engine.vision.pretrained import load_filters

# The shorter sides of the photo, in pixels, and the side of a window. Larger sizes find what is small, and see less of
# what is large. Chosen on the half of the photos in full size that is for calibration, and on animals pasted small into
# these: the table is in datasets/README.md.
SIDES = (64, 128, 256)
WINDOW_SIDE = 64
SCALES = len(SIDES)
# The longer side is at most so many times the shorter one; longer photos are squeezed.
LONGEST_RATIO = 3


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """The answer for a photo.

    Attributes: `logit` of "cat", above 0 if the photo is rather called a cat; `unsure_below`, as
    Calibration has it.
    """

    logit: float
    unsure_below: float = 0.5

    @property
    def probability(self) -> float:
        """The probability of "cat"."""
        return 1.0 / (1.0 + exp(-self.logit)) if self.logit > 0 else exp(self.logit) / (1.0 + exp(self.logit))

    @property
    def is_cat(self) -> bool:
        """Whether the photo is rather called a cat, be it unsure."""
        return self.logit > 0

    @property
    def is_unsure(self) -> bool:
        """Whether the probability is too near to one half to be an answer."""
        return max(self.probability, 1.0 - self.probability) < self.unsure_below


class Detector:
    """A network whose first output is "cat", with its calibration; it is not changed any more.

    Attributes: `network`; `calibration`; `record`, how often it was right, or None if that was never measured;
    `reduction`, the pixels across a place of the last block.
    """

    def __init__(
        self,
        network: FoldedNetwork,
        calibration: Calibration | None = None,
        record: DetectorRecord | None = None,
    ) -> None:
        self.network = network
        self.calibration = calibration or Calibration()
        self.record = record
        self._weights = network.parameters["W"][:, 0].astype(np.float64)
        self.reduction = prod(block.stride * (2 if block.pool else 1) for block in network.architecture.blocks)

    def detect(self, pixels: Pixels, team: Team) -> Detection:
        """The answer for an upright photo (height, width, 3); more pixels across than the last of SIDES add nothing."""
        all_places, window = [self._places(pixels, side, team) for side in SIDES], WINDOW_SIDE // self.reduction
        terms = [places * window_weights(places, window) for places in all_places]
        scale, offset = self.calibration.scaling(min(pixels.shape[:2]))
        bias = scale * float(self.network.parameters["b"][0]) + offset
        logit = bias + scale * float(np.mean([term.mean() for term in terms]))
        return Detection(logit, self.calibration.unsure_below)

    def _places(self, pixels: Pixels, side: int, team: Team) -> FloatArray:
        """The logit of each place, without the bias, for the photo with `side` pixels on its shorter side."""
        resized = resize(pixels, *scaled_size(pixels.shape[:2], side, self.reduction))
        pair = np.stack([resized, resized[:, ::-1]])
        photo, mirrored = self.network.feature_maps(pair, team).astype(np.float64) @ self._weights
        return np.asarray((photo + mirrored[:, ::-1]) / 2)


def window_weights(place_logits: FloatArray, side: int) -> FloatArray:
    """How often each place counts, 1 in the mean.

    It is the sum over all windows of `side` places that have it, each by the softmax of the logits of all windows.
    """
    logits = np.lib.stride_tricks.sliding_window_view(place_logits, (side, side)).mean(axis=(2, 3))
    shares = np.exp(logits - logits.max())
    shares *= place_logits.size / (side * side) / shares.sum()
    rows, columns = shares.shape
    weights = np.zeros(place_logits.shape)
    for row in range(side):
        for column in range(side):
            weights[row : row + rows, column : column + columns] += shares
    return weights


def scaled_size(size: tuple[int, ...], side: int, multiple: int) -> tuple[int, int]:
    """The height and width of a photo of `size` with `side` pixels on the shorter side, in multiples of `multiple`.

    So every place of a map stands for the same area: pooling leaves out no row and no column.
    """
    longest = LONGEST_RATIO * side
    height, width = (min(longest, side * length / min(size)) for length in size)
    return multiple * round(height / multiple), multiple * round(width / multiple)


def resize(pixels: Pixels, height: int, width: int) -> Pixels:
    """A picture (height, width, 3) in another size, resized as the pictures that the detector was trained on."""
    whole = np.zeros(1), np.ones(1)
    (rows,) = resampling_matrices(pixels.shape[0], height, *whole)
    (columns,) = resampling_matrices(pixels.shape[1], width, *whole)
    resized = np.rint(rows @ (pixels.transpose(2, 0, 1).astype(np.float32) @ columns.T))
    return np.ascontiguousarray(resized.transpose(1, 2, 0), dtype=np.uint8)


def resampling_matrices(
    length: int, side: int, begins: NDArray[np.float64], parts: NDArray[np.float64]
) -> NDArray[np.float32]:
    """The weights (n, side, length) that resize parts of `length` values to `side`: Pillow's bilinear filter.

    The parts begin at `begins` and are `parts` long, as fractions of the length. Beyond the ends the end values go on.
    """
    steps = parts[:, np.newaxis] * (length / side)
    centers = begins[:, np.newaxis] * length + steps * (np.arange(side) + 0.5) - 0.5
    inside = np.clip(centers, 0, length - 1).astype(np.float32)
    weights = np.asarray(inside[:, :, np.newaxis] - np.arange(length, dtype=np.float32), np.float32)
    np.abs(weights, out=weights)
    weights /= -np.maximum(1, steps).astype(np.float32)[:, :, np.newaxis]
    weights += 1
    np.maximum(weights, 0, out=weights)
    weights /= weights.sum(axis=2, keepdims=True)
    return weights


@lru_cache(maxsize=1)
def builtin_detector() -> Detector:
    """The detector that comes with the program. Raises ModelFileError if its file is missing or damaged."""
    path = filters_path()
    filters = load_filters(path)
    try:
        return Detector(filters.network, *record_from(filters.about))
    except (KeyError, TypeError) as error:
        raise ModelFileError(
            path, "the detector was never calibrated; run datasets/train_detector.py with --calibrate"
        ) from error
