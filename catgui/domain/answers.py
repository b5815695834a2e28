"""Answers in words: what the network says of a picture, and the training pictures that it takes for much the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.effect_texts import Effect
from catgui.domain.explanation import inactive_text
from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from catgui.domain.saved_run_texts import needs_data_text
from engine.analysis.similarity import NEAR_DUPLICATE
from engine.data.dataset import Dataset
from engine.text import printable
from engine.training.features import PIXELS, PRETRAINED

# As many of the most similar training pictures are named in the sentence, and shown in all.
NAMED, SHOWN = 2, 30
# Pictures that the network takes alike only by chance are about 0 similar.
_HARDLY = 0.5
# What a network can tell pictures by: what it sees, and the same in short.
_SEEN = {
    PIXELS: ("only which color is where", "by which color is where"),
    PRETRAINED: ("only what its filters find", "by what its filters find"),
}
_PATTERNS = ("patterns, wherever they are", "by patterns, wherever they are")


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

    Attributes: `pixels` (height, width, 3); `title`; `picture`, which one of the data it is, or None; `classes`;
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
    `untold`, how many training pictures of either class the network cannot tell from it, since its last hidden layer
    gives the same; `effects`, those of training pictures that stand out from chance, the largest first, or None where
    effects have not been found.
    """

    subject: AnsweredPicture
    probability: float
    is_constant: bool = False
    inactive_layer: int | None = None
    similar: Sequence[SimilarPicture] = ()
    twins: Sequence[SimilarPicture] = ()
    untold: tuple[int, int] = (0, 0)
    effects: Sequence[Effect] | None = None

    @property
    def verdict(self) -> Verdict:
        """The prediction."""
        return Verdict(self.probability, self.subject.classes, self.subject.threshold)

    @property
    def effect_rows(self) -> list[PictureRow]:
        """The rows of the training pictures whose effects stand out."""
        dataset = self.subject.dataset
        return [] if dataset is None else [effect.row(dataset) for effect in self.effects or ()]


def answer_text(answer: Answer) -> str:
    """Why the network says what it does, as far as that is known, in at most three plain sentences."""
    if not math.isfinite(answer.probability):
        return "The network diverged: it has no answer to any picture. Train with a lower learning rate."
    if answer.subject.dataset is None:
        texts = [needs_data_text(answer.subject.trained_on), _inactive_text(answer)]
    else:
        texts = [_likeness(answer), _own_text(answer), _effects_text(answer), _inactive_text(answer)]
        if all(texts):
            del texts[1]  # the first sentence speaks of other training pictures
    return " ".join(filter(None, texts))


def _inactive_text(answer: Answer) -> str:
    """Whether what the picture shows has no part in the answer."""
    name, layer = answer.verdict.class_name, answer.inactive_layer
    if answer.is_constant:
        return f"The network says {name} to every picture of the data, whatever it shows: it tells none from another."
    if layer is None:
        return ""
    return inactive_text(layer, name)


def _own_text(answer: Answer) -> str:
    """Whether the network has learned from a single picture, or this very one, and which others are the same."""
    own, dataset = next(filter(_is_learned, answer.twins), None), answer.subject.dataset
    texts = [_twin_text(twin) for twin in answer.twins if not _is_learned(twin)]
    if own is not None:
        name = "" if own.picture.name == answer.subject.title else f" ({own.picture.name})"
        wrong = "" if _label(answer, own) == answer.verdict.class_name else ", and gets it wrong all the same"
        texts.insert(0, f"the network was trained on this very picture{name}, labeled {_label(answer, own)}{wrong}")
    elif dataset is not None and dataset.train.count == 1:
        only = SimilarPicture(Picture("train", 0), 0.0)
        texts.insert(0, f"the network has learned from a single picture, labeled {_label(answer, only)}")
    text = "; ".join(texts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _likeness(answer: Answer) -> str:
    """What the network sees, and which of several training pictures it takes as it takes this one."""
    nearest, dataset = answer.similar[:NAMED], answer.subject.dataset
    if not nearest or dataset is None or dataset.train.count == 1:
        return ""
    is_learned = any(map(_is_learned, answer.twins))
    name, labels = answer.verdict.class_name, [_label(answer, similar) for similar in nearest]
    seen, _ = _SEEN.get(answer.subject.features, _PATTERNS)
    others, first = "other " if is_learned else "", "the first" if len(nearest) == 1 else "the first two"
    if (untold := sum(answer.untold)) > NAMED:
        same = answer.untold[answer.verdict.label]
        which = "all" if same == untold else f"{same:,}"
        return (
            f"The network sees {seen}: it cannot tell this from {untold:,} training pictures, {which} labeled {name}."
        )
    if nearest[0].similarity < _HARDLY:
        verb = "is" if len(nearest) == 1 else "are"
        begin = f"The network sees {seen}: to it no {others}picture is much like this; nearest {verb} {first}"
    else:
        below = "of the others" if is_learned else "below"
        begin = f"The network sees {seen}: to it this is most like {first} {below}"
    if len(set(labels)) > 1:
        return f"{begin}, one labeled {labels[0]}, the other {labels[1]}."
    yet = "" if is_learned or name in labels else f", and yet the answer is {name}"
    return f"{begin}, labeled {labels[0]}{yet}."


def _twin_text(twin: SimilarPicture) -> str:
    """Which other picture of the data is the same, or almost."""
    if twin.is_same:
        return f"the same picture is {twin.picture.name}"
    return f"almost the same is {twin.picture.name}, with similarity {_number(twin.similarity)}"


def _is_learned(twin: SimilarPicture) -> bool:
    return twin.is_same and twin.picture.part == "train"


def _effects_text(answer: Answer) -> str:
    """Which training picture the answer depends on most; '' where that is not known."""
    if answer.effects is None:
        return ""
    if not answer.effects:
        return "No single training picture is seen to change that by more than chance."
    first, others = answer.effects[0], len(answer.effects) - 1
    more = "less" if first.mean > 0 else "more"
    text = f"Without {first.picture.name}, {printable(answer.subject.classes[1])} would be {more} likely"
    if not others:
        return f"{text}, which is more than chance."
    return f"{text}; {others:,} other{'s have' if others > 1 else ' has'} an effect beyond chance, too."


def _label(answer: Answer, similar: SimilarPicture) -> str:
    dataset = answer.subject.dataset
    assert dataset is not None, "similar pictures are of the data"
    return printable(dataset.classes[similar.picture.label(dataset)])


def similar_heading(features: str) -> str:
    """The heading of the training pictures that a network on `features` takes for most alike."""
    _, by = _SEEN.get(features, _PATTERNS)
    return f"Most alike to the network, {by}"


def effects_heading(answer: Answer) -> str:
    """The heading of the training pictures whose effects stand out."""
    return f"Effects beyond chance: {len(answer.effects or ()):,}"


ANSWER_TAB = "In words"
ANSWER_TIP = "Which training pictures are most alike to the network, and whose effect is more than chance"
NO_PICTURE = "Select a picture in Data, Wrong predictions or Your photos, to see what the network takes it for."
NO_NETWORK = "Train the network: which training pictures it takes for much the same will be shown here."
EFFECTS_QUESTION = "What if one were missing?"
EFFECTS_QUESTION_TIP = "Effects: which training pictures the answer depends on, by training the network without each"
COMPARING = "Comparing the picture with the training pictures…"
HOW_TO_READ = (
    "Similarity: 1 is the same to the network, 0 nothing in common but what all pictures have. It compares what the "
    "units of the last hidden layer give, minus their mean over the training pictures: from there the answer is made. "
    f"Of almost the same picture, pixels are at least {NEAR_DUPLICATE} similar.\n"
    "That a picture is similar does not say that it has decided the answer. “The sum” says how much of the logit is "
    "due to each training picture: its share. “Effects” trains the network again without each, and says what that "
    "changes: its effect. A large share may have no effect, since without the "
    "picture the others are learned otherwise."
)


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
