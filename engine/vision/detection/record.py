"""What is known of a detector: its calibration, and how often it was right. Kept in the file of its filters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log
from typing import Any, NamedTuple

import numpy as np

_KEY = "detector"
# The kept photos that a record is of, and what it does not hold for. README and Help have it in the same words.
KIND = "photos of pets and things"
LIMITS = "Everyday photos are harder, above all where a cat is small, half hidden or in bad light."


class Scaling(NamedTuple):
    """The logit is `scale` times that of the network, plus `offset`: a probability of one half is the threshold."""

    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scaling of the logit, for photos of any size: small ones are enlarged, which makes them look less like cats.

    Attributes: `sides`, shorter sides of photos in pixels, ascending; `scalings`, those of photos of such sides.
    """

    sides: tuple[int, ...] = (1,)
    scalings: tuple[Scaling, ...] = (Scaling(),)

    def scaling(self, side: int) -> Scaling:
        """The scaling for a photo with `side` pixels on its shorter side: linear in the logarithm of that."""
        return Scaling(
            *(float(np.interp(log(side), np.log(self.sides), values)) for values in zip(*self.scalings, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the `count` photos of one kind a detector called `right`."""

    right: int
    count: int

    @property
    def share(self) -> float:
        """The share that it called right."""
        return self.right / self.count

    def __str__(self) -> str:
        return f"{self.share:.0%} of {self.count:,}"


@dataclass(frozen=True, slots=True)
class DetectorRecord:
    """How often a detector was right on the kept photos, in full size, of which it never saw any.

    Attributes: `cats`, `dogs` and `others`; `area` under the ROC curve of these; `small_cats`, cats pasted into some of
    the others.
    """

    cats: Score
    dogs: Score
    others: Score
    area: float
    small_cats: Score

    @property
    def count(self) -> int:
        """The number of photos, without those made by pasting."""
        return self.cats.count + self.dogs.count + self.others.count

    @property
    def accuracy(self) -> float:
        """The share of photos that it called right, without those made by pasting."""
        return (self.cats.right + self.dogs.right + self.others.right) / self.count

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the shares of cats and of all others that it called right."""
        not_cats = (self.dogs.right + self.others.right) / (self.dogs.count + self.others.count)
        return (self.cats.share + not_cats) / 2

    def sentence(self) -> str:
        """The record in words, with the kind of photos it is of."""
        return (
            f"On {self.count:,} {KIND}, which were kept aside, the detector was right for {self.cats} cats, "
            f"{self.dogs} dogs and {self.others} other things. Of cats pasted small into such photos it saw "
            f"{self.small_cats}. {LIMITS}"
        )


def record_from(about: dict[str, Any]) -> tuple[Calibration, DetectorRecord]:
    """The calibration and the record in the description of filters. Raises KeyError or TypeError without them."""
    found = about[_KEY]
    scores = {name: Score(**score) for name, score in found["kept"].items() if name != "area"}
    sides, scalings = found["calibration"]["sides"], found["calibration"]["scalings"]
    calibration = Calibration(tuple(sides), tuple(Scaling(*scaling) for scaling in scalings))
    return calibration, DetectorRecord(**scores, area=found["kept"]["area"])


def with_record(about: dict[str, Any], calibration: Calibration, record: DetectorRecord) -> dict[str, Any]:
    """The description of filters with a calibration and a record in it."""
    return {**about, _KEY: {"calibration": asdict(calibration), "kept": asdict(record)}}
