"""When the pictures of both parts were learned in a run, by the answers of all its networks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import predicted_labels
from engine.progress import Work
from engine.typing import FloatArray, Indices, LabelArray

# The last iteration at which a picture was wrong that never was.
NEVER = -1
_REPORT_SECONDS = 0.1

# An iteration, and the probabilities (1, m) of both parts after it, by the name of the part.
Answers = tuple[int, Mapping[str, FloatArray]]


@dataclass(frozen=True, slots=True, eq=False)
class PartTimes:
    """When the pictures of a part were wrong, over iterations 0 to n.

    Attributes: `last_wrong` (m,), the last iteration, or NEVER; `wrong` (m,), how often; `labels` (m,).
    """

    last_wrong: Indices
    wrong: Indices
    labels: NDArray[np.int64]

    @property
    def hardness(self) -> list[tuple[int, int]]:
        """Sort keys by difficulty: the last iteration with a wrong answer, then the number of wrong answers."""
        return list(zip(self.last_wrong.tolist(), self.wrong.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class LearningTimes:
    """The iteration since which each picture is right, in a run of `iterations`, at a `threshold`.

    Attributes: `parts`, "train" and "test".
    """

    iterations: int
    threshold: float
    parts: Mapping[str, PartTimes]

    def since(self, part: str, index: int) -> int | None:
        """The iteration since which a picture is right for good, 0 from the start; None if it is wrong at the end."""
        since = int(self.parts[part].last_wrong[index]) + 1
        return None if since > self.iterations else since

    def half_since(self, part: str, label: int) -> int:
        """The first iteration at which half of the pictures of a class that are right in the end are so for good."""
        counts = self.right_for_good(part, label)
        return int((2 * counts >= counts[-1]).argmax())

    def right_for_good(self, part: str, label: int) -> Indices:
        """How many pictures of a class are right for good at each iteration, 0 to n: (n + 1,).

        Of both classes together, it would be the share of the more frequent one that shows first.
        """
        times = self.parts[part]
        counts = np.bincount(times.last_wrong[times.labels == label] + 1, minlength=self.iterations + 2)
        return np.cumsum(counts)[: self.iterations + 1]


def find_learning_times(
    answers: Iterable[Answers],
    labels: Mapping[str, LabelArray],
    iterations: int,
    threshold: float,
    work: Work,
    before: LearningTimes | None = None,
) -> LearningTimes:
    """The learning times of a run of `iterations`, from all its `answers`, or from those after the times `before`."""
    arrays = {
        name: [array.copy() for array in (before.parts[name].last_wrong, before.parts[name].wrong)]
        if before is not None
        else [np.full(of_part.shape[1], NEVER, np.intp), np.zeros(of_part.shape[1], np.intp)]
        for name, of_part in labels.items()
    }
    reported_at = time.monotonic()
    for iteration, probabilities in answers:
        for name, (last_wrong, wrong) in arrays.items():
            is_wrong = predicted_labels(probabilities[name], threshold)[0] != labels[name][0]
            last_wrong[is_wrong] = iteration
            wrong += is_wrong
        work.check()
        if time.monotonic() - reported_at >= _REPORT_SECONDS:
            reported_at = time.monotonic()
            work.report(iteration, iterations)
    return LearningTimes(
        iterations, threshold, {name: PartTimes(last, wrong, labels[name][0]) for name, (last, wrong) in arrays.items()}
    )
