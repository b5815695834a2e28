"""Networks that learn from a user's own photos, beside the detector on the same photos.

With `--archives FOLDER`, which has fullsize.zip: photos that no filters were trained on, by kinds. The half by which
the detector is calibrated is learned from, the kept half is the test; the networks see them as those of a folder of
pictures, the detector in full size. 100 photos of each kind are learned from with fine-tuned filters, and 40 with
pretrained ones. Balanced accuracy, and how long the training took. Where the detector is unsure, it is not right, as in
its record; beside that stands how often its more probable class is.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Part
from engine.data.image_folder import ImageFolderSettings
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.features import FINE_TUNED, PRETRAINED
from engine.training.run import TrainingRun
from engine.vision.convolution import team
from engine.vision.detection.detector import SCALES, builtin_detector, resize
from engine.vision.train.archives import CAT, DOG, FULLSIZE, FullPhotos, full_photos
from engine.vision.train.calibration import detector_logits, probability_of_class
from engine.vision.train.cost import UNKNOWN_CLASS
from tests.benchmarks.measurement import Measurement

_KINDS = {"cats and dogs": (CAT, DOG), "cats and other things": (CAT, UNKNOWN_CLASS)}
_LARGER_SIDE = 96
# What is trained -> the features, the photos of each kind to learn from, the side of the pictures, the trained blocks.
_NETWORKS = {
    "40 photos of each, pretrained": (PRETRAINED, 40, ImageFolderSettings().side, 0),
    "100 photos of each, pretrained": (PRETRAINED, 100, ImageFolderSettings().side, 0),
    "100 photos of each, all blocks": (FINE_TUNED, 100, ImageFolderSettings().side, 0),
    "100 photos of each, last two blocks": (FINE_TUNED, 100, ImageFolderSettings().side, 2),
    f"100 photos of each, last two blocks at {_LARGER_SIDE}": (FINE_TUNED, 100, _LARGER_SIDE, 2),
}
_LEAST_OF_40, _MOST_SECONDS = 0.90, 60


def measure(archives: Path | None = None) -> list[Measurement]:
    """The accuracies and the seconds, for each pair of kinds; nothing without archives."""
    if archives is None:
        return []
    learned, kept = (full_photos(archives / FULLSIZE, kept=kept) for kept in (False, True))
    with team(threads_for(SCALES)) as members:
        logits = detector_logits(builtin_detector(), kept.photos, members)
    is_right = (logits > 0) == kept.is_cat
    is_sure = probability_of_class(logits) >= builtin_detector().calibration.unsure_below
    measured = []
    for kinds, classes in _KINDS.items():
        detector, guessing = (
            float(np.mean([right[kept.classes == one].mean() for one in classes]))
            for right in (is_right & is_sure, is_right)
        )
        measured.append(
            Measurement(f"{kinds}: detector in full size", detector, note=f"{guessing:.2f} by its more probable class")
        )
        for name, (features, count, side, blocks) in _NETWORKS.items():
            dataset = Dataset(
                kinds, "benchmark", _part(learned, classes, side, count), _part(kept, classes, side), ("other", "first")
            )
            accuracy, seconds = _train(dataset, replace(TrainingConfig.for_features(features), trained_blocks=blocks))
            target = _LEAST_OF_40 if count == 40 and DOG in classes else None
            if features == FINE_TUNED and side == _LARGER_SIDE:
                target = detector
            measured += [
                Measurement(f"{kinds}: {name}", accuracy, target=target, note=f"of {dataset.test.count}"),
                Measurement(f"{kinds}: {name}, training", seconds, "s", target=_MOST_SECONDS, at_most=True),
            ]
    return measured


def _part(photos: FullPhotos, classes: tuple[int, int], side: int, count: int | None = None) -> Part:
    """The first `count` photos of each of `classes`, the first of which is class 1, squeezed to `side`."""
    chosen = [np.flatnonzero(photos.classes == one)[:count] for one in classes]
    labels: NDArray[np.int64] = np.repeat([1, 0], [len(of_one) for of_one in chosen])
    return Part(np.stack([resize(photos.photos[k], side, side) for k in np.concatenate(chosen)]), labels[np.newaxis])


def _train(dataset: Dataset, config: TrainingConfig) -> tuple[float, float]:
    """The balanced accuracy on the test part, and the seconds that the features and the steps took."""
    run, begin = TrainingRun(dataset, config), time.perf_counter()
    for _ in run:
        pass
    seconds = time.perf_counter() - begin
    evaluation = run.snapshot().test
    labels, predictions = evaluation.labels[0], evaluation.predictions[0]
    return float(np.mean([np.mean(predictions[labels == label] == label) for label in (0, 1)])), seconds
