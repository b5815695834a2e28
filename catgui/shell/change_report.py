"""Reports what an edit of the data has changed: a message, and a dialog behind it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.domain.edits.change_texts import (
    AT_USUAL_THRESHOLD,
    after_iterations_text,
    chance_tip,
    change_text,
    flip_text,
    same_network_text,
    spread_text,
)
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import is_default_threshold
from catgui.models.edits.data_change import Change, DataChange
from catgui.models.tasks.messages import show_report
from catgui.style.tooltips import escape_title
from engine.data.edits import TEST

if TYPE_CHECKING:
    from catgui.widgets.data.change_dialog import ChangeDialog, Flips


class ChangeReport(QObject):
    """Says what `data_change` has found."""

    def __init__(self, data_change: DataChange, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._data_change = data_change
        data_change.compared.connect(self._on_compared)

    @cached_property
    def dialog(self) -> ChangeDialog:
        """The dialog, imported and made when it is first shown."""
        from catgui.widgets.data.change_dialog import ChangeDialog

        dialog, data_change = ChangeDialog(self._window), self._data_change
        dialog.study_requested.connect(data_change.start_study)
        dialog.cancel_requested.connect(data_change.cancel_study)
        data_change.progressed.connect(dialog.show_progress)
        data_change.studied.connect(self._show_study)
        return dialog

    def open(self) -> None:
        """Show the dialog."""
        self._show_change()
        self.dialog.show()
        self.dialog.activateWindow()

    def _on_compared(self) -> None:
        change = self._data_change.change
        if change is not None:
            actions = () if change.is_of_test_part else (("What changed…", self.open),)
            show_report(self, _summary(change), *actions)
            if "dialog" in self.__dict__:
                self._show_change()

    def _show_change(self) -> None:
        change = self._data_change.change
        if change is not None:
            found = change.predictions
            self.dialog.setWindowTitle(escape_title(change.steps.dialog_title))
            tip = "" if change.is_of_test_part else chance_tip(found)
            self.dialog.show_summary(_summary(change), tip, has_details=not change.is_of_test_part)
            self.dialog.show_change(_flips(change, found.improved), _flips(change, found.worsened))
            self.dialog.show_photos(bool(change.photos), _photo_flips(change))
        self._show_study()

    def _show_study(self) -> None:
        found = self._data_change
        if found.change is None:
            self.dialog.show_outdated()
        text = ""
        if found.study is not None and found.change is not None:
            text = spread_text(found.study, *found.change.steps.before_after)
        self.dialog.show_study(found.change is not None, found.busy, text)


def _summary(change: Change) -> str:
    if change.is_of_test_part:
        text = same_network_text(*change.evaluations, change.steps)
    else:
        text = change_text(change.predictions, change.steps, change.asks_others)
    if change.iterations is not None:
        text = f"{text} {after_iterations_text(change.iterations)}"
    return text if is_default_threshold(change.shown_threshold) else f"{text} {AT_USUAL_THRESHOLD}"


def _flips(change: Change, indices: NDArray[np.intp]) -> Flips:
    pictures, classes = change.after.test.pictures, change.after.classes
    return [
        (pictures[index], flip_text(Picture(TEST, int(index)).name, change.predictions, int(index), classes))
        for index in indices
    ]


def _photo_flips(change: Change) -> Flips:
    found, photos = change.photo_predictions, change.photos
    return [
        (view, flip_text(photos[index].name, found, int(index), change.after.classes))
        for index in found.flipped
        if (view := photos[index].view) is not None
    ]
