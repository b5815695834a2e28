"""How well cats are told from other things: a constant answer, networks trained on the data, the built-in detector.

The notebook's network learns from pixels, or from what the pretrained filters make of them; the convolutional network
learns its own filters.

Each on the 209 course photos of the training part (by cross-validation where something is learned from them), on the
test part, and with `--archives FOLDER` on photos that no network here has seen: the kept part of photos96.zip, squeezed
and small, and the kept half of fullsize.zip, as users drop them. Balanced accuracy and area under the ROC curve.

Then the detector on the photos in full size by kind; its reliability, how often it is right where it is so and so sure;
the same photos darkened; and kept cats and dogs of more96.zip that are cut out and pasted into other photos at some
sizes: the shares that are right and areas under the ROC curve, with 95% intervals. Where its calibration says “unsure”,
the more probable class counts here; how often that is, and how often it would be right, is told.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import Evaluation
from engine.data import course as course_photos
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.experiments.cross_validation import CrossValidation
from engine.nn.examples import Examples
from engine.statistics import area_under_roc, wilson_interval
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, PRETRAINED, make_examples
from engine.training.trainer import Trainer
from engine.typing import FloatArray, Pixels
from engine.vision.convolution import team
from engine.vision.detection import SCALES, builtin_detector, resize
from tests import ROOT
from tests.benchmarks.measurement import Measurement

sys.path.append(str(ROOT / "datasets"))
from train_detector import (
    CAT,
    DOG,
    FULLSIZE,
    MORE,
    PHOTOS,
    UNKNOWN_CLASS,
    darkened,
    detector_logits,
    full_photos,
    kept_part,
    pasted_animals,
    probability_of_class,
)

# Which network, or what the notebook's network learns from -> the settings.
CONFIGS = {
    "notebook's network": TrainingConfig(),
    "on pretrained filters": TrainingConfig.for_features(PRETRAINED),
    "convolution trained here": TrainingConfig.for_features(CONVOLUTION),
}
# The least balanced accuracy.
_TARGETS = {
    ("on pretrained filters", "cross-validated"): 0.93,
    ("on pretrained filters", "test"): 0.94,
    ("detector", "full size"): 0.90,
}
_KINDS = {"cats": CAT, "dogs": DOG, "other things": UNKNOWN_CLASS}
# The longer side of pasted animals, in parts of the shorter side of the photo.
_SMALL = {"a half": 1 / 2, "a third": 1 / 3, "a quarter": 1 / 4, "a sixth": 1 / 6}


class Pictures(NamedTuple):
    """Pictures with their labels (m,): `views` as the notebook's network sees them, `photos` in their own pixels."""

    views: Pixels
    photos: list[Pixels]
    labels: NDArray[np.int64]


def measure(archives: Path | None = None) -> list[Measurement]:
    """Both figures of each predictor on each set of pictures."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    pictures = {name: Pictures(p.pictures, list(p.pictures), p.labels[0]) for name, p in dataset.parts.items()}
    if archives is not None:
        pictures |= _kept(archives, dataset.picture_shape[0])
    measured = [Measurement("always the same answer: balanced accuracy", 0.5)]
    for predictor, config in CONFIGS.items():
        measured += _figures(predictor, "cross-validated", _cross_validated(dataset, config))
        network = _trained(dataset, config)
        for name in [name for name in pictures if name != "train"]:
            probabilities = network.probabilities(_examples(config, pictures[name].views, pictures[name].labels))
            measured += _figures(predictor, name, [_evaluation(probabilities[0], pictures[name])])
    for name, found in pictures.items():
        measured += _figures("detector", name, [_evaluation(_probabilities(_logits(found.photos)), found)])
    return measured if archives is None else measured + _in_full_size(archives)


def _kept(archives: Path, side: int) -> dict[str, Pictures]:
    small, full = kept_part(archives / PHOTOS), full_photos(archives / FULLSIZE, kept=True)
    return {
        "kept": _pictures([*small.pixels.transpose(0, 2, 3, 1)], small.classes == CAT, side),
        "full size": _pictures(full.photos, full.is_cat, side),
    }


def _pictures(photos: list[Pixels], is_cat: NDArray[np.bool_], side: int) -> Pictures:
    views = np.stack([resize(photo, side, side) for photo in photos])
    return Pictures(views, photos, is_cat.astype(np.int64))


def _in_full_size(archives: Path) -> list[Measurement]:
    """The detector by kind of photo, by how sure it is, and by the size of what is pasted into the photo."""
    full = full_photos(archives / FULLSIZE, kept=True)
    logits = _logits(full.photos)
    right = (logits > 0) == full.is_cat
    measured = [
        _share(f"detector, full size: {name} right", right[full.classes == kind]) for name, kind in _KINDS.items()
    ]
    measured.append(_area("detector, full size: area", logits, full.is_cat))
    for name in ("dogs", "other things"):
        cats_and_these = full.is_cat | (full.classes == _KINDS[name])
        area = _area(f"detector, full size: area, cats and {name}", logits[cats_and_these], full.is_cat[cats_and_these])
        measured.append(area)
    measured += _reliability(logits, right)
    dark = (_logits([darkened(photo) for photo in full.photos]) > 0) == full.is_cat
    measured += [
        _share(f"detector, darkened: {name} right", dark[full.classes == kind]) for name, kind in _KINDS.items()
    ]
    animals = kept_part(archives / MORE)
    others = logits[full.classes == UNKNOWN_CLASS]
    for name, share in _SMALL.items():
        cats, dogs = (_logits(pasted_animals(animals, kind, full, share)) for kind in (CAT, DOG))
        is_cat = np.arange(len(cats) + len(dogs) + len(others)) < len(cats)
        what = f"detector, pasted, {name} of a photo high"
        measured += [
            _share(f"{what}: cats right", cats > 0),
            _share(f"{what}: dogs right", dogs <= 0),
            _area(f"{what}: area", np.concatenate([cats, dogs, others]), is_cat),
        ]
    return measured


def _reliability(logits: FloatArray, right: NDArray[np.bool_]) -> list[Measurement]:
    """How often answers of some probabilities are right: a reliability diagram as a table."""
    sure = probability_of_class(logits)
    limit = builtin_detector().calibration.unsure_below
    measured = []
    for low, high in pairwise((0.5, 0.6, 0.7, 0.8, 0.9, 1.0)):
        some = (sure >= low) & ((sure < high) | (high == 1))
        measured.append(_share(f"detector, full size, {low:.0%} to {high:.0%} sure: right", right[some], sure[some]))
    for what, some in ((f"unsure, below {limit:.0%}", sure < limit), ("answered", sure >= limit)):
        measured.append(_share(f"detector, full size, {what}: right", right[some], sure[some]))
    return measured


def _share(what: str, right: NDArray[np.bool_], sure: FloatArray | None = None) -> Measurement:
    """The share that is `right`, with its interval, and how `sure` the answers were in the mean."""
    low, high = wilson_interval(int(right.sum()), len(right))
    share = float(right.mean()) if len(right) else float("nan")
    mean = "" if sure is None or not len(sure) else f"; {sure.mean():.2f} sure"
    return Measurement(what, share, note=f"of {len(right)}; {low:.2f} to {high:.2f}{mean}")


def _area(what: str, logits: FloatArray, is_cat: NDArray[np.bool_]) -> Measurement:
    """The area under the ROC curve, with its interval: after Hanley and McNeil, The meaning and use of the area under a
    ROC curve, 1982.
    """
    area, cats, others = area_under_roc(logits, is_cat), int(is_cat.sum()), int((~is_cat).sum())
    of_two_cats, of_two_others = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (cats - 1) * (of_two_cats - area**2) + (others - 1) * (of_two_others - area**2)
    half = 1.96 * (variance / (cats * others)) ** 0.5
    return Measurement(what, area, note=f"of {cats} and {others}; {area - half:.2f} to {min(1.0, area + half):.2f}")


def _cross_validated(dataset: Dataset, config: TrainingConfig) -> list[Evaluation]:
    """The evaluations of ten repetitions of five folds."""
    validation = CrossValidation(dataset, config, parts=("train",))
    return [result.evaluation for progress in validation for result in progress.results]


def _trained(dataset: Dataset, config: TrainingConfig) -> Trainer:
    trainer = Trainer(_examples(config, dataset.train.pictures, dataset.train.labels[0]), config)
    for _ in trainer:
        pass
    return trainer


def _examples(config: TrainingConfig, pictures: Pixels, labels: NDArray[np.int64]) -> Examples:
    return make_examples(config.features, pictures, labels[np.newaxis])


def _logits(photos: list[Pixels]) -> FloatArray:
    """The detector's logit for each photo."""
    with team(threads_for(SCALES)) as members:
        return detector_logits(builtin_detector(), photos, members)


def _probabilities(logits: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def _evaluation(probabilities: FloatArray, pictures: Pictures) -> Evaluation:
    return Evaluation(probabilities[np.newaxis], pictures.labels[np.newaxis], ("non-cat", "cat"))


def _figures(predictor: str, where: str, evaluations: list[Evaluation]) -> list[Measurement]:
    """The means of both figures over `evaluations`."""
    balanced = float(np.mean([_balanced(evaluation) for evaluation in evaluations]))
    areas = [area_under_roc(evaluation.probabilities[0], evaluation.labels[0] == 1) for evaluation in evaluations]
    return [
        Measurement(f"{predictor}, {where}: balanced accuracy", balanced, target=_TARGETS.get((predictor, where))),
        Measurement(f"{predictor}, {where}: area under ROC", float(np.mean(areas))),
    ]


def _balanced(evaluation: Evaluation) -> float:
    """The mean of the shares of each class that were predicted right."""
    labels, predictions = evaluation.labels[0], evaluation.predictions[0]
    return float(np.mean([np.mean(predictions[labels == label] == label) for label in (0, 1)]))
