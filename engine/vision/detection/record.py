"""What is known of a detector: its calibration, and how often it was right. Kept in the file of its filters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

_KEY = "detector"
# The kept photos that a record is of, and what it does not hold for. README and Help have it in the same words.
KIND = "photos like those it learned from"
LIMITS = "Everyday photos are harder, above all where a cat is small, half hidden or in bad light."


@dataclass(frozen=True, slots=True)
class Calibration:
    """The logit is `scale` times that of the network, plus `offset`: a probability of one half is the threshold."""

    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class DetectorRecord:
    """How often a detector was right on the kept photos, which it never saw; they are from where those it saw are from.

    Attributes: `cats_right` of `cats` photos of cats; `others_right` of `others`; `area` under the ROC curve.
    """

    cats_right: int
    cats: int
    others_right: int
    others: int
    area: float

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the shares of cats and of others that it called right."""
        return (self.cats_right / self.cats + self.others_right / self.others) / 2

    @property
    def count(self) -> int:
        """The number of photos."""
        return self.cats + self.others

    @property
    def accuracy(self) -> float:
        """The share of photos that it called right."""
        return (self.cats_right + self.others_right) / self.count

    def sentence(self) -> str:
        """The record in words, with the kind of photos it is of."""
        return (
            f"On {self.count:,} {KIND}, which were kept aside, the detector was right for "
            f"{self.cats_right / self.cats:.0%} of {self.cats:,} cats and {self.others_right / self.others:.0%} of "
            f"{self.others:,} other things. {LIMITS}"
        )


def record_from(about: dict[str, Any]) -> tuple[Calibration, DetectorRecord]:
    """The calibration and the record in the description of filters. Raises KeyError or TypeError without them."""
    found = about[_KEY]
    return Calibration(**found["calibration"]), DetectorRecord(**found["kept"])


def with_record(about: dict[str, Any], calibration: Calibration, record: DetectorRecord) -> dict[str, Any]:
    """The description of filters with a calibration and a record in it."""
    return {**about, _KEY: {"calibration": asdict(calibration), "kept": asdict(record)}}
