"""Answers in words: what the network says of a picture, and the training pictures that it takes for much the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import DIVERGED, actual_text, inactive_text
from catgui.domain.saved_run_texts import needs_data
from engine.data.dataset import Dataset
from engine.text import printable

# As many of the most similar training pictures are named in the sentence, and shown in all.
NAMED, SHOWN = 2, 30
# Pictures that the network takes alike only by chance are about 0 similar.
_HARDLY = 0.5
# A similarity that is shown as 1.00.
_AS_GOOD_AS_SAME = 0.995
_ALIKE_BY_LOGIT = "Without hidden layers, pictures are alike if their answers are. Nearest: {labels}."


@dataclass(frozen=True, slots=True)
class SimilarPicture:
    """A picture of the data, and how similar it is, from -1 to 1.

    Attributes: `is_same`, whether it is the same picture, byte for byte.
    """

    picture: Picture
    similarity: float
    is_same: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredPicture:
    """The picture that is answered, and what the network has learned from.

    Attributes: `pixels` (height, width, 3); `title`; `picture`, its place in the data, or None; `classes`;
    `features` that the network takes; `threshold`, the probability above which class 1 is predicted; `trained_on`, the
    name of the data of the network; `dataset`, these data, or None where they are not open.
    """

    pixels: NDArray[np.uint8]
    title: str
    picture: Picture | None
    classes: tuple[str, str]
    features: str
    threshold: float
    trained_on: str
    dataset: Dataset | None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the network says of a picture.

    Attributes: `subject`; `probability` of class 1; `is_constant`, whether the network gives it to every picture of the
    data; `inactive_layer`, the first hidden layer without an active unit, or None; `similar`, the training pictures
    that are not the subject, those most alike to the network first; `twins`, pictures that are the same or almost;
    `untold`, how many training pictures of either class the network cannot tell from it, since its last hidden layer,
    or without one its logit, is the same; `has_hidden_layers`, whether the network has any.
    """

    subject: AnsweredPicture
    probability: float
    is_constant: bool = False
    inactive_layer: int | None = None
    similar: Sequence[SimilarPicture] = ()
    twins: Sequence[SimilarPicture] = ()
    untold: tuple[int, int] = (0, 0)
    has_hidden_layers: bool = True

    @property
    def verdict(self) -> Verdict:
        """The prediction."""
        return Verdict(self.probability, self.subject.classes, self.subject.threshold)


def answer_text(answer: Answer) -> str:
    """A few plain sentences on the known reasons for the network's answer."""
    if not math.isfinite(answer.probability):
        return DIVERGED
    if answer.subject.dataset is None:
        texts = [needs_data(answer.subject.trained_on), _inactive_text(answer)]
    else:
        texts = [_likeness(answer), _own_text(answer), _inactive_text(answer)]
    return " ".join(filter(None, texts))


def _inactive_text(answer: Answer) -> str:
    """Whether what the picture shows has no part in the answer."""
    name, layer = answer.verdict.class_name, answer.inactive_layer
    if answer.is_constant:
        return f"The network says {name} to every picture."
    if layer is None:
        return ""
    return inactive_text(layer, name)


def _own_text(answer: Answer) -> str:
    """Whether the network has learned from a single picture, or this very one, and which others are the same."""
    own, dataset = next(filter(_is_learned, answer.twins), None), answer.subject.dataset
    texts = [_twin_text(twin) for twin in answer.twins if not _is_learned(twin)]
    if own is not None:
        texts.insert(0, f"Trained on this very picture ({own.picture.name}), labeled {_label(answer, own)}.")
    elif dataset is not None and dataset.train.count == 1:
        only = SimilarPicture(Picture("train", 0), 0.0)
        texts.insert(0, f"It has learned from one picture, labeled {_label(answer, only)}.")
    return " ".join(texts)


def _likeness(answer: Answer) -> str:
    """A sentence naming the labels of the training pictures that the network takes most alike."""
    nearest, dataset = answer.similar[:NAMED], answer.subject.dataset
    if not nearest or dataset is None or dataset.train.count == 1:
        return ""
    name, labels = answer.verdict.class_name, [_label(answer, similar) for similar in nearest]
    if not answer.has_hidden_layers:
        return _ALIKE_BY_LOGIT.format(labels=", ".join(labels))
    if (untold := sum(answer.untold)) > NAMED:
        same = answer.untold[answer.verdict.label]
        labeled = f"{_share(same, untold)} of them labeled {name}"
        return f"The network cannot tell this from {untold:,} training pictures, {labeled}."
    if (alike := _hardly_told(answer)) or (alike := _alike_in_answer(answer)):
        return alike
    if nearest[0].similarity < _HARDLY:
        text = f"To the network nothing is much like this. Nearest: {', '.join(labels)}."
    else:
        text = f"To the network this is most like the first pictures below: {', '.join(labels)}."
    if name in labels or any(map(_is_learned, answer.twins)):
        return text
    return f"{text} {_yet_text(name)}"


def _hardly_told(answer: Answer) -> str:
    """A sentence on training pictures that all are as good as the same to the network; '' if they are few."""
    alike = [similar for similar in answer.similar if similar.similarity >= _AS_GOOD_AS_SAME]
    if len(alike) <= NAMED:
        return ""
    name = answer.verdict.class_name
    same = sum(_label(answer, similar) == name for similar in alike)
    labeled = f"{_share(same, len(alike))} of them labeled {name}"
    return f"The network hardly tells this from the first {len(alike)} pictures below, {labeled}."


def _share(same: int, count: int) -> str:
    """The number of pictures of one label among `count`: "all", "none" or "3"."""
    return "all" if same == count else f"{same:,}" if same else "none"


def _alike_in_answer(answer: Answer) -> str:
    """A sentence on the most similar pictures where the first are of the answer's class, which explains nothing."""
    name, count = answer.verdict.class_name, len(answer.similar)
    labels = [_label(answer, similar) for similar in answer.similar]
    if count <= NAMED or answer.similar[0].similarity < _HARDLY or set(labels[:NAMED]) != {name}:
        return ""
    same = labels.count(name)
    most_like = f"Of the {count} pictures most like this to the network, {_share(same, count)} are labeled {name}"
    return f"{most_like}: alike in the answer, perhaps not in looks."


def _yet_text(name: str) -> str:
    """A sentence on an answer that differs from the labels of the most similar pictures."""
    return f"Yet the answer is {name}."


def _twin_text(twin: SimilarPicture) -> str:
    """A sentence on another picture of the data that is the same, or almost."""
    if twin.is_same:
        return f"Copy of {twin.picture.name}."
    return f"Almost a copy of {twin.picture.name}: similarity {_number(twin.similarity)}."


def _is_learned(twin: SimilarPicture) -> bool:
    return twin.is_same and twin.picture.part == "train"


def _label(answer: Answer, similar: SimilarPicture) -> str:
    dataset = answer.subject.dataset
    assert dataset is not None, "similar pictures are of the data"
    return printable(dataset.classes[similar.picture.label(dataset)])


ANSWER_TAB = "In words"
COMPARING = "Comparing…"
SIMILAR_HEADING = "Most alike, as the network sees them"


def similar_row(answer: Answer, similar: SimilarPicture) -> PictureRow:
    """The row of a training picture with its similarity."""
    return _row(answer, similar.picture, f"similarity {similar.similarity:.2f}".replace("-", "−"))


def _number(similarity: float) -> str:
    """The similarity of the pixels of two pictures that are almost the same; 1.00 is left for the same."""
    return f"{min(similarity, 0.99):.2f}"


def _row(answer: Answer, picture: Picture, value: str) -> PictureRow:
    dataset = answer.subject.dataset
    assert dataset is not None, "rows are of the data"
    label = picture.label(dataset)
    class_name = printable(dataset.classes[label])
    return PictureRow(
        picture.pixels(dataset),
        picture.name,
        (value, class_name),
        f"{picture.full_name(dataset)}: {value}. {actual_text(class_name)}.",
        label,
        picture,
    )
