"""Reports what an edit of the data has changed: a message, and a dialog behind it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.domain.edits.change_texts import change_text
from catgui.models.edits.data_change import DataChange
from catgui.models.tasks.messages import show_report
from catgui.shell.messages import Messages

if TYPE_CHECKING:
    from catgui.shell.change_dialog import ChangeDialog


class ChangeReport(QObject):
    """Says what `data_change` has found, as long as that is so."""

    def __init__(self, data_change: DataChange, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._data_change = data_change
        self._messages = messages
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
        if change is None:
            self._messages.end_notice(self)
            return
        actions = () if change.is_of_test_part else (("What changed…", self.open),)
        show_report(self, change_text(change), *actions)
        if "dialog" in self.__dict__:
            self.dialog.show_change()
