"""A photo of the user's as a value: where it comes from, what was read of it, and what the network says of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import confidence_text
from catgui.inputs.sources import Source
from engine.analysis.evaluation import THRESHOLD
from engine.images.photo import Framing, Photo
from engine.text import printable


class PhotoKey:
    """The identity of a photo; equal to itself only. What was made of a photo finds it by this, never by its row."""

    __slots__ = ("__weakref__",)


class PhotoState(Enum):
    """How far a photo is: not read yet, read, or found to be unreadable."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the network says of one picture: the probability of class 1, of the two `classes`."""

    probability: float
    classes: tuple[str, str]

    @property
    def label(self) -> int:
        """The class the network answers, 0 or 1."""
        return int(self.probability > THRESHOLD)

    @property
    def class_name(self) -> str:
        """The name of that class."""
        return printable(self.classes[self.label])

    @property
    def confidence_text(self) -> str:
        """How sure it is of that class: "94% sure"."""
        return confidence_text(self.probability if self.label else 1.0 - self.probability)

    @property
    def text(self) -> str:
        """The whole verdict: "cat, 94% sure"."""
        return f"{self.class_name}, {self.confidence_text}"


@dataclass(frozen=True, slots=True, eq=False)
class PhotoEntry:
    """One photo of the collection; a change of it is another entry with the same `key`.

    Attributes: `source`, where it can be read again; `name`, for people, plain text; `framing`, what of it the network
    is shown; `photo`, None until it is read; `error`, why it could not be, or empty; `verdict`, None without a network.
    """

    key: PhotoKey
    source: Source
    name: str
    framing: Framing
    photo: Photo | None = None
    error: str = ""
    verdict: Verdict | None = None

    @property
    def state(self) -> PhotoState:
        """How far it is."""
        if self.photo is not None:
            return PhotoState.READ
        return PhotoState.FAILED if self.error else PhotoState.WAITING

    @property
    def view(self) -> NDArray[np.uint8] | None:
        """What the network sees of it, (height, width, 3), or None until it is read."""
        return None if self.photo is None else self.photo.views[self.framing]

    @property
    def picture_shape(self) -> tuple[int, int] | None:
        """Height and width of what the network sees, or None until it is read."""
        view = self.view
        return None if view is None else (view.shape[0], view.shape[1])
