"""The orders in which photos are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from catgui.domain.photo_entry import PhotoEntry


class PhotoOrder(Enum):
    """An order of photos."""

    ADDED = "added"
    NAME = "name"
    UNCERTAIN = "uncertain"
    CERTAIN = "certain"

    @property
    def follows_predictions(self) -> bool:
        """Whether a new prediction may change the order."""
        return self in (PhotoOrder.UNCERTAIN, PhotoOrder.CERTAIN)

    def sort(self, entries: Iterable[PhotoEntry]) -> list[PhotoEntry]:
        """The photos in this order; equal ones, and at the end those without a prediction, in that of `entries`.

        Where the network predicts nothing, the detector's prediction counts.
        """
        if self is PhotoOrder.ADDED:
            return list(entries)
        if self is PhotoOrder.NAME:
            return sorted(entries, key=lambda entry: _in_words_and_numbers(entry.name))
        sign = 1.0 if self is PhotoOrder.UNCERTAIN else -1.0
        return sorted(entries, key=lambda entry: _by_confidence(entry, sign))


def _by_confidence(entry: PhotoEntry, sign: float) -> float:
    verdict = entry.verdict or entry.detected
    # No confidence is above 1.
    return 2.0 if verdict is None else sign * verdict.confidence


def _in_words_and_numbers(name: str) -> list[tuple[str, int, str]]:
    """A key by which "photo 2" comes before "photo 10": words, each with the length and digits of its number."""
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", name.casefold())
    return [(word, len(digits), digits) for word, digits in parts]
