"""What the photos panel shows, as one value, and the note that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoEntry, PhotoState


class PhotoCounts(NamedTuple):
    """How many photos there are, and how many of them are answered wrongly, or unreadable."""

    total: int
    wrong: int
    unreadable: int

    @classmethod
    def of(cls, entries: Iterable[PhotoEntry]) -> PhotoCounts:
        """The counts of `entries`."""
        entries = tuple(entries)
        wrong = sum(entry.is_correct is False for entry in entries)
        return cls(len(entries), wrong, sum(entry.state is PhotoState.FAILED for entry in entries))


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the photos panel shows, from which its sentences, offers and choices follow.

    Attributes: `counts`; `only_wrong`, whether the others are hidden; `progress`, the photos read and in all, or found
    and 0 during a search, None while none are being read; `removed`, how many photos the last command removed, else 0;
    `has_network` and `has_data`, whether there are; `reading_text`, which data are being read, or ''; `is_training`.
    """

    counts: PhotoCounts
    only_wrong: bool
    progress: tuple[int, int] | None
    removed: int
    has_network: bool
    has_data: bool
    reading_text: str
    is_training: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence on the photos.

    Attributes: `offer`, the button beside it: "cancel", "undo", "remove_unreadable", "train", or ''
    for none.
    """

    text: str
    offer: str = ""


def note_on(facts: PhotoFacts) -> Note:
    """What is to be said on the photos: the news, else what a network needs to predict them."""
    if facts.progress is not None:
        return Note(photo_texts.progress(*facts.progress), "cancel")
    if facts.removed:
        return Note(f"Removed {photo_texts.photos(facts.removed)}.", "undo")
    if facts.counts.unreadable:
        return Note(photo_texts.unreadable_text(facts.counts.unreadable), "remove_unreadable")
    if facts.has_network:
        return Note("")
    if facts.is_training:
        return Note(photo_texts.TRAINING)
    if not facts.has_data:
        return Note(facts.reading_text or photo_texts.NO_DATA)
    return Note(photo_texts.NO_NETWORK, "train")
