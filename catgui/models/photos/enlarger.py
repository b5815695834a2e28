"""A photo read again with more pixels, in the background."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import Source
from catgui.models.tasks.background_task import BackgroundTask
from catgui.workers.photo_reader import read_enlarged
from engine.images.photo import PREVIEW_SIDE
from engine.progress import ProgressCallback


class PhotoEnlarger(QObject):
    """Reads the photo that is looked at again, with more pixels; a newer request replaces it.

    A failure needs no message: the preview of the card is shown instead.

    Signals: `enlarged(object, object)`, a PhotoKey, and its picture (height, width, 3).
    """

    enlarged = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)

    def enlarge(self, entry: PhotoEntry) -> None:
        """Read a photo, unless its preview has all its pixels; drop an earlier request."""
        if entry.photo is None or max(entry.photo.size) <= PREVIEW_SIDE:
            self._task.cancel()
        else:
            self._task.start(partial(_read, entry.key, entry.source, entry.photo.size))

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._task.shutdown()

    def _on_succeeded(self, result: tuple[PhotoKey, NDArray[np.uint8]]) -> None:
        self.enlarged.emit(*result)


def _read(
    key: PhotoKey, source: Source, size: tuple[int, int], _progress: ProgressCallback, cancelled: threading.Event
) -> tuple[PhotoKey, NDArray[np.uint8]]:
    return key, read_enlarged(source, size, cancelled)
