"""How well cats are told from other things: a constant answer, networks trained on the data, the built-in detector.

The notebook's network learns from pixels, or from what the pretrained filters make of them; the convolutional network
learns its own filters.

Each on the 209 course photos of the training part (by cross-validation where something is learned from them), on the
test part, and on the kept part of the photos that filters are learned from, which no network here has seen: balanced
accuracy and area under the ROC curve. The kept part needs `--archives FOLDER`, with photos96.zip in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.sources import course as course_photos
from engine.data.sources.opening import BUILTIN, COURSE, open_dataset
from engine.experiments.cross_validation import CrossValidation
from engine.nn.examples import Examples
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, PRETRAINED, make_examples
from engine.training.trainer import Trainer
from engine.typing import FloatArray, Pixels
from engine.vision.detection.detector import SCALES, builtin_detector
from engine.vision.team import team
from engine.vision.train.archives import PHOTOS, kept_part
from engine.vision.train.calibration import as_photos, detector_logits
from engine.vision.train.validation import resized
from tests.benchmarks.measurement import Measurement

# Which network, or what the notebook's network learns from -> the settings.
CONFIGS = {
    "notebook's network": TrainingConfig(),
    "on pretrained filters": TrainingConfig.for_features(PRETRAINED),
    "convolution trained here": TrainingConfig.for_features(CONVOLUTION),
}
# The least balanced accuracy.
_TARGETS = {
    ("on pretrained filters", "cross-validated"): 0.90,
    ("on pretrained filters", "test"): 0.92,
    ("detector", "kept"): 0.88,
}


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
        pictures["kept"] = _kept(archives, dataset.picture_shape[0])
    measured = [Measurement("always the same answer: balanced accuracy", 0.5)]
    for predictor, config in CONFIGS.items():
        measured += _figures(predictor, "cross-validated", _cross_validated(dataset, config))
        network = _trained(dataset, config)
        for name in [name for name in pictures if name != "train"]:
            probabilities = network.probabilities(_examples(config, pictures[name].views, pictures[name].labels))
            measured += _figures(predictor, name, [_evaluation(probabilities[0], pictures[name])])
    for name, found in pictures.items():
        measured += _figures("detector", name, [_evaluation(_detected(found), found)])
    return measured


def _kept(archives: Path, side: int) -> Pictures:
    kept = kept_part(archives / PHOTOS)
    return Pictures(resized(kept.pixels, side), as_photos(kept), kept.is_cat.astype(np.int64))


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


def _detected(pictures: Pictures) -> FloatArray:
    """The detector's probability of a cat for each picture."""
    with team(threads_for(SCALES)) as members:
        logits = detector_logits(builtin_detector(), pictures.photos, members)
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def _evaluation(probabilities: FloatArray, pictures: Pictures) -> Evaluation:
    return Evaluation(probabilities[np.newaxis], pictures.labels[np.newaxis], ("non-cat", "cat"))


def _figures(predictor: str, where: str, evaluations: list[Evaluation]) -> list[Measurement]:
    """The means of both figures over `evaluations`."""
    balanced = float(np.mean([_balanced(evaluation) for evaluation in evaluations]))
    area = float(np.mean([evaluation.roc().area for evaluation in evaluations]))
    return [
        Measurement(f"{predictor}, {where}: balanced accuracy", balanced, target=_TARGETS.get((predictor, where))),
        Measurement(f"{predictor}, {where}: area under ROC", area),
    ]


def _balanced(evaluation: Evaluation) -> float:
    """The mean of the shares of each class that were predicted right."""
    labels, predictions = evaluation.labels[0], evaluation.predictions[0]
    return float(np.mean([np.mean(predictions[labels == label] == label) for label in (0, 1)]))
