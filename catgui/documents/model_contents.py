"""The settings and photos that belong to a network: saved with it, and kept with the session."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.session_table import SessionPhoto
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.settings import TrainingSettings
from engine.data.dataset import is_local_path
from engine.progress import Work
from engine.saved_model.model import Model, SavedPhoto


class ModelContents(QObject):
    """Saves the user's photos with the network of `document`, and shows those of a model that is opened.

    The settings of its run are shown as well; both can be undone.

    Signals: `changed()`, photos or their actual classes may have changed.
    """

    changed = Signal()

    def __init__(
        self, document: ModelDocument, settings: TrainingSettings, photos: PhotoCollection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._photos = photos
        document.list_photos = self._list_photos
        document.opened.connect(self._show)
        for signal in (photos.changed, photos.busy_changed):
            signal.connect(self.changed)

    @property
    def busy(self) -> bool:
        """Whether photos are being read."""
        return self._photos.busy

    def photos(self) -> tuple[SessionPhoto, ...]:
        """The photos that can be read again, from their files or as they are in memory."""
        return tuple(
            SessionPhoto(entry.source, entry.actual)
            for entry in self._photos
            if isinstance(entry.source, PathSource | BytesSource)
        )

    def restore_photos(self, photos: Sequence[SessionPhoto]) -> None:
        """Add photos that are not there, without undo, also those whose files are not."""
        self._photos.restore({photo.source: photo.actual for photo in photos})

    def _list_photos(self) -> tuple[SavedPhoto, ...]:
        actual = self._photos.actual_classes()
        return tuple(SavedPhoto(path, actual.get(path, "")) for path in self._photos.paths())

    def _show(self, model: Model) -> None:
        """Show the settings and photos of a model that was opened; photos that are there are not added again."""
        present = set(self._photos.paths())
        added = [PathSource(photo.path) for photo in model.photos if photo.path not in present]
        self._settings.set_config(model.config)
        self._photos.restore_actual_classes({photo.path: photo.actual for photo in model.photos if photo.actual})
        if added:
            self._photos.add(added)


def load_model_with_photos(path: Path, work: Work) -> Model:
    """The model in a file, with those of its photos that are still there. Raises as `load_model` does."""
    from engine.saved_model.file import load_model  # slow to import

    model = load_model(path, work=work)
    present = (photo for photo in model.photos if is_local_path(photo.path) and os.path.isfile(photo.path))
    return replace(model, photos=tuple(present))
