"""What the line under the photos says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain import photo_texts
from catgui.domain.photo_accuracy_texts import (
    NOTHING_EXPECTED,
    Expectation,
    accuracy_text,
    detector_summary,
    expected_accuracy,
    intervals_text,
    network_record_sentence,
    record_texts,
)
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from engine.analysis.evaluation import Evaluation

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord

# Shorter work shows no progress.
_PROGRESS_DELAY_MS = 500
_PROGRESS_INTERVAL_MS = 100


@dataclass(frozen=True, slots=True)
class Note:
    """A text, or the first of the `shorter` ones that fits where there is too little room.

    Attributes: `offer`, the button beside it: "undo", "remove_unreadable", "match_framing", "train", or '' for none;
    `tip`, more for its tooltip.
    """

    text: str
    offer: str = ""
    shorter: tuple[str, ...] = ()
    tip: str = ""


class PhotoNotes(QObject):
    """The tally of the photos, the note on them, and how often those who answer were right on other pictures.

    Attributes: `tally`.

    Signals: `tallied()`, another tally; `changed()`, another note, or other progress.
    """

    tallied = Signal()
    changed = Signal()

    def __init__(
        self,
        photos: PhotoCollection,
        shown: ShownPhotos,
        session: TrainingSession,
        workspace: Workspace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos, self._shown, self._session, self._workspace = photos, shown, session, workspace
        self._progress: tuple[int, int] | None = None
        self._removed = 0
        self._delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._progress_throttle = Throttle(_PROGRESS_INTERVAL_MS, self)
        self.tally = self._tally_photos()
        self._delay.timeout.connect(self.changed)
        self._progress_throttle.due.connect(self.changed)
        photos.changed.connect(self._count)
        photos.detections.active_changed.connect(self._count)
        photos.removed.connect(self._on_removed)
        photos.undo_stack.changed.connect(self._on_undo_index_changed)
        photos.progressed.connect(self._on_progressed)
        photos.busy_changed.connect(self._on_busy_changed)
        shown.choice_changed.connect(self.changed)
        session.changed.connect(self.changed)
        workspace.dataset_changed.connect(self._count)
        workspace.reading_changed.connect(self.changed)

    @property
    def progress(self) -> tuple[int, int] | None:
        """The photos read and all that are being read, total 0 during a search; None if that takes no time."""
        return None if self._delay.isActive() else self._progress

    @property
    def note(self) -> Note:
        """What is to be said on the photos."""
        if self._removed:
            return Note(f"Removed {photo_texts.photos(self._removed)}.", "undo")
        unreadable = self.tally.counts[PhotoFilter.UNREADABLE]
        if self._shown.filter is PhotoFilter.UNREADABLE and unreadable:
            return Note(photo_texts.unreadable_text(unreadable), "remove_unreadable")
        framing = self._photos.training_framing
        if framing is not None and any(entry.framing is not framing for entry in self._photos if not entry.error):
            return Note(photo_texts.OTHER_FRAMING, "match_framing")
        accuracy, shorter = accuracy_text(self.tally), accuracy_text(self.tally, short=True)
        if not accuracy:
            return self._expectation()
        intervals = intervals_text(self.tally)
        if not intervals:  # too few for rates: those that were measured on other pictures stay
            text, *few = self._records
            both = f"{accuracy}. {text}" if text else f"{accuracy}."
            return Note(both, shorter=(*(f"{shorter}. {of}" for of in few), shorter))
        return Note(accuracy, shorter=(shorter,), tip=intervals)

    @property
    def detector_record(self) -> str:
        """How often the detector was right on photos it had never seen; '' if that is not known."""
        return "" if self._detector_record is None else self._detector_record.sentence()

    @property
    def detector_summary(self) -> str:
        """The same in one line."""
        return "" if self._detector_record is None else detector_summary(self._detector_record)

    @property
    def _detector_record(self) -> DetectorRecord | None:
        detections = self._photos.detections
        return detections.record if detections.active else None

    @property
    def network_record(self) -> str:
        """How often the network was right on the test part; '' without one."""
        test = self._test
        if test is None or not test.count:
            return ""
        return network_record_sentence(test, self._expected.knows_drawings)

    @property
    def _test(self) -> Evaluation | None:
        run, snapshot = self._session.run, self._session.snapshot
        return None if snapshot is None or run is None or run.is_on_other_data else snapshot.test

    @property
    def _expected(self) -> Expectation:
        """The accuracy to expect of the network; of none nothing."""
        run = self._session.run
        if self._session.network is None or run is None:
            return NOTHING_EXPECTED
        return expected_accuracy(self._workspace.dataset, run.trained_on, run.config.features)

    @property
    def _records(self) -> tuple[str, ...]:
        """How often network and detector were right on other pictures, in many words and in ever fewer."""
        record = self._detector_record if self.tally.total else None
        return record_texts(record, self._test, self._expected)

    def _expectation(self) -> Note:
        """The expected accuracy, or why there are no predictions."""
        text, *shorter = self._records
        if self._expected.text:
            if self.tally.classes is None or not self.tally.total:
                return Note(self._expected.text)
            return Note(f"{text} {photo_texts.answer_hint(self.tally.classes)}", shorter=(text, *shorter))
        if self._photos.detections.active:
            return self._detector_alone(text or photo_texts.DETECTOR_READY)
        return self._no_network(self._workspace.dataset is not None)

    def _detector_alone(self, record: str) -> Note:
        if self._session.state is RunState.RUNNING:
            return Note(f"{record} {photo_texts.TRAINING}", shorter=(record,))
        if self._workspace.dataset is None:
            hint = self._workspace.reading_text or photo_texts.NO_DATA
            return Note(f"{record} {hint}", shorter=(record,))
        return Note(f"{record} {photo_texts.DETECTOR_ALONE}", "train", shorter=(record,))

    def _no_network(self, has_data: bool) -> Note:
        if not has_data:
            return Note(self._workspace.reading_text or photo_texts.NO_DATA)
        if self._session.state is RunState.RUNNING:
            return Note(photo_texts.TRAINING)
        return Note(photo_texts.NO_NETWORK, "train")

    def _count(self) -> None:
        self.tally = self._tally_photos()
        self.tallied.emit()
        self.changed.emit()

    def _tally_photos(self) -> PhotoTally:
        return PhotoTally.of(self._photos, self._photos.classes, self._photos.detections.active)

    def _on_removed(self, count: int) -> None:
        self._removed = count
        self.changed.emit()

    def _on_undo_index_changed(self) -> None:
        # Something else was done or undone since.
        if self._removed:
            self._removed = 0
            self.changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        self._progress = (done, total)
        if not self._delay.isActive():
            self._progress_throttle.request()

    def _on_busy_changed(self, busy: bool) -> None:
        self._progress = None
        self._progress_throttle.stop()
        if busy:
            self._delay.start()
        else:
            self._delay.stop()
        self.changed.emit()
