"""What the photos panel says: the note in the line under the photos, and how often those who answer are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catgui.domain import photo_texts
from catgui.domain.photo_accuracy_texts import (
    Expectation,
    accuracy_text,
    intervals_text,
    network_record_sentence,
    record_text,
)
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from engine.analysis.evaluation import Evaluation

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFacts:
    """What the photos panel shows, from which its sentences are made.

    Attributes: `tally`; `filter`, of the photos shown; `removed`, how many photos the last command removed, else 0;
    `has_other_framing`, whether a photo is framed unlike the training pictures; `expected`, the accuracy to expect of
    the network; `test`, the evaluation of the network on its test part, None without one; `record`, how often the
    detector was right on photos that it had never seen, None where it does not answer; `has_data`, whether data are
    open; `reading_text`, which data are being read, or ''; `is_training`.
    """

    tally: PhotoTally
    filter: PhotoFilter
    removed: int
    has_other_framing: bool
    expected: Expectation
    test: Evaluation | None
    record: DetectorRecord | None
    has_data: bool
    reading_text: str
    is_training: bool

    @property
    def detector_record(self) -> str:
        """How often the detector was right, in its own sentence; '' where it does not answer."""
        return "" if self.record is None else self.record.sentence()

    @property
    def network_record(self) -> str:
        """How often the network was right on the test part; '' without one."""
        if self.test is None or not self.test.count:
            return ""
        return network_record_sentence(self.test, self.expected.knows_drawings)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence on the photos.

    Attributes: `offer`, the button beside it: "undo", "remove_unreadable", "match_framing", "train", or '' for none;
    `tip`, more for its tooltip.
    """

    text: str
    offer: str = ""
    tip: str = ""


def note_on(facts: PhotoFacts) -> Note:
    """What is to be said on the photos."""
    unreadable = facts.tally.counts[PhotoFilter.UNREADABLE]
    if facts.removed:
        return Note(f"Removed {photo_texts.photos(facts.removed)}.", "undo")
    if facts.filter is PhotoFilter.UNREADABLE and unreadable:
        return Note(photo_texts.unreadable_text(unreadable), "remove_unreadable")
    if facts.has_other_framing:
        return Note(photo_texts.OTHER_FRAMING, "match_framing")
    if accuracy := accuracy_text(facts.tally):
        intervals = intervals_text(facts.tally)
        # Of too few photos there are no rates: those that were measured on other pictures stay.
        return Note(accuracy, tip=intervals) if intervals else Note(f"{accuracy}. {_record(facts)}".strip())
    return _without_labels(facts)


def _without_labels(facts: PhotoFacts) -> Note:
    """The expected accuracy, or why there are no predictions."""
    tally = facts.tally
    if facts.expected.text:
        hint = photo_texts.answer_hint(tally.classes) if tally.classes is not None and tally.total else ""
        return Note(f"{_record(facts)} {hint}".strip())
    offer = ""
    if facts.is_training:
        hint = photo_texts.TRAINING
    elif not facts.has_data:
        hint = facts.reading_text or photo_texts.NO_DATA
    else:
        hint, offer = photo_texts.DETECTOR_ALONE if tally.has_detector else photo_texts.NO_NETWORK, "train"
    before = (_record(facts) or photo_texts.DETECTOR_READY) if tally.has_detector else ""
    return Note(f"{before} {hint}".strip(), offer)


def _record(facts: PhotoFacts) -> str:
    return record_text(facts.record if facts.tally.total else None, facts.test, facts.expected)
