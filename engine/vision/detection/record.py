"""What is known of a detector: its calibration, and how often it was right. Kept in the file of its filters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log
from typing import Any, NamedTuple

import numpy as np

from engine.statistics import Score
from engine.text import Sentence

_KEY = "detector"
# What a record does not hold for.
LIMITS = Sentence("In everyday photos it misses more cats: small, outdoors, half hidden or sideways ones.")


class Scaling(NamedTuple):
    """The logit is `scale` times that of the network, plus `offset`: a probability of one half is the threshold."""

    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scaling of a detector's logit, depending on the photo's size.

    Small photos are enlarged first, which makes cats in them look less like cats.

    Attributes: `sides`, lengths of the shorter side in pixels, ascending; `scalings`, one for each of `sides`;
    `unsure_below`, the least probability of the predicted class for a sure answer: below it, answers are not clearly
    more often right than by chance.
    """

    sides: tuple[int, ...] = (1,)
    scalings: tuple[Scaling, ...] = (Scaling(),)
    unsure_below: float = 0.5

    def scaling(self, side: int) -> Scaling:
        """The scaling for a photo with `side` pixels on its shorter side: linear in the logarithm of that."""
        return Scaling(
            *(float(np.interp(log(side), np.log(self.sides), values)) for values in zip(*self.scalings, strict=True))
        )


@dataclass(frozen=True, slots=True)
class DetectorRecord:
    """The scores of a detector on the kept photos in full size, none of which it was trained on.

    Attributes: `cats`, `dogs` and `others`; `area` under the ROC curve of these; `small_cats`, cats pasted into some of
    the others; `dark_others`, the dogs and others darkened.
    """

    cats: Score
    dogs: Score
    others: Score
    area: float
    small_cats: Score
    dark_others: Score

    @property
    def photos(self) -> Score:
        """The score on all photos that were not changed."""
        return self.cats + self.dogs + self.others

    def sentences(self) -> list[Sentence]:
        """The record in words, with the kind of photos that it holds for, and those that it does not."""
        right = {
            "cats": self.cats.of("{count} cats"),
            "dogs": self.dogs.of("{count} dogs"),
            "others": self.others.of("{count} other things"),
        }
        small = {"score": self.small_cats.of("{count} cats")}
        dark = {"score": self.dark_others.of("{count} darkened photos without a cat")}
        return [
            Sentence("On new photos of pets and things the detector was right for {cats}, {dogs} and {others}.", right),
            Sentence("It was unsure of {count} of them.", {"count": self.photos.unsure}),
            LIMITS,
            Sentence("It saw {score} pasted into such photos a quarter as high.", small),
            Sentence("It was right for {score}.", dark),
        ]

    def sentence(self) -> str:
        """The sentences of the record as one text."""
        return " ".join(map(str, self.sentences()))


def record_from(about: dict[str, Any]) -> tuple[Calibration, DetectorRecord]:
    """The calibration and the record in the description of filters. Raises KeyError or TypeError without them."""
    found = about[_KEY]
    kept, calibration = dict(found["kept"]), found["calibration"]
    area = kept.pop("area")
    kept.pop("reliability", None)  # which the file of the program has
    scores = {name: Score(**score) for name, score in kept.items()}
    record = DetectorRecord(**scores, area=area)
    scalings = tuple(Scaling(*scaling) for scaling in calibration["scalings"])
    return Calibration(tuple(calibration["sides"]), scalings, calibration["unsure_below"]), record


def with_record(about: dict[str, Any], calibration: Calibration, record: DetectorRecord) -> dict[str, Any]:
    """The description of filters with a calibration and a record in it."""
    return {**about, _KEY: {"calibration": asdict(calibration), "kept": asdict(record)}}
