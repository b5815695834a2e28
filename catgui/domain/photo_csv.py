"""The predictions on the photos as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from catgui.domain.csv import to_csv
from catgui.domain.photo_entry import PhotoEntry, Verdict

COLUMNS = ("photo", "label", "probability", "framing", "error", "actual", "threshold")
DETECTOR_COLUMNS = ("detector_label", "detector_probability")


def photo_csv(entries: Iterable[PhotoEntry], has_detector: bool = False) -> str:
    """A row per photo: place, predicted class, probability of class 1, framing, error, actual class or "neither",
    threshold.

    Then what the detector predicts, if there is one: the class or "unsure", and the probability of "cat".
    """
    if not has_detector:
        return to_csv([COLUMNS, *map(_row, entries)])
    return to_csv([COLUMNS + DETECTOR_COLUMNS, *((*_row(entry), *_detector_row(entry.detected)) for entry in entries)])


def _row(entry: PhotoEntry) -> tuple[object, ...]:
    verdict = entry.verdict
    label, probability, threshold = ("", "", "") if verdict is None else _prediction(verdict)
    return entry.source.place, label, probability, entry.framing.value, entry.error, entry.actual_name, threshold


def _detector_row(detected: Verdict | None) -> tuple[object, ...]:
    return ("", "") if detected is None else (detected.class_name, detected.probability)


def _prediction(verdict: Verdict) -> tuple[str, float, float]:
    return verdict.class_name, verdict.probability, verdict.threshold
