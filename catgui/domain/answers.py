"""Answers in words: the prediction for a picture, and the training pictures with the most similar activations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import DIVERGED, actual_text
from catgui.domain.saved_run_texts import needs_data_text
from engine.data.dataset import Dataset
from engine.text import printable

# As many of the most similar training pictures are shown.
SHOWN = 30


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredPicture:
    """The picture that is answered, and what the network has learned from.

    Attributes: `pixels` (height, width, 3); `title`; `classes`; `threshold`, the probability above which class 1 is
    predicted; `trained_on`, the name of the data of the network; `dataset`, these data, or None where they are not
    open; `is_constant`, whether the network gives the same probability to every picture of the data.
    """

    pixels: NDArray[np.uint8]
    title: str
    classes: tuple[str, str]
    threshold: float
    trained_on: str
    dataset: Dataset | None
    is_constant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The prediction for a picture.

    Attributes: `subject`; `probability` of class 1; `similar`, the training pictures that are not the subject, those
    most alike to the network first.
    """

    subject: AnsweredPicture
    probability: float
    similar: Sequence[Picture] = ()

    @property
    def verdict(self) -> Verdict:
        """The prediction."""
        return Verdict(self.probability, self.subject.classes, self.subject.threshold)


def answer_text(answer: Answer) -> str:
    """A sentence on the training pictures with the most similar activations, or why there are none."""
    name, dataset, similar = answer.verdict.class_name, answer.subject.dataset, answer.similar
    if not math.isfinite(answer.probability):
        return DIVERGED
    if dataset is None:
        return needs_data_text(answer.subject.trained_on)
    if answer.subject.is_constant:
        return f"The network says {name} to every picture."
    labels = [printable(dataset.classes[picture.label(dataset)]) for picture in similar]
    if len(set(labels)) == 1:
        return f"Most like these, all {labels[0]}."
    return f"Most like these, {labels.count(name)} of {len(labels)} {name}." if labels else ""


COMPARING = "Comparing…"
SIMILAR_HEADING = "Most alike, as the network sees them"


def similar_row(dataset: Dataset, picture: Picture) -> PictureRow:
    """The row of a training picture of `dataset` with its label."""
    label = picture.label(dataset)
    class_name = printable(dataset.classes[label])
    description = f"{picture.full_name(dataset)}. {actual_text(class_name)}."
    return PictureRow(picture.pixels(dataset), picture.name(dataset), None, description, label, picture)
