"""The settings of a network that is opened, and the photos of a session."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.session_table import SessionPhoto
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.settings import TrainingSettings
from engine.saved_model.model import Model


class ModelContents(QObject):
    """Shows the settings of a model that is opened in `document`, which can be undone; lists and restores photos.

    Signals: `changed()`, photos or their actual classes may have changed.
    """

    changed = Signal()

    def __init__(
        self,
        document: ModelDocument,
        settings: TrainingSettings,
        photos: PhotoCollection,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._photos = photos
        document.opened.connect(self._show)
        for signal in (photos.changed, photos.busy_changed):
            signal.connect(self.changed)

    def photos(self) -> tuple[SessionPhoto, ...]:
        """The photos that can be read again, from files or from memory."""
        return tuple(
            SessionPhoto(entry.source, entry.actual)
            for entry in self._photos
            if isinstance(entry.source, PathSource | BytesSource)
        )

    def restore_photos(self, photos: Sequence[SessionPhoto]) -> None:
        """Add the photos that are missing in the collection, without undo, also photos whose file is gone."""
        self._photos.restore({photo.source: photo.actual for photo in photos})

    def _show(self, model: Model) -> None:
        self._settings.set_config(model.config)
