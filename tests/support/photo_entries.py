"""Entries of photos with a name, a prediction and an actual class, without pixels."""

from __future__ import annotations

import numpy as np

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.inputs.sources import PathSource
from engine.analysis.evaluation import THRESHOLD
from engine.images.photo import Framing, Photo
from engine.statistics import DETECTOR_CLASSES

CLASSES = ("non-cat", "cat")
_PIXELS = np.zeros((64, 64, 3), np.uint8)


def make_entry(
    name: str,
    probability: float | None = None,
    actual: str = "",
    error: str = "",
    threshold: float = THRESHOLD,
    detected: float | None = None,
    unsure_below: float = 0.5,
) -> PhotoEntry:
    """A photo that is read, with a prediction if it has a probability; unreadable if it has an error.

    `detected` is the probability by the detector, which is unsure `unsure_below` some probability. The data that are
    open have CLASSES.
    """
    source = PathSource(f"/photos/{name}")
    photo = None if error else Photo(name, (64, 64), _PIXELS, dict.fromkeys(Framing, _PIXELS), _PIXELS)
    verdict = None if probability is None else Verdict(probability, CLASSES, threshold)
    answer = None if detected is None else Verdict(detected, DETECTOR_CLASSES, unsure_below=unsure_below)
    facts = (photo, error, verdict, actual, answer)
    return PhotoEntry(PhotoKey(), source, source.name, Framing.WHOLE, *facts, classes=CLASSES)
