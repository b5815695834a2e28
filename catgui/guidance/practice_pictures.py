"""A folder of practice pictures, made of the built-in drawings."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.workspace import Workspace
from catgui.style.qimage import to_qimage
from engine.data.sources import BUILTIN, open_dataset
from engine.errors import EngineError
from engine.progress import ProgressCallback
from engine.storage.user_dirs import data_folder

PRACTICE_FOLDER = "practice pictures"
_PER_CLASS = 60


class PracticePictures(QObject):
    """Makes the folder in the background, once, and opens it."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self._on_made)

    def open(self) -> None:
        """Open the folder as a data set."""
        self._task.start(_make_folder)

    def shutdown(self) -> None:
        """Wait for the thread."""
        self._task.shutdown()

    def _on_made(self, folder: Path) -> None:
        self._workspace.open([folder])


def _make_folder(_progress: ProgressCallback, _cancelled: threading.Event) -> Path:
    """The folder, with a folder of pictures for each class. Raises EngineError."""
    folder = data_folder() / PRACTICE_FOLDER
    dataset = open_dataset(BUILTIN)
    labels = dataset.train.labels.ravel()
    try:
        for label, name in enumerate(dataset.classes):
            (folder / name).mkdir(parents=True, exist_ok=True)
            for number in np.flatnonzero(labels == label)[:_PER_CLASS].tolist():
                path = folder / name / f"drawing {number + 1}.png"
                if not path.exists() and not to_qimage(dataset.train.pictures[number]).save(str(path)):
                    raise OSError(f"{path} cannot be written")
    except OSError as error:
        raise EngineError(f"The practice pictures could not be made: {error}.") from error
    return folder
