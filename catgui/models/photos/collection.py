"""The collection of the user's photos, with their verdicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_csv import photo_csv
from catgui.domain.photo_entry import DETECTOR_CLASSES, PhotoEntry, PhotoKey, PhotoState
from catgui.domain.photo_texts import photos
from catgui.inputs.sources import PathSource, Source
from catgui.models.photos.actual_classes import ActualClasses, PhotoId, photo_id
from catgui.models.photos.added_photos import AddedPhotos
from catgui.models.photos.detections import PhotoDetections
from catgui.models.photos.enlarger import PhotoEnlarger
from catgui.models.photos.importer import PhotoImporter
from catgui.models.photos.rows import PhotoListModel, RowEntry
from catgui.models.photos.undo import AddPhotos, RemovePhotos, SetActualClasses, release_pixels
from catgui.models.photos.verdicts import PhotoVerdicts
from catgui.models.photos.views import PhotoViews
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import PhotoRequest, ReadResult
from engine.images.photo import Framing
from engine.saved_model.saved_run import SavedRun

# The shape for which photos are read before a data set is open.
_DEFAULT_SHAPE = (64, 64)
_CHANGED_INTERVAL_MS = 200

Index = QModelIndex | QPersistentModelIndex


class PhotoCollection(PhotoListModel):
    """Owns the photos, their actual classes, their importer, and the verdicts of the network and of the detector.

    Attributes: `undo_stack`, for adding, removing and answering photos; `enlarger`, for the one that is looked at;
    `detections`, by the cat detector; `views`, which bounds the memory of what the network sees of them.

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
        self._framing = Framing.WHOLE
        self._restoring: dict[Source, str] = {}
        self._picture_shape = _DEFAULT_SHAPE
        self._actual_classes = ActualClasses(self)
        self.enlarger = PhotoEnlarger(self)
        self.detections = PhotoDetections(self, self)
        self._import = PhotoImporter(self)
        self._verdicts = PhotoVerdicts(self, session, self)
        self.views = PhotoViews(self, self)
        AddedPhotos(self, workspace, self)
        self._changed_throttle = Throttle(_CHANGED_INTERVAL_MS, self)
        self._connect()
        self._on_data_changed()

    def _connect(self) -> None:
        for changed in (self._workspace.dataset_changed, self._session.run_started, self._session.evaluated):
            changed.connect(self._on_data_changed)
        self._session.state_changed.connect(self._report_if_settled)
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

    def paths(self) -> list[str]:
        """The paths of the photos in files, in the order of adding."""
        return [entry.source.path for entry in self if isinstance(entry.source, PathSource)]

    def actual_classes(self) -> dict[str, str]:
        """The actual classes of the photos in files that have one, by path."""
        return {path: name for path in self.paths() if (name := self._actual_classes.of(path))}

    def restore_actual_classes(self, names: Mapping[str, str]) -> None:
        """Set the actual classes of files by path, without undo; also of files that are added later."""
        self._actual_classes.update(dict(names.items()))

    def complete_actual_classes(self, names: Mapping[str, str]) -> None:
        """The same, but files that have an actual class keep it."""
        self.restore_actual_classes({path: name for path, name in names.items() if not self._actual_classes.of(path)})

    @property
    def busy(self) -> bool:
        """Whether photos are being found or read."""
        return self._import.busy

    def add(self, sources: Sequence[Source]) -> None:
        """Add the photos at `sources`, read in the background; those of the web are downloaded."""
        self._import.find(sources)

    def restore(self, actual_classes: Mapping[Source, str]) -> None:
        """Add photos without undo, as they were there before, each with its actual class, or ''; each once."""
        added = {source: name for source, name in actual_classes.items() if source not in self._restoring}
        if added:
            self._restoring.update(added)
            self._import.find(list(added))

    @property
    def restoring(self) -> bool:
        """Whether photos of `restore` are still being searched for."""
        # Busy as well, since a file that is gone meanwhile is never found.
        return bool(self._restoring) and self.busy

    def remove(self, keys: Collection[PhotoKey]) -> None:
        """Remove photos from the collection; the files stay."""
        present = [key for key in keys if self.entry(key) is not None]
        if present:
            self._remove(present, f"Remove {photos(len(present))}")

    def clear(self) -> None:
        """Remove all photos; the files stay."""
        if len(self):
            self._remove([entry.key for entry in self], "Clear the photos")

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
            names: dict[PhotoId, str] = {photo_id(entry): class_name for entry in entries}
            text = f"Set the class of {photos(len(entries))}"
            self.undo_stack.push(SetActualClasses(self._actual_classes, names, text))

    def cancel(self) -> None:
        """Stop reading, and remove unread photos, which can be undone."""
        self._import.cancel()

    def shutdown(self) -> None:
        """Stop, wait for the threads, and emit nothing more than that nothing is being read."""
        if self.busy:
            self.busy_changed.emit(False)
        self.blockSignals(True)
        self._changed_throttle.stop()
        for owner in (self._import, self._verdicts, self.views, self.detections, self.enlarger):
            owner.shutdown()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As PhotoListModel; who asks for a photo paints it."""
        if role == PictureRole.PHOTO and index.isValid() and index.row() < len(self):
            self.views.use(self.key_at(index.row()))
        return super().data(index, role)

    def csv(self) -> str:
        """The predictions as CSV, a row per photo."""
        return photo_csv(self, self.detections.active)

    def _remove(self, keys: list[PhotoKey], text: str) -> None:
        self.undo_stack.push(RemovePhotos(self, self._insert_photos, keys, text))
        release_pixels(self.undo_stack)
        self._import.skip(keys)
        self.removed.emit(len(keys))

    def _insert_photos(self, row_entries: Sequence[RowEntry]) -> None:
        """Insert photos; read them for the current shape if necessary, and classify them."""
        fresh = [(row, self._with_actual(self._without_stale_results(entry))) for row, entry in row_entries]
        self.insert(fresh)
        self._read_pending()
        self._verdicts.request()

    def _without_stale_results(self, entry: PhotoEntry) -> PhotoEntry:
        """The entry without verdict, and without a photo read for another shape."""
        fits = entry.picture_shape == self._picture_shape
        return replace(entry, verdict=None, photo=entry.photo if fits else None)

    def _with_actual(self, entry: PhotoEntry) -> PhotoEntry:
        return replace(entry, actual=self._actual_classes.of(photo_id(entry)), classes=self._data_classes)

    def _on_actual_classes_changed(self, changed: set[PhotoId]) -> None:
        self.update_entries([self._with_actual(entry) for entry in self if photo_id(entry) in changed])

    def _read_pending(self) -> None:
        waiting = [PhotoRequest(entry.key, entry.source) for entry in self if entry.state is PhotoState.WAITING]
        self._import.read_photos(waiting, self._picture_shape)

    def _read_again(self, entries: Sequence[PhotoEntry]) -> None:
        self._import.read_photos([PhotoRequest(it.key, it.source) for it in entries], self._picture_shape)

    def _on_found(self, requests: list[PhotoRequest]) -> None:
        entries = [PhotoEntry(r.key, r.source, r.source.name, self._framing, error=r.error) for r in requests]
        row_entries = list(enumerate(entries, start=len(self)))
        if any(request.source in self._restoring for request in requests):
            restored = {photo_id(entry): self._restoring.pop(entry.source, "") for entry in entries}
            self._actual_classes.update({photo: name for photo, name in restored.items() if name})
            self._insert_photos(row_entries)
            return
        self.undo_stack.push(AddPhotos(self, self._insert_photos, row_entries, f"Add {photos(len(entries))}"))

    def _on_read(self, read_result: ReadResult) -> None:
        entry = self.entry(read_result.key)
        if entry is None:
            return
        if read_result.picture_shape != self._picture_shape and not read_result.error:
            # Another data set with another shape was opened meanwhile.
            self._read_pending()
            return
        # A photo that was read again for its views keeps its answer, but not one whose file has gone meanwhile.
        verdict = None if entry.photo is None or read_result.error else entry.verdict
        changed = replace(
            entry, source=read_result.source, photo=read_result.photo, error=read_result.error, verdict=verdict
        )
        self.update_entries([changed])
        self.views.drop_surplus(self._picture_shape, self._awaits_answer)
        self._verdicts.request_soon()

    def _awaits_answer(self, entry: PhotoEntry) -> bool:
        return self._verdicts.classes is not None and entry.verdict is None

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._verdicts.flush()
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

    def _update_picture_shape(self) -> None:
        """Read the photos again if the data, or a network from a file, take pictures of another shape."""
        run, dataset = self._session.run, self._workspace.dataset
        shown = run if isinstance(run, SavedRun) else dataset
        if shown is None or shown.picture_shape == self._picture_shape:
            return
        self._picture_shape = shown.picture_shape
        self._import.skip([entry.key for entry in self])
        self.update_entries([self._without_stale_results(entry) for entry in self if entry.state is PhotoState.READ])
        self._read_pending()
