"""The collection of the user's photos, with their actual classes, verdicts and undo commands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, PhotoState, photo_csv
from catgui.domain.photo_texts import photos
from catgui.domain.picture import ROW_ROLE
from catgui.inputs.sources import PathSource, Source
from catgui.models.photos.added_photos import AddedPhotos
from catgui.models.photos.detections import PhotoDetections
from catgui.models.photos.importer import PhotoImporter
from catgui.models.photos.rows import PhotoListModel, RowEntry
from catgui.models.photos.verdicts import PhotoVerdicts
from catgui.models.photos.views import PhotoViews
from catgui.models.tasks.messages import show_notice
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import PhotoRequest, ReadResult
from engine.images.photo import Framing, Photo
from engine.saved_model.model import SavedRun
from engine.statistics import DETECTOR_CLASSES

# The shape for which photos are read before a data set is open.
_DEFAULT_SHAPE = (64, 64)
_CHANGED_INTERVAL_MS = 200
Index = QModelIndex | QPersistentModelIndex
# The path of a photo in a file, so that its answer outlasts its card; the key of any other.
_PhotoId = str | PhotoKey
# Up to this many photos removed last keep their pixels: about 25 MB.
_MAX_REMOVED_WITH_PIXELS = 100


class PhotoCollection(PhotoListModel):
    """Owns the photos, their actual classes, their importer, and the verdicts of the network and of the detector.

    Attributes: `undo_stack`, for adding, removing and answering photos; `detections`, by the cat
    detector; `views`, which bounds the memory of what the network sees of them.

    Signals, besides those of PhotoListModel: `changed()`, the photos, their predictions or actual classes have changed,
    throttled; `settled()`, there are no more results to come, until something else happens;
    `removed(int)`, the number of photos removed, which can be undone;
    `progressed(int, int)`, done and total, total 0 while folders are searched; `busy_changed(bool)`, whether photos are
    being read; `framing_changed()`; `redirected(object)`, a WebSource to ask about.
    """

    changed = Signal()
    settled = Signal()
    removed = Signal(int)
    progressed = Signal(int, int)
    busy_changed = Signal(bool)
    framing_changed = Signal()
    redirected = Signal(object)

    def __init__(
        self, workspace: Workspace, session: TrainingSession, undo_stack: UndoStack, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.undo_stack = undo_stack
        self._workspace = workspace
        self._session = session
        self._framing = self._network_framing = Framing.WHOLE
        self._picture_shape = _DEFAULT_SHAPE
        self._actual_classes = _ActualClasses(self)
        self.detections = PhotoDetections(self, self)
        self._import = PhotoImporter(self)
        self._first_with: dict[bytes, PhotoKey] = {}  # the card of each picture
        self._new: set[PhotoKey] = set()  # added by the user, and not read yet
        self._left_out = 0  # of them, those that were there already, since the last notice of that
        self._verdicts = PhotoVerdicts(self, session, self)
        self.views = PhotoViews(self, self)
        AddedPhotos(self, workspace, self)
        self._changed_throttle = Throttle(_CHANGED_INTERVAL_MS, self)
        self._connect()
        self._on_data_changed()

    def _connect(self) -> None:
        for changed in (self._workspace.dataset_changed, self._session.changed):
            changed.connect(self._on_data_changed)
        self._session.changed.connect(self._report_if_settled)
        self._actual_classes.changed.connect(self._on_actual_classes_changed)
        self._import.found.connect(self._on_found)
        self._import.read.connect(self._on_read)
        self._import.unread.connect(self.remove)
        self._import.redirected.connect(self.redirected)
        self._import.progressed.connect(self.progressed)
        self._import.busy_changed.connect(self._on_busy_changed)
        self._verdicts.settled.connect(self._report_if_settled)
        self._verdicts.network_changed.connect(self.views.forget_answers)
        self.views.wanted.connect(self._read_again)
        self.detections.settled.connect(self._report_if_settled)
        self.photos_changed.connect(self._changed_throttle.request)
        self.dataChanged.connect(self._changed_throttle.request)
        self._changed_throttle.due.connect(self.changed)

    @property
    def framing(self) -> Framing:
        """The framing of photos that are added from now on."""
        return self._framing

    @property
    def training_framing(self) -> Framing | None:
        """The framing of the pictures that the network learns from; None without one, or if that is not known."""
        run = self._session.run
        return None if run is None or run.origin is None else run.origin.framing

    @property
    def classes(self) -> tuple[str, str] | None:
        """The names of the classes 0 and 1 that are predicted, or will be; None if they are not known."""
        return self._data_classes or (DETECTOR_CLASSES if self.detections.active else None)

    @property
    def _data_classes(self) -> tuple[str, str] | None:
        dataset = self._workspace.dataset
        return self._verdicts.classes or (None if dataset is None else dataset.classes)

    def network_features(self, key: PhotoKey) -> NDArray[Any] | None:
        """The features of a photo that the network takes, (features,), or None if it has not answered it."""
        return self._verdicts.features(key)

    @property
    def busy(self) -> bool:
        """Whether photos are being found or read."""
        return self._import.busy

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
        self._actual_classes.update({photo: name for photo, name in names.items() if name})
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

    def set_framing(self, framing: Framing, keys: Collection[PhotoKey] | None = None) -> None:
        """Set the framing of the photos `keys`; None is for all, including later ones."""
        if keys is None:
            self._framing = framing
        chosen = set(keys) if keys is not None else None
        changing = [
            replace(entry, framing=framing, verdict=None)
            for entry in self
            if entry.framing is not framing and (chosen is None or entry.key in chosen)
        ]
        self.update_entries(changing)
        self.framing_changed.emit()
        self._verdicts.request()

    def set_actual(self, keys: Collection[PhotoKey], class_name: str) -> None:
        """Set the actual class of photos, NEITHER, or '' for none; of all photos in the same files."""
        entries = [entry for entry in map(self.entry, keys) if entry is not None and entry.actual != class_name]
        if entries:
            names: dict[_PhotoId, str] = {_photo_id(entry): class_name for entry in entries}
            text = f"Set the class of {photos(len(entries))}"
            self.undo_stack.push(_SetActualClasses(self._actual_classes, names, text))

    def cancel(self) -> None:
        """Stop reading, and remove unread photos, which can be undone."""
        self._import.cancel()

    def shutdown(self) -> None:
        """Stop, wait for the threads, and emit nothing more than that nothing is being read."""
        if self.busy:
            self.busy_changed.emit(False)
        self.blockSignals(True)
        self._changed_throttle.stop()
        for owner in (self._import, self._verdicts, self.views, self.detections):
            owner.shutdown()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As PhotoListModel; who asks for a photo paints it."""
        if role == ROW_ROLE and index.isValid() and index.row() < len(self):
            self.views.use(self.key_at(index.row()))
        return super().data(index, role)

    def csv(self) -> str:
        """The predictions as CSV, a row per photo."""
        return photo_csv(self, self.detections.active)

    def _remove(self, keys: list[PhotoKey], text: str) -> None:
        self.undo_stack.push(_RemovePhotos(self, keys, text))
        _release_pixels(self.undo_stack)
        self._import.skip(keys)
        self.removed.emit(len(keys))

    def insert_photos(self, row_entries: Sequence[RowEntry]) -> None:
        """Insert photos without undo; read them for the current shape if necessary, and classify them."""
        self.insert([(row, self._with_actual(self._without_stale_results(entry))) for row, entry in row_entries])
        self._import.read_photos(self._waiting, self._picture_shape)
        self._verdicts.request()

    def _without_stale_results(self, entry: PhotoEntry) -> PhotoEntry:
        """The entry without verdict, and without a photo read for another shape."""
        fits = entry.picture_shape == self._picture_shape
        return replace(entry, verdict=None, photo=entry.photo if fits else None)

    def _with_actual(self, entry: PhotoEntry) -> PhotoEntry:
        return replace(entry, actual=self._actual_classes.of(_photo_id(entry)), classes=self._data_classes)

    def _on_actual_classes_changed(self, changed: set[_PhotoId]) -> None:
        self.update_entries([self._with_actual(entry) for entry in self if _photo_id(entry) in changed])

    def _read_again(self, entries: Sequence[PhotoEntry]) -> None:
        self._import.read_photos(entries, self._picture_shape)

    @property
    def _waiting(self) -> list[PhotoEntry]:
        return [entry for entry in self if entry.state is PhotoState.WAITING]

    def _on_found(self, requests: list[PhotoRequest]) -> None:
        found = {request.source: request for request in requests}
        if present := [entry for entry in self if entry.source in found]:
            self._update_present([replace(entry, error=found[entry.source].error) for entry in present])
        known = {entry.source for entry in present}
        new = [request for source, request in found.items() if source not in known]
        entries = [PhotoEntry(r.key, r.source, r.source.name, self._framing, error=r.error) for r in new]
        if entries:
            self._new.update(entry.key for entry in entries)
            row_entries = list(enumerate(entries, start=len(self)))
            self.undo_stack.push(_AddPhotos(self, row_entries, f"Add {photos(len(entries))}"))

    def _update_present(self, entries: Sequence[PhotoEntry]) -> None:
        """Read photos again that were added again: their files may have changed."""
        keys = [entry.key for entry in entries]
        self.detections.forget(keys)
        self._import.skip(keys)
        self.update_entries([replace(entry, photo=None, verdict=None, detected=None) for entry in entries])
        self._import.read_photos(self._waiting, self._picture_shape)
        show_notice(self, f"Here already, read again: {photos(len(entries))}.")

    def _on_read(self, read_result: ReadResult) -> None:
        entry = self.entry(read_result.key)
        if entry is None:
            return
        if read_result.picture_shape != self._picture_shape and not read_result.error:
            # Another data set with another shape was opened meanwhile.
            self._import.read_photos(self._waiting, self._picture_shape)
            return
        if read_result.photo is not None and self._is_here(entry, read_result.photo) and entry.key in self._new:
            self._leave_out(entry.key)
            return
        self._new.discard(entry.key)
        # A photo that was read again for its views keeps its answer, but not one whose file has gone meanwhile.
        verdict = None if entry.photo is None or read_result.error else entry.verdict
        changed = replace(
            entry, source=read_result.source, photo=read_result.photo, error=read_result.error, verdict=verdict
        )
        self.update_entries([changed])
        self.views.drop_surplus(self._picture_shape, self._awaits_answer)
        self._verdicts.request_soon()

    def _is_here(self, entry: PhotoEntry, photo: Photo) -> bool:
        """Whether another card shows the same picture, under another name, and nothing else is said of that."""
        import hashlib  # it loads OpenSSL, which is not needed at start-up

        digest = hashlib.sha256(photo.detail.tobytes()).digest()
        other = self.entry(self._first_with.setdefault(digest, entry.key))
        if other is None or other.photo is None:
            self._first_with[digest] = entry.key
            return False
        return other.key != entry.key and other.photo.size == photo.size and entry.actual in ("", other.actual)

    def _leave_out(self, key: PhotoKey) -> None:
        """Take a card away that has just been added."""
        self.take([key])
        self._left_out += 1
        for command in self.undo_stack.commands:
            if isinstance(command, _AddPhotos):
                command.forget(key)
        self.undo_stack.discard_obsolete()

    def _awaits_answer(self, entry: PhotoEntry) -> bool:
        return self._verdicts.classes is not None and entry.verdict is None

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._verdicts.flush()
            if self._left_out:
                show_notice(self, f"Here already, under another name: {photos(self._left_out)}.")
            self._left_out = 0
        self.detections.set_reading(busy)
        self.busy_changed.emit(busy)
        self._report_if_settled()

    def _report_if_settled(self) -> None:
        if (
            self._session.is_inactive
            and not self._import.busy
            and not self._verdicts.busy
            and not self._awaits_detector
            and not (self._verdicts.classes is not None and self.views.read_unanswered(self._picture_shape))
        ):
            self.settled.emit()

    @property
    def _awaits_detector(self) -> bool:
        """Whether the only predictions are those of the detector, and more of them are to come."""
        return self._verdicts.classes is None and self.detections.busy

    def _on_data_changed(self) -> None:
        classes = self._data_classes
        self.detections.set_classes(classes)
        self.update_entries([replace(entry, classes=classes) for entry in self if entry.classes != classes])
        self._update_picture_shape()
        self._follow_network()

    def _follow_network(self) -> None:
        """Frame the photos as a network is asked that follows one of another framing; the user may choose otherwise."""
        framing = self.training_framing or Framing.WHOLE
        if self._session.run is not None and framing is not self._network_framing:
            self._network_framing = framing
            self.set_framing(framing)

    def _update_picture_shape(self) -> None:
        """Read the photos again if the data, or a network from a file, take pictures of another shape."""
        run, dataset = self._session.run, self._workspace.dataset
        shown = run if isinstance(run, SavedRun) else dataset
        if shown is None or shown.picture_shape == self._picture_shape:
            return
        self._picture_shape = shown.picture_shape
        self._import.skip([entry.key for entry in self])
        self.update_entries([self._without_stale_results(entry) for entry in self if entry.state is PhotoState.READ])
        self._import.read_photos(self._waiting, self._picture_shape)


class _ActualClasses(QObject):
    """The class names that the user has given to photos, NEITHER for those of neither class, '' for none.

    Names, not labels: with data of other classes a label would mean something else.

    Signals: `changed(object)`, the set of _PhotoId with another name.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: dict[_PhotoId, str] = {}

    def of(self, photo: _PhotoId) -> str:
        """The actual class of a photo, NEITHER, or ''."""
        return self._names.get(photo, "")

    def update(self, names: Mapping[_PhotoId, str]) -> None:
        """Set the actual classes of photos."""
        changed = {photo for photo, name in names.items() if name != self.of(photo)}
        self._names.update({photo: names[photo] for photo in changed})
        if changed:
            self.changed.emit(changed)


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

    def forget(self, key: PhotoKey) -> None:
        """Add a photo no more; without any, there is nothing to undo."""
        self._row_entries = [(row, entry) for row, entry in self._row_entries if entry.key != key]
        self.obsolete = not self._row_entries

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

    def __init__(self, actual_classes: _ActualClasses, names: Mapping[_PhotoId, str], text: str) -> None:
        super().__init__(text)
        self._actual_classes, self._names = actual_classes, names
        self._before = {photo: actual_classes.of(photo) for photo in names}

    def redo(self) -> None:
        """Set them."""
        self._actual_classes.update(self._names)

    def undo(self) -> None:
        """Set them to what they were before."""
        self._actual_classes.update(self._before)


def _release_pixels(stack: UndoStack) -> None:
    """Drop the pixels of photos removed long ago, to bound the memory of undo."""
    removed = 0
    for command in reversed(stack.commands[: stack.index]):
        if isinstance(command, _RemovePhotos):
            removed += command.count
            if removed > _MAX_REMOVED_WITH_PIXELS:
                command.release_pixels()
