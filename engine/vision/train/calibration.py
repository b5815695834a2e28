"""The calibration of a detector, and how often it is right: measured, and written into the file of its filters.

Calibrated on the validation part: each photo whole, and pasted small into another one that shows no cat, since cats on
photos are often small. The kept part only says how often the result is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.progress import ProgressCallback, no_progress
from engine.typing import FloatArray, Pixels
from engine.vision.detection.detector import Detector, resize
from engine.vision.detection.record import Calibration, DetectorRecord, with_record
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.team import Team
from engine.vision.train.archives import PHOTOS, PictureSet, kept_part, learning_names, read_pictures, validation_names

# The sides of the small photos, in pixels, and that of the one they are pasted into.
_SMALL_SIDES = (56, 100)
_CANVAS_SIDE = 192
_NEWTON_STEPS = 25
# The weight of the distance to the start: where classes are separated, the cross-entropy alone has no minimum.
_PRIOR = 1e-3


def calibrate(folder: Path, path: Path, team: Team, progress: ProgressCallback = no_progress) -> DetectorRecord:
    """Calibrate the detector of the filters in `path`, measure it, and write both into that file; its record.

    `folder` has the archive of photos. Raises DatasetError and ModelFileError.
    """
    filters = load_filters(path)
    watched = read_pictures(folder / PHOTOS, sorted(validation_names(learning_names(folder / PHOTOS))))
    photos = [*as_photos(watched), *pasted_small(watched, np.random.default_rng(0))]
    calibration = fit_calibration(
        detector_logits(Detector(filters.network), photos, team, progress), np.tile(watched.is_cat, 2)
    )
    kept = kept_part(folder / PHOTOS)
    logits = detector_logits(Detector(filters.network, calibration), as_photos(kept), team, progress)
    record = record_of(logits, kept.is_cat)
    save_filters(path, filters.network, with_record(filters.about, calibration, record))
    return record


def as_photos(pictures: PictureSet) -> list[Pixels]:
    """The pictures (height, width, 3), as the detector takes them."""
    return [np.ascontiguousarray(picture.transpose(1, 2, 0)) for picture in pictures.pixels]


def pasted_small(pictures: PictureSet, stream: np.random.Generator) -> Iterator[Pixels]:
    """Each of the pictures, pasted small into a random one that shows no cat."""
    photos, backgrounds = as_photos(pictures), np.flatnonzero(~pictures.is_cat)
    for photo in photos:
        canvas = resize(photos[stream.choice(backgrounds)], _CANVAS_SIDE, _CANVAS_SIDE).copy()
        side = int(stream.integers(*_SMALL_SIDES))
        row, column = stream.integers(0, _CANVAS_SIDE - side + 1, 2)
        canvas[row : row + side, column : column + side] = resize(photo, side, side)
        yield canvas


def detector_logits(
    detector: Detector, photos: Sequence[Pixels], team: Team, progress: ProgressCallback = no_progress
) -> FloatArray:
    """The logit of each photo."""
    logits = np.empty(len(photos))
    for number, photo in enumerate(photos):
        logits[number] = detector.detect(photo, team).logit
        progress(number + 1, len(photos))
    return logits


def fit_calibration(logits: FloatArray, is_cat: NDArray[np.bool_]) -> Calibration:
    """The calibration with the least cross-entropy, where cats and others count alike: after Platt (1999)."""
    # Newton's steps may overshoot where they begin far from the minimum, so they take standardized logits.
    mean, deviation = float(logits.mean()), float(logits.std()) or 1.0
    inputs = np.stack([(logits - mean) / deviation, np.ones_like(logits)], axis=1)
    weights = np.where(is_cat, 0.5 / is_cat.sum(), 0.5 / (~is_cat).sum())
    values = start = np.array([1.0, 0.0])
    for _ in range(_NEWTON_STEPS):
        probabilities = np.exp(-np.logaddexp(0, -inputs @ values))
        gradient = inputs.T @ (weights * (probabilities - is_cat)) + _PRIOR * (values - start)
        curvature = (inputs.T * (weights * probabilities * (1 - probabilities))) @ inputs + _PRIOR * np.eye(2)
        values = values - np.linalg.solve(curvature, gradient)
    scale = float(values[0]) / deviation
    return Calibration(scale, float(values[1]) - scale * mean)


def record_of(logits: FloatArray, is_cat: NDArray[np.bool_]) -> DetectorRecord:
    """How often the sign of `logits` is right, and the area under the ROC curve."""
    cats, others = logits[is_cat], logits[~is_cat]
    higher = cats[:, np.newaxis] - others
    return DetectorRecord(
        cats_right=int((cats > 0).sum()),
        cats=len(cats),
        others_right=int((others <= 0).sum()),
        others=len(others),
        area=float((higher > 0).mean() + (higher == 0).mean() / 2),
    )
