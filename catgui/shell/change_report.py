"""Reports what an edit of the data has changed: a message, and a dialog behind it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.domain.edits.change_texts import (
    AT_USUAL_THRESHOLD,
    after_iterations_text,
    change_text,
    same_network_text,
)
from catgui.domain.prediction_texts import is_default_threshold
from catgui.models.edits.data_change import Change, DataChange
from catgui.models.tasks.messages import show_report

if TYPE_CHECKING:
    from catgui.shell.change_dialog import ChangeDialog


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
        from catgui.shell.change_dialog import ChangeDialog

        return ChangeDialog(self._data_change, self._window)

    def open(self) -> None:
        """Show the dialog."""
        self.dialog.show_change()
        self.dialog.show()
        self.dialog.activateWindow()

    def _on_compared(self) -> None:
        change = self._data_change.change
        if change is not None:
            actions = () if change.is_of_test_part else (("What changed…", self.open),)
            show_report(self, summary_of(change), *actions)
            if "dialog" in self.__dict__:
                self.dialog.show_change()


def summary_of(change: Change) -> str:
    """A sentence on the effect of a change of the data."""
    if change.is_of_test_part:
        text = same_network_text(*change.evaluations, change.steps)
    else:
        text = change_text(change.predictions, change.steps, change.asks_others)
    if change.iterations is not None:
        text = f"{text} {after_iterations_text(change.iterations)}"
    return text if is_default_threshold(change.shown_threshold) else f"{text} {AT_USUAL_THRESHOLD}"
