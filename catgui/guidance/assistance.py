"""What the button "do it for me" of a lesson does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QWidget

from catgui.domain.features import FEATURES_FIELD
from catgui.domain.picture import ROW_ROLE
from catgui.guidance.lesson_models import LessonModels
from catgui.help.lesson import Assist, Assistance
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.style.qimage import to_qimage
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.analysis.trend import typical_iteration
from engine.data.sources import BUILTIN, open_dataset
from engine.errors import EngineError
from engine.storage.user_dirs import data_folder
from engine.training.config import TrainingConfig
from engine.validation import MAX_SEED

PRACTICE_FOLDER = "practice pictures"
_PER_CLASS = 60
_NEW_RUNS = (Assistance.TRAIN_WITH, Assistance.TRAIN_AS_NOTEBOOK, Assistance.TRAIN_OTHER_SEED)


class LessonAssistant(QObject):
    """Does what a step asks for.

    `call` calls the action of the menus with an id, or says why it is disabled.
    """

    def __init__(self, models: LessonModels, call: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._models = models
        self._call = call
        self._practice = BackgroundTask(self, shows_errors=True)
        self._practice.succeeded.connect(self._on_practice_made)

    def shutdown(self) -> None:
        """Wait for the thread that makes practice pictures."""
        self._practice.shutdown()

    def help_with(self, assist: Assist, target: QWidget | None) -> None:
        """Do what `assist` says, at `target`, the widget that the step points at."""
        if assist.kind is Assistance.TRAIN:
            self._models.controls.train(by_hand=False)
        elif assist.kind in _NEW_RUNS:
            self._train_with(assist)
        elif assist.kind is Assistance.SEEK_LOWEST:
            self._seek_lowest()
        elif assist.kind is Assistance.COMMAND:
            self._call(assist.action)
        elif assist.kind is Assistance.PRACTICE:
            self._practice.start(without_work(_make_practice))
        elif isinstance(target, QAbstractButton):
            target.click()
        elif isinstance(target, PictureGrid) and target.model().rowCount():
            self._help_in(target, assist.kind)

    def _help_in(self, grid: PictureGrid, kind: Assistance) -> None:
        rows = [grid.model().index(row, 0) for row in range(grid.model().rowCount())]
        if kind is Assistance.OPEN:
            grid.setCurrentIndex(rows[0])
            grid.activated.emit(rows[0])
            return
        # A picture predicted as class 0 may activate no unit: then the biases alone decide, and no picture explains it.
        wrong_ones = (index for index in rows if index.data(ROW_ROLE).label == 0)
        grid.pick(next(wrong_ones, rows[0]))

    def _train_with(self, assist: Assist) -> None:
        """Change the settings, which can be undone, and train a new run with them; that before is kept in Runs."""
        settings, run, changed = self._models.settings, self._models.session.now.run, dict(assist.settings)
        if assist.kind is Assistance.TRAIN_AS_NOTEBOOK:
            settings.set_config(replace(TrainingConfig(), **changed))
            changed.clear()
        elif assist.kind is Assistance.TRAIN_OTHER_SEED:
            seed = (settings.config if run is None else run.config).seed
            changed["seed"] = seed + 1 if seed < MAX_SEED else 0
        elif FEATURES_FIELD in changed:
            settings.choose_features(changed.pop(FEATURES_FIELD), self._models.workspace.dataset)
        for field, value in changed.items():
            settings.set_value(field, value)
        settings.finish_edit()
        self._models.controls.train_new()

    def _seek_lowest(self) -> None:
        iterations, costs = self._models.session.now.costs.test
        if len(costs):
            self._models.playback.seek(int(iterations[typical_iteration(costs)]))

    def _on_practice_made(self, folder: Path) -> None:
        self._models.workspace.open([str(folder)])


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
