"""The settings that belong to a network, and the user's photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from catgui.inputs.sources import BytesSource, PathSource, Source
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.pasted_photos import PastedPhoto
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.settings import TrainingSettings
from engine.saved_model.encoding import SavedPhoto
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig


class ModelContents(QObject):
    """Shows the settings of a model that is opened in `document`, and lists and restores the photos of a session.

    The settings can be undone, except `without_undo`.

    Signals: `changed()`, settings, photos, their actual classes or the network may have changed, or all photos are
    restored.
    """

    changed = Signal()

    def __init__(
        self, document: ModelDocument, settings: TrainingSettings, photos: PhotoCollection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._photos = photos
        self._is_undoable = True
        document.opened.connect(self._on_opened)
        for signal in (settings.changed, photos.changed, photos.busy_changed, document.changed):
            signal.connect(self.changed)

    @property
    def restoring(self) -> bool:
        """Whether some of the photos that are shown without undo are not there yet."""
        return self._photos.restoring

    def _on_opened(self, model: Model) -> None:
        show = self._settings.set_config if self._is_undoable else self._settings.restore_config
        show(model.config)

    def list_photos(self) -> tuple[SavedPhoto, ...]:
        """The photos that are in files, with the classes that the user gave them."""
        actual = self._photos.actual_classes()
        return tuple(SavedPhoto(path, actual.get(path, "")) for path in self._photos.paths())

    def list_pasted(self) -> tuple[PastedPhoto, ...]:
        """The photos that are in no file of the user."""
        return tuple(PastedPhoto(it.source, it.actual) for it in self._photos if isinstance(it.source, BytesSource))

    def show_pasted(self, photos: Sequence[PastedPhoto]) -> None:
        """Add photos, without undo, that are not there already."""
        present = {photo.source for photo in self.list_pasted()}
        added: dict[Source, str] = {photo.source: photo.actual for photo in photos if photo.source not in present}
        self._photos.restore(added)

    @contextmanager
    def without_undo(self) -> Iterator[None]:
        """Show what is opened meanwhile as it was there before, so that it cannot be undone."""
        self._is_undoable = False
        try:
            yield
        finally:
            self._is_undoable = True

    def restore(self, config: TrainingConfig, photos: Sequence[SavedPhoto]) -> None:
        """Show settings and photos without undo; those that are there already are not added again."""
        present = set(self._photos.paths())
        added: dict[Source, str] = {PathSource(photo.path): "" for photo in photos if photo.path not in present}
        self._settings.restore_config(config)
        self._photos.complete_actual_classes({photo.path: photo.actual for photo in photos if photo.actual})
        self._photos.restore(added)
