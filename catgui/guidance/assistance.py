"""What the button of a lesson does: it opens the data and sets the settings that the lesson begins with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from catgui.help.lessons import Lesson
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.style.qimage import to_qimage
from engine.data.sources import BUILTIN, open_dataset
from engine.errors import EngineError
from engine.storage.user_dirs import data_folder

PRACTICE_FOLDER = "practice pictures"
_PER_CLASS = 60


class LessonAssistant(QObject):
    """Sets the stage for a lesson. It never trains."""

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._settings = workspace, settings
        self._practice = BackgroundTask(self, shows_errors=True)
        self._practice.succeeded.connect(self._on_practice_made)

    def set_stage(self, lesson: Lesson) -> None:
        """Open the data of `lesson`, and take its settings, which can be undone."""
        self._settings.set_config(lesson.settings)
        if lesson.is_of_folder:
            self._practice.start(without_work(_make_practice))
        else:
            self._workspace.open(BUILTIN)

    def _on_practice_made(self, folder: Path) -> None:
        self._workspace.open([str(folder)])


def _make_practice() -> Path:
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
                    raise OSError(path)
    except OSError as error:
        raise EngineError(f"The practice pictures could not be made: {error}.") from error
    return folder
