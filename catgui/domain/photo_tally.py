"""The user's photos counted by prediction and actual class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_filter import PhotoFilter, filters_of
from engine.analysis.evaluation import Evaluation


@dataclass(frozen=True, slots=True, eq=False)
class PhotoTally:
    """Counts of photos, and the evaluation of the network on them.

    Attributes: `classes`, the names of class 0 and 1, None if not known; `counts`, of the photos that each filter
    accepts; `evaluation`, on the photos with an actual class, None if there are none.
    """

    classes: tuple[str, str] | None
    counts: Counter[PhotoFilter]
    evaluation: Evaluation | None

    @classmethod
    def of(cls, entries: Iterable[PhotoEntry], classes: tuple[str, str] | None) -> PhotoTally:
        """The tally of `entries`."""
        counts: Counter[PhotoFilter] = Counter()
        verdicts, labels = [], []
        for entry in entries:
            counts.update(filters_of(entry))
            if entry.verdict is not None and entry.actual_label is not None:
                verdicts.append(entry.verdict)
                labels.append(entry.actual_label)
        if classes is None or not labels:
            return cls(classes, counts, None)
        probabilities = np.array([[verdict.probability for verdict in verdicts]])
        # The threshold is the same for all photos.
        return cls(classes, counts, Evaluation(probabilities, np.array([labels]), classes, verdicts[0].threshold))

    @property
    def total(self) -> int:
        """The number of photos."""
        return self.counts[PhotoFilter.ALL]
