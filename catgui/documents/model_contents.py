"""The settings and photos that are saved with a network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.inputs.sources import BytesSource, PathSource, Source
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.pasted_photos import PastedPhoto
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.settings import TrainingSettings
from engine.data.dataset import is_local_path
from engine.progress import Work
from engine.saved_model.model import Model, SavedPhoto
from engine.training.config import TrainingConfig


class ModelContents(QObject):
    """Saves the user's photos with the network of `document`, and shows those of a model that is opened.

    The settings of its run are shown as well. Both can be undone, except `without_undo`. Photos that are in no file,
    such as pasted ones, are kept with the session alone.

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
        document.list_photos = self._list_photos
        document.opened.connect(self._on_opened)
        for signal in (settings.changed, photos.changed, photos.busy_changed, document.changed):
            signal.connect(self.changed)

    @property
    def restoring(self) -> bool:
        """Whether some of the photos that are shown without undo are not there yet."""
        return self._photos.restoring

    def _on_opened(self, model: Model) -> None:
        self.show(model.config, model.photos)

    def _list_photos(self) -> tuple[SavedPhoto, ...]:
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

    def show(self, config: TrainingConfig, photos: Sequence[SavedPhoto]) -> None:
        """Show settings and photos; those that are there already are not added again.

        Without undo, their answers stay as well: those of a killed program's network are older than the session's.
        """
        actual = {photo.path: photo.actual for photo in photos if photo.actual}
        present = set(self._photos.paths())
        added: list[Source] = [PathSource(photo.path) for photo in photos if photo.path not in present]
        if self._is_undoable:
            self._settings.set_config(config)
            self._photos.restore_actual_classes(actual)
            if added:
                self._photos.add(added)
        else:
            self._settings.restore_config(config)
            self._photos.complete_actual_classes(actual)
            self._photos.restore(dict.fromkeys(added, ""))


def load_model_with_photos(path: Path, work: Work) -> Model:
    """The model in a file, with those of its photos that are still there. Raises as `load_model` does."""
    from engine.saved_model.file import load_model  # slow to import

    model = load_model(path, work=work)
    present = (photo for photo in model.photos if is_local_path(photo.path) and os.path.isfile(photo.path))
    return replace(model, photos=tuple(present))
