"""Makes the pages of effects in the background."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.effects import effect_texts
from catgui.domain.effects.effect_page import EffectPage
from catgui.domain.effects.omission_page import Omission
from catgui.domain.effects.target_page import Target
from catgui.domain.picture import Picture
from catgui.models.effects import effect_tasks
from catgui.models.effects.effect_tasks import AllEffects, Trained
from catgui.models.pictures.picture_list import PictureListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession
from catgui.workers.task_worker import Task
from engine.experiments.leave_one_out import RepeatedEffects

_MOST_COLUMNS = 3


class EffectPages(QObject):
    """Makes the page of the selected picture; nothing is done for the one that is shown.

    Attributes: `lists`, the rows of each column of the page.

    Signals: `made(object)`, an EffectPage; `failed(str)`, a text for the user.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lists = tuple(PictureListModel(self) for _ in range(_MOST_COLUMNS))
        self._session, self._picked = session, picked
        self._shown: tuple[object, ...] | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_made)
        self._task.failed.connect(self.failed)

    def show_target(self, trained: Trained, found: AllEffects, pixels: NDArray[np.uint8]) -> None:
        """Show the effects of all training pictures on the selected picture (height, width, 3)."""
        newest, threshold = self._session.newest, self._session.threshold
        example = self._picked.example_for(trained.dataset.picture_shape, trained.config.features)
        assert example is not None, "with another shape there is an obstacle"
        network = None if newest is None else newest.network
        target = Target(pixels, self._picked.title, threshold)
        effects = found.effects, found.column_of(pixels)
        task = partial(effect_tasks.make_target_page, trained.dataset, target, effects, network, example)
        self._make((found, pixels, threshold), task)

    def show_omission(self, trained: Trained, picture: Picture, effects: RepeatedEffects) -> None:
        """Show what changes without a training picture."""
        threshold = self._session.threshold
        omission = Omission(trained.dataset, picture, trained.photos, threshold)
        self._make((effects, picture, threshold), partial(effect_tasks.make_omission_page, omission, effects))

    def hide(self) -> None:
        """Show no page, not even the one that is being made."""
        self._shown = None
        self._task.cancel()

    def shutdown(self) -> None:
        """Cancel the work and wait for its thread."""
        self._task.shutdown()

    def _make(self, shown: tuple[object, ...], task: Task) -> None:
        shown = (*shown, self._is_rewound)
        if self._shown is None or any(one is not other for one, other in zip(shown, self._shown, strict=True)):
            self._shown = shown
            self._task.start(task)

    @property
    def _is_rewound(self) -> bool:
        """Whether the window shows an earlier iteration, which effects are not of."""
        snapshot, run = self._session.snapshot, self._session.run
        return snapshot is not None and run is not None and snapshot.iterations != run.iterations_done

    def _on_made(self, page: EffectPage) -> None:
        rows = [column.rows for column in page.columns]
        for shown, of_column in zip(self.lists, [*rows, *((),) * (_MOST_COLUMNS - len(rows))], strict=True):
            shown.show_rows(of_column)
        self.made.emit(replace(page, remark=effect_texts.AT_THE_END if self._is_rewound else ""))
