"""The user's photos counted by prediction and actual class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from catgui.domain.photo_entry import PhotoEntry, Verdict
from catgui.domain.photo_filter import PhotoFilter, filters_of
from engine.analysis.evaluation import Evaluation
from engine.statistics import Score

# Rates of fewer photos are not told: of 1 of 1, 100%, the 95% confidence interval begins at 21%.
RATES_FROM = 10


@dataclass(frozen=True, slots=True, eq=False)
class PhotoTally:
    """Counts of photos, and the evaluation of the network and of the detector on them.

    Attributes: `classes`, the names of class 0 and 1, None if not known; `counts`, of the photos that each filter
    accepts; `evaluation`, on the photos whose actual class is one of `classes`, None if there are none; `detected`,
    the score of the detector on these; `baseline`, a class, and the accuracy of always predicting it; `has_detector`,
    whether it answers at all; `trained_on`, photos with an actual class that are in neither, since the network was
    trained on them. Both count as right and wrong what cards mark with a tick or a cross: `PhotoEntry.is_correct` and
    `is_detected_correctly`.
    """

    classes: tuple[str, str] | None
    counts: Counter[PhotoFilter]
    evaluation: Evaluation | None
    detected: Score | None = None
    baseline: tuple[str, float] = ("", 0.0)
    has_detector: bool = False
    trained_on: int = 0

    @classmethod
    def of(
        cls, entries: Iterable[PhotoEntry], classes: tuple[str, str] | None, has_detector: bool = False
    ) -> PhotoTally:
        """The tally of `entries`."""
        entries = tuple(entries)
        counts = Counter(chain.from_iterable(map(filters_of, entries)))
        if classes is None:
            return cls(classes, counts, None, has_detector=has_detector)
        evaluation = _evaluate([(entry.verdict, entry.counted_label) for entry in entries], classes)
        probable = _evaluate([(entry.detected, entry.counted_label) for entry in entries], classes)
        known = evaluation or probable
        return cls(
            classes,
            counts,
            evaluation,
            detected=_detector_score(entries),
            baseline=("", 0.0) if known is None else known.baseline,
            has_detector=has_detector,
            trained_on=sum(entry.actual_label is not None and entry.counted_label is None for entry in entries),
        )

    @property
    def total(self) -> int:
        """The number of photos."""
        return self.counts[PhotoFilter.ALL]


def _detector_score(entries: Iterable[PhotoEntry]) -> Score | None:
    """How often the detector is right, and unsure, as far as the actual classes are known."""
    known = [entry for entry in entries if entry.detected is not None and entry.counted_label is not None]
    if not known:
        return None
    results = Counter(entry.is_detected_correctly for entry in known)
    return Score(results[True], len(known), unsure=results[None])


def _evaluate(answers: Iterable[tuple[Verdict | None, int | None]], classes: tuple[str, str]) -> Evaluation | None:
    """The evaluation of verdicts, each with the actual class, as far as there are any."""
    known = [(verdict, actual) for verdict, actual in answers if verdict is not None and actual is not None]
    if not known:
        return None
    probabilities = np.array([[verdict.probability for verdict, _ in known]])
    labels = np.array([[actual for _, actual in known]])
    # The threshold is the same for all photos.
    return Evaluation(probabilities, labels, classes, known[0][0].threshold)
