"""The collection of the user's photos: the stages from a source to the answers, actual classes, and undo commands."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import (
    PhotoContext,
    PhotoEntry,
    PhotoKey,
    PhotoState,
    Verdict,
    photo_csv,
)
from catgui.domain.photo_texts import photos, widest_row
from catgui.domain.picture import ROW_ROLE
from catgui.inputs.sources import PathSource, Source
from catgui.models.background_task import Throttle
from catgui.models.messages import show_notice
from catgui.models.photos.answers import PhotoClassifier, PhotoDetections, Question
from catgui.models.photos.importer import PhotoImporter
from catgui.models.photos.rows import PhotoListModel, PhotoViews, RowEntry
from catgui.models.training.session import RunNow, TrainingSession
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import PhotoRequest, ReadResult
from engine.images.photo import Framing
from engine.nn.interface import TrainableNetwork
from engine.statistics import DETECTOR_CLASSES

# The shape for which photos are read before a data set is open.
_DEFAULT_SHAPE = (64, 64)
_CHANGED_INTERVAL_MS = 200
# Photos read within this time are classified together: the products with all training pictures take about as long for
# fifty photos as for one.
_ADVANCE_INTERVAL_MS = 300
Index = QModelIndex | QPersistentModelIndex
# The path of a photo in a file, so that its answer outlasts its card; the key of any other.
_PhotoId = str | PhotoKey
# Up to this many photos removed last keep their pixels: about 25 MB.
_MAX_REMOVED_WITH_PIXELS = 100


class PhotoCollection(PhotoListModel):
    """Owns the photos, their actual classes, and the stages that they pass.

    All photos are framed as the pictures that the network has learned from.

    Attributes: `undo_stack`, for adding, removing and answering photos; `detections`, by the cat detector.

    Signals, besides those of PhotoListModel: `changed()`, the photos, their predictions or actual classes have changed,
    throttled; `settled()`, there are no more results to come, until something else happens;
    `progressed()`, of `progress`; `busy_changed(bool)`, whether photos are being read.
    """

    changed = Signal()
    settled = Signal()
    progressed = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self, workspace: Workspace, session: TrainingSession, undo_stack: UndoStack, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.undo_stack = undo_stack
        self._workspace = workspace
        self._session = session
        self._framing = Framing.WHOLE
        self._picture_shape = _DEFAULT_SHAPE
        self._actual_classes: dict[_PhotoId, str] = {}
        self._context = PhotoContext()
        self._network: TrainableNetwork | None = None  # that was evaluated last
        self._has_new_results = False  # results since `settled`
        self._views = PhotoViews(self)
        self._import = PhotoImporter(self)
        self._classifier = PhotoClassifier(self)
        self.detections = PhotoDetections(self)
        self._changed_throttle = Throttle(_CHANGED_INTERVAL_MS, self)
        self._advance_throttle = Throttle(_ADVANCE_INTERVAL_MS, self)
        self._connect()
        self._on_evaluated()
        self._on_data_changed()

    def _connect(self) -> None:
        self._workspace.dataset_changed.connect(self._on_data_changed)
        self._session.changed.connect(self._on_session_changed)
        self._import.found.connect(self._on_found)
        self._import.read.connect(self._on_read)
        self._import.progressed.connect(self.progressed)
        self._import.busy_changed.connect(self._on_busy_changed)
        self._classifier.answered.connect(self._on_answered)
        self._classifier.ended.connect(self._advance)
        self.detections.answered.connect(self._on_detected)
        self.detections.active_changed.connect(self._complete_all)
        self.detections.ended.connect(self._detect_next)
        self.photos_changed.connect(self._advance)
        self.photos_changed.connect(self._changed_throttle.request)
        self.dataChanged.connect(self._changed_throttle.request)
        self._changed_throttle.due.connect(self.changed)
        self._advance_throttle.due.connect(self._advance)

    @property
    def classes(self) -> tuple[str, str] | None:
        """The names of the classes 0 and 1 that are predicted, or will be; None if they are not known."""
        return self._context.classes or (DETECTOR_CLASSES if self.detections.active else None)

    @property
    def busy(self) -> bool:
        """Whether photos are being found or read."""
        return self._import.busy

    @property
    def progress(self) -> tuple[int, int] | None:
        """The photos read and in all, or found and 0 during a search; None while none are being read."""
        return self._import.progress

    @property
    def removed(self) -> int:
        """How many photos the last command has removed; 0 for any other command."""
        command = self.undo_stack.next_undo
        return command.count if isinstance(command, _RemovePhotos) else 0

    def add(self, sources: Sequence[Source]) -> None:
        """Add the photos at `sources`, read in the background; those of the web are downloaded.

        A photo that is there already is read again.
        """
        self._import.find(sources)

    def restore(self, actual_classes: Mapping[Source, str]) -> None:
        """Add photos without undo, as they were there before, each with its actual class, or ''.

        One whose file is not there stays as well, with the reason why it cannot be read.
        """
        present = {entry.source for entry in self}
        added = [source for source in actual_classes if source not in present]
        entries = [PhotoEntry(PhotoKey(), source, source.name, self._framing) for source in added]
        names = {_photo_id(entry): actual_classes[entry.source] for entry in entries}
        self.set_names({photo: name for photo, name in names.items() if name})
        self.insert_photos(list(enumerate(entries, start=len(self))))

    def remove(self, keys: Collection[PhotoKey]) -> None:
        """Remove photos from the collection; the files stay."""
        present = [key for key in keys if self.entry(key) is not None]
        if present:
            self._remove(present, f"Remove {photos(len(present))}")

    def clear(self) -> None:
        """Remove all photos; the files stay."""
        if len(self):
            self._remove([entry.key for entry in self], "Remove all photos")

    def set_actual(self, keys: Collection[PhotoKey], class_name: str) -> None:
        """Set the actual class of photos, or '' for none; of all photos in the same files."""
        entries = [entry for entry in map(self.entry, keys) if entry is not None and entry.actual != class_name]
        if entries:
            names: dict[_PhotoId, str] = {_photo_id(entry): class_name for entry in entries}
            self.undo_stack.push(_SetActualClasses(self, names, f"Label {photos(len(entries))}"))

    def set_names(self, names: Mapping[_PhotoId, str]) -> dict[_PhotoId, str]:
        """Set the actual classes of photos without undo; returns those before.

        Names, not labels: with data of other classes a label would mean something else.
        """
        before = {photo: self._actual_classes.get(photo, "") for photo in names}
        self._actual_classes.update(names)
        self._complete_all()
        return before

    def cancel(self) -> None:
        """Stop reading, and remove unread photos, which can be undone."""
        self.remove([entry.key for entry in self._waiting])
        self._import.cancel()

    def shutdown(self) -> None:
        """Stop, wait for the threads, and emit nothing more than that nothing is being read."""
        if self.busy:
            self.busy_changed.emit(False)
        self.blockSignals(True)
        self._changed_throttle.stop()
        self._advance_throttle.stop()
        for owner in (self._import, self._classifier, self.detections):
            owner.blockSignals(True)
            owner.shutdown()

    def use(self, key: PhotoKey) -> None:
        """Mark a photo as the last one looked at; read it again if its view was dropped."""
        if self._views.use(key):
            self._advance_throttle.request()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As PhotoListModel; who asks for a photo paints it."""
        if role == ROW_ROLE and index.isValid() and index.row() < len(self):
            self.use(self.key_at(index.row()))
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The lines that a card is to have room for."""
        return widest_row(self.classes or DETECTOR_CLASSES, self.detections.active) if role == ROW_ROLE else None

    def csv(self) -> str:
        """The predictions as CSV, a row per photo."""
        return photo_csv(self, self.detections.active)

    def _remove(self, keys: list[PhotoKey], text: str) -> None:
        self.undo_stack.push(_RemovePhotos(self, keys, text))
        _release_pixels(self.undo_stack)
        self._import.skip(keys)

    def insert_photos(self, row_entries: Sequence[RowEntry]) -> None:
        """Insert photos without undo; results that do not fit any more are found again."""
        self.insert([(row, self._complete(self._without_stale_results(entry))) for row, entry in row_entries])

    def update_entries(self, entries: Iterable[PhotoEntry]) -> None:
        """Replace entries as PhotoListModel, with what follows from their surroundings."""
        super().update_entries(map(self._complete, entries))

    def _complete(self, entry: PhotoEntry) -> PhotoEntry:
        actual = self._actual_classes.get(_photo_id(entry), "")
        return self._context.complete(entry, actual, self.detections.verdict(entry.key))

    def _complete_all(self) -> None:
        """Update all entries for the current data and network."""
        pairs = [(entry, self._complete(entry)) for entry in self]
        super().update_entries([after for before, after in pairs if after is not before])
        self._advance()

    def _without_stale_results(self, entry: PhotoEntry) -> PhotoEntry:
        """The entry without verdict, and without a photo read for another shape."""
        fits = entry.picture_shape == self._picture_shape
        return replace(entry, verdict=None, photo=entry.photo if fits else None)

    def _advance(self) -> None:
        """Pass each stage the photos that wait for it; emit `settled` once none has any left."""
        if self.signalsBlocked():  # since the shutdown, after which no thread may begin
            return
        self._import.read_photos(chain(self._waiting, self._views.pop_wanted()), self._picture_shape)
        if (question := self._question()) is not None:
            self._classifier.ask(question)
        self.detections.ask(self._undetected())
        if self._has_new_results and self._session.now.is_inactive and not self._is_working:
            if self._session.now.network is not None and (
                unanswered := self._views.pop_unanswered(self._picture_shape)
            ):
                self._import.read_photos(unanswered, self._picture_shape)
            else:
                self._has_new_results = False
                self.settled.emit()

    @property
    def _is_working(self) -> bool:
        """Whether results are to come; those of the detector count while there is no network."""
        awaits_detector = self._session.now.network is None and self.detections.busy
        return self._import.busy or self._classifier.busy or awaits_detector

    @property
    def _waiting(self) -> list[PhotoEntry]:
        return [entry for entry in self if entry.state is PhotoState.WAITING]

    def _question(self) -> Question | None:
        """The question to the network shown; None without a network or photos."""
        run, network = self._session.now.run, self._session.now.network
        if run is None or network is None:
            return None
        seen = ((entry.key, entry.view) for entry in self)
        views = {key: view for key, view in seen if view is not None and view.shape[:2] == run.picture_shape}
        return Question(network, run.classes, run.config.features, views) if views else None

    def _undetected(self) -> Iterable[PhotoEntry]:
        """The photos in the order of the detector: those on the screen, and if none are being read, the newest."""
        return self._views.latest if self._import.busy else chain(self._views.latest, reversed(self))

    def _on_found(self, requests: list[PhotoRequest]) -> None:
        found = {request.source: request for request in requests}
        if present := [entry for entry in self if entry.source in found]:
            self._update_present([replace(entry, error=found[entry.source].error) for entry in present])
        known = {entry.source for entry in present}
        new = [request for source, request in found.items() if source not in known]
        entries = [PhotoEntry(r.key, r.source, r.source.name, self._framing, error=r.error) for r in new]
        if entries:
            row_entries = list(enumerate(entries, start=len(self)))
            self.undo_stack.push(_AddPhotos(self, row_entries, f"Add {photos(len(entries))}"))

    def _update_present(self, entries: Sequence[PhotoEntry]) -> None:
        """Read photos again that were added again: their files may have changed."""
        keys = [entry.key for entry in entries]
        self.detections.forget(keys)
        self._import.skip(keys)
        self.update_entries([replace(entry, photo=None, verdict=None) for entry in entries])
        self._advance()
        show_notice(self, f"Here already, read again: {photos(len(entries))}.")

    def _on_read(self, result: ReadResult) -> None:
        entry = self.entry(result.key)
        # Another data set with another shape may have been opened meanwhile; the photo still waits then.
        if entry is None or (result.picture_shape != self._picture_shape and not result.error):
            self._advance_throttle.request()
            return
        # A photo that was read again for its views keeps its answer, but not one whose file has gone meanwhile.
        verdict = None if entry.photo is None or result.error else entry.verdict
        read = replace(entry, source=result.source, photo=result.photo, error=result.error, digests=result.digests)
        self._has_new_results |= entry.photo is None
        self.update_entries([replace(read, verdict=verdict)])
        self.update_entries(self._views.surplus(self._picture_shape, self._awaits_answer))
        self._advance_throttle.request()

    def _awaits_answer(self, entry: PhotoEntry) -> bool:
        return self._session.now.network is not None and entry.verdict is None

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._advance_throttle.stop()  # the next photo is answered at once
            self._advance()
        self.busy_changed.emit(busy)

    def _on_answered(self, answered: tuple[Question, Mapping[PhotoKey, float]]) -> None:
        """Store the verdicts on photos that are still present with the same view."""
        (question, probabilities), changed = answered, []
        for key, probability in probabilities.items():
            entry = self.entry(key)
            if entry is not None and entry.view is question.views[key]:
                # A diverged network has no verdict.
                verdict = Verdict(probability, question.classes) if math.isfinite(probability) else None
                changed.append(replace(entry, verdict=verdict))
        self._has_new_results = True
        self.update_entries(changed)

    def _on_detected(self, key: PhotoKey) -> None:
        self.update_entries(entry for entry in [self.entry(key)] if entry is not None)

    def _detect_next(self) -> None:
        self.detections.ask(self._undetected())
        self._has_new_results |= not self.detections.busy
        self._advance()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before):
            self._classifier.cancel()
        if now.has_other_network(before):
            self._on_evaluated()
        if now.is_other_run(before) or now.state is not before.state:
            self._on_data_changed()

    def _on_evaluated(self) -> None:
        """Ask the network shown, if any; the answers of the one before stay until it has answered."""
        network = self._session.now.network
        if network is not self._network:
            self._network = network
            self._views.forget_answers()
            # Those that it cannot be asked about now would have the answers of another one.
            stale = [entry for entry in self if entry.verdict is not None and (network is None or entry.view is None)]
            super().update_entries([replace(entry, verdict=None) for entry in stale])
        if network is None:
            self._classifier.cancel()
        self._renew_context()

    def _on_data_changed(self) -> None:
        self._renew_context()
        self._update_picture_shape()
        self._follow_network()

    def _renew_context(self) -> None:
        run, dataset, finder = self._session.now.run, self._workspace.dataset, self._workspace.finder
        classes = None if dataset is None else dataset.classes
        data = None if dataset is None or finder is None else finder.known_pictures(dataset.edits)
        if run is not None and self._session.now.network is not None:
            classes = run.classes
        context = PhotoContext(classes, self._session.now.threshold, data)
        if context != self._context:
            # Not where photos are added to the data: their cards stay where the user adds one after the other.
            before, self._context = self._context, context
            self._has_new_results |= (before.classes, before.threshold) != (context.classes, context.threshold)
            self.detections.set_classes(classes)
            self._complete_all()
            self.changed.emit()
        else:
            self._advance()

    def _follow_network(self) -> None:
        """Frame the photos as the pictures that the network learns from."""
        run = self._session.now.run
        framing = None if run is None or run.origin is None else run.origin.framing
        if run is not None and (framing or Framing.WHOLE) is not self._framing:
            self._framing = framing = framing or Framing.WHOLE
            self.update_entries([replace(entry, framing=framing, verdict=None) for entry in self])
            self._changed_throttle.request()
            self._advance()

    def _update_picture_shape(self) -> None:
        """Read the photos again if the data, or a network from a file, take pictures of another shape."""
        dataset = self._workspace.dataset
        shown = self._session.now.saved or dataset
        if shown is None or shown.picture_shape == self._picture_shape:
            return
        self._picture_shape = shown.picture_shape
        self._import.skip([entry.key for entry in self])
        self.update_entries([self._without_stale_results(entry) for entry in self if entry.state is PhotoState.READ])
        self._advance()


def _photo_id(entry: PhotoEntry) -> _PhotoId:
    """What the actual class of a photo is stored by."""
    return entry.source.path if isinstance(entry.source, PathSource) else entry.key


class _AddPhotos(UndoCommand):
    """Adds photos to `collection`."""

    def __init__(self, collection: PhotoCollection, row_entries: Sequence[RowEntry], text: str) -> None:
        super().__init__(text)
        self._collection, self._row_entries = collection, list(row_entries)

    def redo(self) -> None:
        """Insert the photos."""
        self._collection.insert_photos(self._row_entries)

    def undo(self) -> None:
        """Remove the photos."""
        self._row_entries = self._collection.take([entry.key for _, entry in self._row_entries])


class _RemovePhotos(UndoCommand):
    """Removes photos from `collection`; undo inserts them at their rows."""

    def __init__(self, collection: PhotoCollection, keys: Sequence[PhotoKey], text: str) -> None:
        super().__init__(text)
        self._collection, self._keys = collection, list(keys)
        self._row_entries: list[RowEntry] = []

    def redo(self) -> None:
        """Remove the photos."""
        self._row_entries = self._collection.take(self._keys)

    def undo(self) -> None:
        """Insert the photos again."""
        self._collection.insert_photos(self._row_entries)

    @property
    def count(self) -> int:
        """The number of removed photos."""
        return len(self._row_entries)

    def release_pixels(self) -> None:
        """Drop the pixels of the photos; undo reads them again."""
        self._row_entries = [(row, replace(entry, photo=None, verdict=None)) for row, entry in self._row_entries]


class _SetActualClasses(UndoCommand):
    """Sets the actual classes of photos."""

    def __init__(self, collection: PhotoCollection, names: Mapping[_PhotoId, str], text: str) -> None:
        super().__init__(text)
        self._collection, self._names = collection, names

    def redo(self) -> None:
        """Set the classes, and keep the former ones for undo."""
        self._names = self._collection.set_names(self._names)

    undo = redo


def _release_pixels(stack: UndoStack) -> None:
    """Drop the pixels of photos removed long ago, to bound the memory of undo."""
    removed = 0
    for command in reversed(stack.commands[: stack.index]):
        if isinstance(command, _RemovePhotos):
            removed += command.count
            if removed > _MAX_REMOVED_WITH_PIXELS:
                command.release_pixels()
