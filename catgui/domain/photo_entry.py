"""An entry of the photo collection: source, decoded photo, and the verdicts of the network and of the detector."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import predicted_text
from catgui.inputs.sources import Source
from engine.analysis.evaluation import THRESHOLD
from engine.images.photo import Framing, Photo
from engine.text import printable

# The names of the classes 0 and 1 of the cat detector that comes with the program.
DETECTOR_CLASSES = ("non-cat", "cat")
_CAT_NAMES = frozenset({"cat", "cats"})


def names_cats(class_name: str) -> bool:
    """Whether a class with this name is that of cats."""
    return class_name.strip().casefold() in _CAT_NAMES


def are_about_cats(classes: tuple[str, str] | None) -> bool:
    """Whether class 1 is that of cats, so that the cat detector answers; True without data."""
    return classes is None or names_cats(classes[1])


class PhotoKey:
    """The identity of a photo, equal to itself only. Results refer to it, never to a row."""

    __slots__ = ("__weakref__",)


class PhotoState(Enum):
    """The state of a photo: not read yet, read, or unreadable."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A prediction for one picture: the probability of class 1, both class names, the threshold of class 1.

    Attributes: `is_trained_on`, whether the network was trained on this picture, so that its answer proves nothing.
    """

    probability: float
    classes: tuple[str, str]
    threshold: float = THRESHOLD
    is_trained_on: bool = False

    @property
    def label(self) -> int:
        """The predicted class, 0 or 1."""
        return int(self.probability > self.threshold)

    @property
    def class_name(self) -> str:
        """The name of the predicted class."""
        return printable(self.classes[self.label])

    @property
    def confidence(self) -> float:
        """The probability of the predicted class."""
        return self.probability if self.label else 1.0 - self.probability

    @property
    def text(self) -> str:
        """Class and confidence: "Predicted: cat (94%)"."""
        return predicted_text(self.class_name, self.confidence)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoEntry:
    """A photo of the collection. Immutable: a changed photo is another entry with the same `key`.

    Attributes: `source`, from which it can be read again; `name`, printable; `framing`, that of the network's view;
    `photo`, None until it is read; `error`, the reason if it is unreadable, or ''; `verdict`, None without a network;
    `actual`, the name of the class that the user says it is, or ''; `detected`, the verdict of the cat detector that
    comes with the program, None without one; `part`, "train" or "test", to which it was added in the open data, or ''.
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

    @property
    def actual_label(self) -> int | None:
        """The actual class, 0 or 1; None if it is not known or not one that the network predicts."""
        if self.verdict is None or self.actual not in self.verdict.classes:
            return None
        return self.verdict.classes.index(self.actual)

    @property
    def is_correct(self) -> bool | None:
        """Whether the predicted class is the actual one; None if one of them is not known."""
        actual = self.actual_label
        return None if self.verdict is None or actual is None else self.verdict.label == actual

    @property
    def is_detected_correctly(self) -> bool | None:
        """Whether the detector's class is the actual one; None if one of them is not known."""
        return None if self.detected is None or not self.actual else self.detected.label == names_cats(self.actual)

    @property
    def disagrees(self) -> bool:
        """Whether the detector and the network predict different classes."""
        return self.verdict is not None and self.detected is not None and self.verdict.label != self.detected.label

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
