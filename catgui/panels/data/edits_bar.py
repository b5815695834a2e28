"""A line that counts the edits of the data, with a button that lists them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from catgui.domain.edits.edit_texts import summary_text
from catgui.models.edits.data_editor import DataEditor
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import row_of

if TYPE_CHECKING:
    from catgui.panels.data.edits_dialog import EditsDialog


class EditsBar(QWidget):
    """Shows how many pictures are edited; hidden while none is."""

    def __init__(self, editor: DataEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edits_bar")
        self._editor = editor
        self._summary = label(wrap=True)
        self._summary.setObjectName("edits_summary")
        button = QPushButton("Edits…")
        button.setObjectName("edits_button")
        button.clicked.connect(self._open)
        row_of((self._summary, 1), button).on(self)
        self.hide()

    @cached_property
    def _dialog(self) -> EditsDialog:
        from catgui.panels.data.edits_dialog import EditsDialog  # not needed before

        return EditsDialog(self._editor, self.window())

    def show_edits(self) -> None:
        """Show the number of edits; the list is made when it is opened."""
        summary = summary_text(self._editor.edited)
        self._summary.setText(summary)
        self.setVisible(bool(summary))
        if "_dialog" in self.__dict__ and self._dialog.isVisible():
            self._dialog.show_edits()

    def _open(self) -> None:
        self._dialog.show_edits()
        self._dialog.show()
        self._dialog.activateWindow()
