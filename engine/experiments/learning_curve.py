"""Learning curve: accuracy on held-out pictures for more and more training pictures.

It shows whether more pictures would help. Each repetition draws an order of the training pictures and learns from its
first 10, 20, 50 and so on, with the seed of the repetition; so the difference between two sizes is that of the added
pictures, and the spread between repetitions is that of the draw and the start.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.experiments.batched_training import seeds_from
from engine.experiments.divergence import divergence_error
from engine.experiments.subset_training import SubsetRun, SubsetTraining
from engine.experiments.summary import Summary
from engine.nn.examples import Examples
from engine.progress import ProgressCallback, no_progress
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

REPEATS = 10
_FIRST_SIZES = (10, 20, 50)
# The least ratio of the last two sizes: of a few pictures more, no gain would be seen.
_LEAST_STEP = 1.5
# So many standard errors above 0, a gain is not chance.
_CLEAR_ERRORS = 2.0


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The results with `size` training pictures.

    Attributes: `accuracies` on the held-out pictures, one value for each repetition; `balanced`, the means of the
    accuracies on the two classes, which a constant answer brings to one half.
    """

    size: int
    accuracies: Summary
    balanced: Summary


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The points of the curve, from few pictures to all.

    Attributes: `points`; `last_gain`, the differences of `balanced` between the last two sizes, one for each
    repetition, or None with one size.
    """

    points: tuple[CurvePoint, ...]
    last_gain: Summary | None

    @property
    def still_rises(self) -> bool:
        """Whether the last pictures have raised the accuracy by more than chance does: more of them would help."""
        if self.last_gain is None or len(self.last_gain.values) < 2:
            return False
        count = len(self.last_gain.values)
        # The standard error of the mean, with the deviation of a sample.
        return self.last_gain.mean > _CLEAR_ERRORS * self.last_gain.std / math.sqrt(count - 1)


def curve_sizes(count: int) -> tuple[int, ...]:
    """The sizes 10, 20, 50, 100, ... well below `count`, and `count` itself."""
    sizes = [size * 10**power for power in range(len(str(count))) for size in _FIRST_SIZES]
    return (*(size for size in sizes if size * _LEAST_STEP <= count), count)


def learning_curve(
    train: Examples,
    held_out: Examples,
    config: TrainingConfig,
    sizes: Sequence[int] | None = None,
    repeats: int = REPEATS,
    progress: ProgressCallback = no_progress,
) -> LearningCurve:
    """The learning curve of `config` on `train`, evaluated on `held_out`, for `sizes`, by default `curve_sizes`.

    The repetitions have the seeds from that of `config` on. In the Gram form, networks are trained in batches.
    `progress(done, total)` is called with steps; an exception that it raises stops the work. Raises ConfigError for
    networks that do not fit into memory or diverge, and ValueError for sizes below 2 or above the pictures there are.
    """
    sizes = curve_sizes(train.count) if sizes is None else tuple(sizes)
    if not all(2 <= size <= train.count for size in sizes):
        raise ValueError(f"sizes {sizes} are not between 2 and {train.count}")
    orders = [(seed, draw_order(train.Y[0], seed)) for seed in seeds_from(config.seed, repeats)]
    runs = [SubsetRun(seed, order[:size]) for size in sizes for seed, order in orders]
    logits = SubsetTraining(train, held_out, config, runs).logits(progress)
    accuracies, balanced = _accuracies(logits.reshape(len(sizes), repeats, -1), held_out.Y[0])
    if np.isnan(accuracies).all(axis=1).any():
        raise divergence_error(config)
    points = tuple(CurvePoint(*row) for row in zip(sizes, *map(_summarize, (accuracies, balanced)), strict=True))
    return LearningCurve(points, _last_gain(balanced))


def draw_order(labels: NDArray[np.float64], seed: int) -> Indices:
    """The indices of `labels` (m,) in an order whose beginnings have the classes in proportion, each of them at least
    once if there are two.
    """
    stream = np.random.RandomState(seed)
    places = np.empty(len(labels))
    for label in (0, 1):
        of_class = stream.permutation(np.flatnonzero(labels == label))
        places[of_class] = (np.arange(len(of_class)) + 0.5) / max(1, len(of_class))
        places[of_class[:1]] = -1.0
    return np.argsort(places, kind="stable")


def _accuracies(logits: FloatArray, labels: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Accuracy and balanced accuracy, (sizes, repeats) each; NaN for networks that diverged."""
    correct = np.where(np.isnan(logits), np.nan, (logits > 0) == (labels == 1))
    present = [correct[:, :, labels == label] for label in (0, 1) if (labels == label).any()]
    balanced: FloatArray = np.mean([of_class.mean(axis=2) for of_class in present], axis=0)
    accuracies: FloatArray = correct.mean(axis=2)
    return accuracies, balanced


def _summarize(values: FloatArray) -> list[Summary]:
    """The summary of each row (size), without networks that diverged."""
    return [Summary.of(row[~np.isnan(row)]) for row in values]


def _last_gain(balanced: FloatArray) -> Summary | None:
    if len(balanced) < 2:
        return None
    gains = balanced[-1] - balanced[-2]
    known = gains[~np.isnan(gains)]
    return Summary.of(known) if len(known) else None
