"""What the button "do it for me" of a lesson does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QWidget

from catgui.domain.features.change import FEATURES_FIELD
from catgui.guidance.conditions import LessonModels
from catgui.guidance.practice_pictures import PracticePictures
from catgui.help.lesson import Assist, Assistance
from catgui.models.pictures.picture_list import PictureRole
from catgui.widgets.pictures.picture_grid import PictureGrid


class LessonAssistant(QObject):
    """Does what a step asks for.

    `train` starts or resumes training, as the Train button does; `call` calls the action of
    the menus with an id, or says a text if it is disabled.

    Attributes: `practice`, which makes the folder of practice pictures.
    """

    def __init__(
        self, models: LessonModels, train: Callable[[], object], call: Callable[[str, str], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._train, self._call = train, call
        self.practice = PracticePictures(models.workspace, self)

    def help_with(self, assist: Assist, target: QWidget | None) -> None:
        """Do what `assist` says, at `target`, the widget that the step points at."""
        if assist.kind is Assistance.TRAIN:
            self._train()
        elif assist.kind is Assistance.TRAIN_WITH:
            self._train_with(assist.field, assist.value)
        elif assist.kind is Assistance.SEEK_LOWEST:
            self._seek_lowest()
        elif assist.kind is Assistance.COMMAND:
            self._call(assist.field, str(assist.value))
        elif assist.kind is Assistance.PRACTICE:
            self.practice.open()
        elif isinstance(target, QAbstractButton):
            target.click()
        elif isinstance(target, PictureGrid) and target.model().rowCount():
            self._help_in(target, assist.kind)

    def _help_in(self, grid: PictureGrid, kind: Assistance) -> None:
        rows = [grid.model().index(row, 0) for row in range(grid.model().rowCount())]
        if kind is Assistance.OPEN:
            grid.setCurrentIndex(rows[0])
            grid.opened.emit(rows[0])
            return
        # A picture predicted as class 0 may activate no unit: then the biases alone decide, and no picture explains it.
        wrong_ones = (index for index in rows if index.data(PictureRole.LABEL) == 0)
        grid.setCurrentIndex(next(wrong_ones, rows[0]))

    def _train_with(self, field: str, value: float | str) -> None:
        settings = self._models.settings
        if field == FEATURES_FIELD:
            settings.choose_features(str(value), self._models.workspace.dataset)
        else:
            settings.set_value(field, value)
            settings.finish_edit()
        self._train()

    def _seek_lowest(self) -> None:
        iterations, costs = self._models.session.costs.test
        if len(costs):
            self._models.playback.seek(int(iterations[np.argmin(costs)]))
