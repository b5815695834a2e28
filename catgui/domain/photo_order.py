"""The orders in which photos are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, PhotoState


class PhotoOrder(Enum):
    """An order of photos."""

    ADDED = "added"
    NAME = "name"
    UNCERTAIN = "uncertain"
    CERTAIN = "certain"
    TO_LABEL = "to_label"

    @property
    def follows_predictions(self) -> bool:
        """Whether a new prediction may change the order."""
        return self in (PhotoOrder.UNCERTAIN, PhotoOrder.CERTAIN, PhotoOrder.TO_LABEL)

    def sort(self, entries: Iterable[PhotoEntry], suggested: Sequence[PhotoKey] = ()) -> list[PhotoEntry]:
        """The photos sorted, with ties as in `entries`; at the end those without a prediction, then unreadable ones.

        Where the network predicts nothing, the detector's prediction counts. To be labeled next are those `suggested`,
        best first, then the others without a label, the least certain first.
        """
        entries = sorted(entries, key=_is_unreadable)
        if self is PhotoOrder.ADDED:
            return entries
        if self is PhotoOrder.NAME:
            return sorted(entries, key=lambda entry: (_is_unreadable(entry), _in_words_and_numbers(entry.name)))
        if self is PhotoOrder.TO_LABEL:
            ranks = {key: rank for rank, key in enumerate(suggested)}
            return sorted(entries, key=lambda entry: (_is_unreadable(entry), _by_suggestion(entry, ranks)))
        sign = -1.0 if self is PhotoOrder.CERTAIN else 1.0
        return sorted(entries, key=lambda entry: _by_confidence(entry, sign))


def _is_unreadable(entry: PhotoEntry) -> bool:
    return entry.state is PhotoState.FAILED


def _by_confidence(entry: PhotoEntry, sign: float) -> float:
    verdict = entry.verdict or entry.detected
    # No confidence is above 1.
    return 2.0 if verdict is None else sign * verdict.confidence


def _by_suggestion(entry: PhotoEntry, ranks: Mapping[PhotoKey, int]) -> tuple[bool, int, float]:
    return bool(entry.actual), ranks.get(entry.key, len(ranks)), _by_confidence(entry, 1.0)


def _in_words_and_numbers(name: str) -> list[tuple[str, int, str]]:
    """A key by which "photo 2" comes before "photo 10": words, each with the length and digits of its number."""
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", name.casefold())
    return [(word, len(digits), digits) for word, digits in parts]
