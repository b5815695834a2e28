"""What the photos panel shows, as one value, and the note that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catgui.domain import photo_texts
from catgui.domain.photo_accuracy_texts import Expectation, accuracy_text, network_record_sentence
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from engine.analysis.evaluation import Evaluation

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the photos panel shows, from which its sentences, offers and choices follow.

    Attributes: `tally`; `filter`, of the photos shown; `progress`, the photos read and in all, or found and 0 during a
    search, None while none are being read; `removed`, how many photos the last command removed, else 0;
    `has_other_framing`, whether a photo is framed unlike the training pictures; `expected`, the accuracy to expect of
    the network; `test`, the evaluation of the network on its test part, None without one; `record`, how often the
    detector was right on photos that it had never seen, None where it does not answer; `has_data`, whether data are
    open; `reading_text`, which data are being read, or ''; `is_training`.
    """

    tally: PhotoTally
    filter: PhotoFilter
    progress: tuple[int, int] | None
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

    Attributes: `offer`, the button beside it: "cancel", "undo", "remove_unreadable", "match_framing", "train", or ''
    for none; `tip`, more for its tooltip.
    """

    text: str
    offer: str = ""
    tip: str = ""


def note_on(facts: PhotoFacts) -> Note:
    """What is to be said on the photos: the news, else how many are right, else what to expect or to do."""
    unreadable = facts.tally.counts[PhotoFilter.UNREADABLE]
    if facts.progress is not None:
        return Note(photo_texts.progress(*facts.progress), "cancel")
    if facts.removed:
        return Note(f"Removed {photo_texts.photos(facts.removed)}.", "undo")
    if unreadable and (facts.filter is PhotoFilter.UNREADABLE or unreadable == facts.tally.counts[PhotoFilter.ALL]):
        return Note(photo_texts.unreadable_text(unreadable), "remove_unreadable")
    if facts.has_other_framing:
        return Note(photo_texts.OTHER_FRAMING, "match_framing")
    records = [facts.network_record, facts.detector_record]
    if accuracy := accuracy_text(facts.tally):
        return Note(accuracy, tip=_lines(facts.expected.text, *records))
    if facts.expected.text:
        return Note(facts.expected.text, tip=_lines(*records))
    return Note(*_missing(facts), tip=_lines(*records))


def _missing(facts: PhotoFacts) -> tuple[str, str]:
    """What a network needs to predict the photos, and the button for that."""
    if facts.is_training:
        return photo_texts.TRAINING, ""
    if not facts.has_data:
        return facts.reading_text or photo_texts.NO_DATA, ""
    return photo_texts.DETECTOR_ALONE if facts.tally.has_detector else photo_texts.NO_NETWORK, "train"


def _lines(*sentences: str) -> str:
    return "\n".join(filter(None, sentences))
