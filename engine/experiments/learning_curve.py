"""Learning curve: accuracy on held-out pictures for more and more training pictures.

It shows whether more pictures would help. Each repetition draws an order of the training pictures and learns from its
first 10, 20, 50 and so on, with the seed of the repetition; so the difference between two sizes is that of the added
pictures, and the spread between repetitions is that of the draw and the start; with all pictures, of the start alone.
Beside it, the difference is weighed by the held-out pictures, of which others would show another one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.analysis.prediction_changes import SIGNIFICANCE, sign_flip_p
from engine.data.dataset import Dataset
from engine.experiments.batched_training import seeds_from
from engine.experiments.subset_training import SubsetResult, SubsetRun, SubsetTraining
from engine.experiments.summary import CLEAR_ERRORS, Summary
from engine.progress import UNOBSERVED, Work
from engine.system.parallel import JobSteps, collect_results
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.training.trainer import divergence_error
from engine.typing import Indices

REPEATS = 10
_FIRST_SIZES = (10, 20, 50)
# The least ratio of the last two sizes: of a few pictures more, no gain would be seen.
_LEAST_STEP = 1.5


@dataclass(frozen=True, slots=True)
class CurveResult:
    """The accuracies of one network on the held-out pictures.

    Attributes: `size`, the number of its training pictures; `seed`, that of its repetition; `accuracy`; `balanced`, the
    mean of the accuracies on the two classes, which a constant answer brings to one half; both are NaN if it diverged;
    `scores` (m,) of the pictures, integers whose sum is proportional to `balanced`: 0 for a wrong answer, and for a
    right one a number in proportion to that of the pictures of the other class.
    """

    size: int
    seed: int
    accuracy: float
    balanced: float
    scores: NDArray[np.int64] = field(compare=False, repr=False)

    @property
    def diverged(self) -> bool:
        """Whether the network diverged."""
        return math.isnan(self.accuracy)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The results with `size` training pictures.

    Attributes: `accuracies` and `balanced`, as those of CurveResult, one value for each repetition.
    """

    size: int
    accuracies: Summary
    balanced: Summary


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The points of the curve, from few pictures to all.

    Attributes: `points`; `last_gain`, the differences of `balanced` between the last two sizes, one for each
    repetition, or None with one size; `picture_p`, how often the choice of the held-out pictures alone would bring such
    a gain, by the randomization test of the scores of each picture, summed over the repetitions; `picture_error`, the
    standard error of the mean gain by that choice; `pictures`, how many these are.
    """

    points: tuple[CurvePoint, ...]
    last_gain: Summary | None
    picture_p: float = 1.0
    picture_error: float = 0.0
    pictures: int = 0

    @classmethod
    def of(cls, results: Iterable[CurveResult]) -> LearningCurve:
        """The curve of `results`, perhaps not complete yet, without networks that diverged."""
        by_size: dict[int, dict[int, CurveResult]] = defaultdict(dict)
        for result in sorted(results, key=lambda result: (result.size, result.seed)):
            if not result.diverged:
                by_size[result.size][result.seed] = result
        points = tuple(_point(size, list(by_seed.values())) for size, by_seed in by_size.items())
        before, last = list(by_size.values())[-2:] if len(by_size) > 1 else ({}, {})
        pairs = [(before[seed], result) for seed, result in last.items() if seed in before]
        if not pairs:
            return cls(points, None)
        gain = Summary.of(later.balanced - earlier.balanced for earlier, later in pairs)
        of_pictures = np.sum([later.scores - earlier.scores for earlier, later in pairs], axis=0)
        count = len(of_pictures)
        error = _score_unit([result for pair in pairs for result in pair]) * math.sqrt(count) * of_pictures.std()
        return cls(points, gain, sign_flip_p(of_pictures), float(error / len(pairs)), count)

    @property
    def picture_interval(self) -> tuple[float, float]:
        """Two standard errors by the held-out pictures around the mean gain."""
        return self._interval(self.picture_error)

    @property
    def gain_interval(self) -> tuple[float, float]:
        """Two standard errors around the mean gain, of the repetitions and of the held-out pictures together."""
        assert self.last_gain is not None
        low, high = self.last_gain.interval
        return self._interval(math.hypot((high - low) / (2 * CLEAR_ERRORS), self.picture_error))

    def _interval(self, error: float) -> tuple[float, float]:
        assert self.last_gain is not None
        return self.last_gain.mean - CLEAR_ERRORS * error, self.last_gain.mean + CLEAR_ERRORS * error

    @property
    def rises_in_repetitions(self) -> bool:
        """Whether the last pictures have raised the accuracy by more than the repetitions vary."""
        return self.last_gain is not None and self.last_gain.interval[0] > 0

    @property
    def still_rises(self) -> bool:
        """Whether that is more than the held-out pictures vary, too: more training pictures would help."""
        return self.rises_in_repetitions and self.picture_p < SIGNIFICANCE


class CurveStudy:
    """The trainings of a learning curve of `config` on the training part of `dataset`, evaluated on its test part.

    They are for `sizes`, by default `curve_sizes`; the repetitions, at least 1, have the seeds from that of `config`
    on. Its constructor makes the features of pictures and reports pictures to `work`. Iterating trains the networks and
    yields a JobProgress now and then, with the CurveResults since the last; leaving the loop stops. Raises ConfigError
    for networks that do not fit into memory, and ValueError for sizes below 2 or above the pictures there are.

    Attributes: `config`; `sizes`; `is_batched`, whether the networks are trained in batches, those of few pictures
    first; otherwise one repetition comes after the other.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        sizes: Sequence[int] | None = None,
        repeats: int = REPEATS,
        work: Work = UNOBSERVED,
    ) -> None:
        train, held_out = make_part_examples(config.features, list(dataset.parts.values()), work)
        self.config = config
        self.sizes = curve_sizes(train.count) if sizes is None else tuple(sizes)
        if not all(2 <= size <= train.count for size in self.sizes):
            raise ValueError(f"sizes {self.sizes} are not between 2 and {train.count}")
        orders = [(seed, draw_order(train.Y[0], seed)) for seed in seeds_from(config.seed, repeats)]
        runs = [SubsetRun(seed, order[:size]) for seed, order in orders for size in self.sizes]
        self._training = SubsetTraining(train, held_out, config, runs)
        self._labels = held_out.Y[0]
        self._weights = _balancing_weights(self._labels)
        self.is_batched = self._training.is_batched

    def __iter__(self) -> JobSteps[CurveResult]:
        return self._training.convert(self._results)

    def _results(self, found: SubsetResult) -> list[CurveResult]:
        run, logits = self._training.runs[found.number], found.logits
        is_right = (logits > 0) == (self._labels == 1)
        correct = np.where(np.isnan(logits), np.nan, is_right)
        of_classes = [correct[self._labels == label] for label in (0, 1) if (self._labels == label).any()]
        balanced = np.mean([of_class.mean() for of_class in of_classes])
        scores = is_right * self._weights
        return [CurveResult(len(run.indices), run.seed, float(correct.mean()), float(balanced), scores)]


def curve_sizes(count: int) -> tuple[int, ...]:
    """The sizes 10, 20, 50, 100, ... well below `count`, and `count` itself."""
    sizes = [size * 10**power for power in range(len(str(count))) for size in _FIRST_SIZES]
    return (*(size for size in sizes if size * _LEAST_STEP <= count), count)


def least_count() -> int:
    """The smallest number of training pictures with two sizes, so that there is a gain to see."""
    return math.ceil(_FIRST_SIZES[0] * _LEAST_STEP)


def learning_curve(
    dataset: Dataset,
    config: TrainingConfig,
    sizes: Sequence[int] | None = None,
    repeats: int = REPEATS,
    work: Work = UNOBSERVED,
) -> LearningCurve:
    """The learning curve of `config` on `dataset`, by a CurveStudy.

    It reports pictures to `work` while features are made, then steps. Raises ConfigError, also for networks that all
    diverge with one of the sizes, and ValueError as CurveStudy does.
    """
    study = CurveStudy(dataset, config, sizes, repeats, work)
    curve = LearningCurve.of(collect_results(iter(study), work))
    if len(curve.points) < len(set(study.sizes)):
        raise divergence_error(config)
    return curve


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


def _balancing_weights(labels: NDArray[np.float64]) -> NDArray[np.int64]:
    """The smallest integers (m,) that give both classes the same weight in all; 1 if there is one class only."""
    of_one = np.count_nonzero(labels == 1)
    others = np.array([of_one, len(labels) - of_one])
    least = others // np.gcd(*others) if others.all() else np.ones(2, np.int64)
    weights: NDArray[np.int64] = least[labels.astype(np.int64)]
    return weights


def _score_unit(results: Sequence[CurveResult]) -> float:
    """How much one point of `scores` adds to `balanced`; 0 if no answer is right."""
    return next((result.balanced / float(result.scores.sum()) for result in results if result.scores.any()), 0.0)


def _point(size: int, results: Sequence[CurveResult]) -> CurvePoint:
    accuracies, balanced = zip(*((result.accuracy, result.balanced) for result in results), strict=True)
    return CurvePoint(size, Summary.of(accuracies), Summary.of(balanced))
