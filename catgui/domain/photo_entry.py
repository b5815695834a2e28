"""An entry of the photo collection: source, decoded photo, verdicts; its surroundings; and the table of all as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import answer_text, predicted_text
from catgui.inputs.sources import PathSource, Source
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import CATS, cat_rank
from engine.data.duplicates import KnownPictures
from engine.images.photo import Framing, Photo
from engine.statistics import DETECTOR_CLASSES, UNSURE
from engine.text import printable


@cache
def label_of(name: str, classes: tuple[str, str]) -> int | None:
    """The class that the name of one means: "cats" is "cat" as well; None if it is neither of `classes`."""
    if name in classes:
        return classes.index(name)
    alike = [label for label, class_name in enumerate(classes) if cat_rank(name) == cat_rank(class_name) == CATS]
    return alike[0] if len(alike) == 1 else None


class PhotoKey:
    """The identity of a photo, equal to itself only. Results refer to it, never to a row."""

    __slots__ = ("__weakref__",)


class PhotoState(Enum):
    """The state of a photo: not read yet, read, or unreadable."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


class Verdict(NamedTuple):
    """A prediction for one picture: the probability of class 1, both class names, the threshold of class 1.

    Attributes: `unsure_below`, the probability of a class below which it is no answer.
    """

    probability: float
    classes: tuple[str, str]
    threshold: float = THRESHOLD
    unsure_below: float = 0.0

    @property
    def label(self) -> int:
        """The predicted class, 0 or 1; the more probable one where it is unsure."""
        return int(self.probability > self.threshold)

    @property
    def is_unsure(self) -> bool:
        """Whether the probability is too near to one half to be an answer."""
        return self.confidence < self.unsure_below

    @property
    def class_name(self) -> str:
        """The name of the predicted class, or "unsure"."""
        return UNSURE if self.is_unsure else printable(self.classes[self.label])

    @property
    def confidence(self) -> float:
        """The probability of the predicted class."""
        return self.probability if self.label else 1.0 - self.probability

    @property
    def text(self) -> str:
        """Class and confidence: "Predicted: cat (94%)"."""
        return predicted_text(self.class_name, self.confidence)

    @property
    def shorter(self) -> str:
        """The same where there is little room: "cat (94%)"."""
        return answer_text(self.class_name, self.confidence)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoEntry:
    """A photo of the collection. Immutable: a changed photo is another entry with the same `key`.

    Attributes: `source`, from which it can be read again; `name`, printable; `framing`, that of the network's view;
    `photo`, None until it is read; `error`, the reason if it is unreadable, or ''; `verdict`, None without a network;
    `actual`, the name of the class that the user says it is, or ''; `detected`, the verdict of the detector
    that comes with the program, None without one; `part`, "train" or "test", that has the picture in the open data,
    or ''; `classes`, those of the network, or else of the open data, None without either; `digests`, by which its
    views are compared with the pictures of the data.
    """

    key: PhotoKey
    source: Source
    name: str
    framing: Framing
    photo: Photo | None = None
    error: str = ""
    verdict: Verdict | None = None
    actual: str = ""
    detected: Verdict | None = None
    part: str = ""
    classes: tuple[str, str] | None = None
    digests: Mapping[Framing, bytes] = field(default_factory=dict)

    @property
    def actual_name(self) -> str:
        """The class that the user says it is, printable, or ''."""
        return printable(self.actual).strip()

    @property
    def actual_label(self) -> int | None:
        """The actual class, 0 or 1; None if unknown or of another data set."""
        known = self.classes if self.verdict is None else self.verdict.classes
        return label_of(self.actual, known or DETECTOR_CLASSES)

    @property
    def is_correct(self) -> bool | None:
        """Whether the network is right; None without a prediction or an actual class."""
        actual = self.actual_label
        return None if self.verdict is None or actual is None else self.verdict.label == actual

    @property
    def state(self) -> PhotoState:
        """The state of the photo."""
        if self.photo is not None:
            return PhotoState.READ
        return PhotoState.FAILED if self.error else PhotoState.WAITING

    @property
    def view(self) -> NDArray[np.uint8] | None:
        """The network's view, (height, width, 3); None until it is read, and while the memory holds those of others."""
        return None if self.photo is None else self.photo.views.get(self.framing)

    @property
    def picture_shape(self) -> tuple[int, int] | None:
        """Height and width of the network's view, or None until it is read."""
        view = self.view
        return None if view is None else (view.shape[0], view.shape[1])


def photo_csv(entries: Iterable[PhotoEntry], has_detector: bool = False) -> str:
    """A row per photo, with the columns of the detector if there is one."""
    from catgui.domain.csv import to_csv  # not needed before

    columns = _COLUMNS | (_DETECTOR_COLUMNS if has_detector else {})
    return to_csv([columns, *([value_of(entry) for value_of in columns.values()] for entry in entries)])


# What is in each column: of the network's prediction, `probability` is that of class 1; of the detector's, of "cat".
_COLUMNS: dict[str, Callable[[PhotoEntry], object]] = {
    # Without its folder: the table may be given away.
    "photo": lambda entry: entry.source.name if isinstance(entry.source, PathSource) else entry.source.place,
    "label": lambda entry: "" if entry.verdict is None else entry.verdict.class_name,
    "probability": lambda entry: "" if entry.verdict is None else entry.verdict.probability,
    "framing": lambda entry: entry.framing.value,
    "error": lambda entry: entry.error,
    "actual": lambda entry: entry.actual_name,
    "threshold": lambda entry: "" if entry.verdict is None else entry.verdict.threshold,
}
_DETECTOR_COLUMNS: dict[str, Callable[[PhotoEntry], object]] = {
    "detector_label": lambda entry: "" if entry.detected is None else entry.detected.class_name,
    "detector_probability": lambda entry: "" if entry.detected is None else entry.detected.probability,
}


class PhotoContext(NamedTuple):
    """The surroundings of the photos.

    Attributes: `classes`, those of the network, or else of the open data, None without either; `threshold`, of class 1;
    `data`, the pictures of the open data, None without any, known by their pixels: it does not matter when, from where
    or in which session they were added.
    """

    classes: tuple[str, str] | None = None
    threshold: float = THRESHOLD
    data: KnownPictures | None = None

    def complete(self, entry: PhotoEntry, actual: str, detected: Verdict | None) -> PhotoEntry:
        """The entry with all that follows from its surroundings, its actual class, and the detector's answer."""
        digest = entry.digests.get(entry.framing, b"") if entry.photo is not None else b""
        verdict, part = entry.verdict, "" if self.data is None else self.data.part_of(digest)
        if verdict is not None:
            verdict = verdict._replace(threshold=self.threshold)
        before = (entry.classes, entry.verdict, entry.part, entry.actual, entry.detected)
        if before == (self.classes, verdict, part, actual, detected):
            return entry
        return replace(entry, classes=self.classes, verdict=verdict, part=part, actual=actual, detected=detected)
