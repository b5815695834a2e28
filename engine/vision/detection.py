"""The cat detector: a photo from its own pixels at several scales.

The network looks at the photo reduced to a few sizes, each in all windows of the size of the pictures it has learned
from. A window counts the more the more it looks like a cat:

    logit = mean over sizes of the sum over windows of softmax(logit of the window) x (logit of the window).

The logit of a window is a bias and a mean over its places. The photo and its mirror image count alike. The calibration
of the logit, and how often the detector was right, are kept in the file of its filters.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import exp, log, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelFileError
from engine.statistics import Score
from engine.system.user_dirs import filters_path
from engine.text import Sentence
from engine.typing import FloatArray, Pixels
from engine.vision.convolution import Team
from engine.vision.network import FoldedNetwork
from engine.vision.pretrained import load_filters

_KEY = "detector"
# What a record does not hold for.
LIMITS = Sentence("In everyday photos it misses more cats: small, outdoors, half hidden or sideways ones.")
# The shorter sides of the photo, in pixels, and the side of a window. Larger sizes find what is small, and see less of
# what is large. Chosen on the half of the photos in full size that is for calibration, and on animals pasted small into
# these: the table is in datasets/README.md.
SIDES = (64, 128, 256)
WINDOW_SIDE = 64
SCALES = len(SIDES)
# The longer side is at most so many times the shorter one; longer photos are squeezed.
LONGEST_RATIO = 3


class Scaling(NamedTuple):
    """The logit is `scale` times that of the network, plus `offset`: a probability of one half is the threshold."""

    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scaling of a detector's logit, depending on the photo's size.

    Small photos are enlarged first, which makes cats in them look less like cats.

    Attributes: `sides`, lengths of the shorter side in pixels, ascending; `scalings`, one for each of `sides`;
    `unsure_below`, the least probability of the predicted class for a sure answer: below it, answers are not clearly
    more often right than by chance.
    """

    sides: tuple[int, ...] = (1,)
    scalings: tuple[Scaling, ...] = (Scaling(),)
    unsure_below: float = 0.5

    def scaling(self, side: int) -> Scaling:
        """The scaling for a photo with `side` pixels on its shorter side: linear in the logarithm of that."""
        return Scaling(
            *(float(np.interp(log(side), np.log(self.sides), values)) for values in zip(*self.scalings, strict=True))
        )


@dataclass(frozen=True, slots=True)
class DetectorRecord:
    """The scores of a detector on the kept photos in full size, none of which it was trained on.

    Attributes: `cats`, `dogs` and `others`; `area` under the ROC curve of these; `small_cats`, cats pasted into some of
    the others; `dark_others`, the dogs and others darkened.
    """

    cats: Score
    dogs: Score
    others: Score
    area: float
    small_cats: Score
    dark_others: Score

    @property
    def photos(self) -> Score:
        """The score on all photos that were not changed."""
        return self.cats + self.dogs + self.others

    def sentences(self) -> list[Sentence]:
        """The record in words, with the kind of photos that it holds for, and those that it does not."""
        right = {
            "cats": self.cats.of("{count} cats"),
            "dogs": self.dogs.of("{count} dogs"),
            "others": self.others.of("{count} other things"),
        }
        small = {"score": self.small_cats.of("{count} cats")}
        dark = {"score": self.dark_others.of("{count} darkened photos without a cat")}
        return [
            Sentence("On new photos of pets and things the detector was right for {cats}, {dogs} and {others}.", right),
            Sentence("It was unsure of {count} of them.", {"count": self.photos.unsure}),
            LIMITS,
            Sentence("It saw {score} pasted into such photos a quarter as high.", small),
            Sentence("It was right for {score}.", dark),
        ]

    def sentence(self) -> str:
        """The sentences of the record as one text."""
        return " ".join(map(str, self.sentences()))


def record_from(about: dict[str, Any]) -> tuple[Calibration, DetectorRecord]:
    """The calibration and the record in the description of filters. Raises KeyError or TypeError without them."""
    found = about[_KEY]
    kept, calibration = dict(found["kept"]), found["calibration"]
    area = kept.pop("area")
    kept.pop("reliability", None)  # which the file of the program has
    scores = {name: Score(**score) for name, score in kept.items()}
    record = DetectorRecord(**scores, area=area)
    scalings = tuple(Scaling(*scaling) for scaling in calibration["scalings"])
    return Calibration(tuple(calibration["sides"]), scalings, calibration["unsure_below"]), record


def with_record(about: dict[str, Any], calibration: Calibration, record: DetectorRecord) -> dict[str, Any]:
    """The description of filters with a calibration and a record in it."""
    return {**about, _KEY: {"calibration": asdict(calibration), "kept": asdict(record)}}


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
