"""A line that counts the edits of the data, with a button that lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label

if TYPE_CHECKING:
    from catgui.widgets.data.edits_dialog import EditsDialog

EditRows = Sequence[tuple[NDArray[np.uint8], str]]


class EditsBar(QWidget):
    """Shows how many pictures are edited; hidden while none is.

    Signals: `revert_requested(object)`, the places of the edits to revert, in the order of those shown.
    """

    revert_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edits_bar")
        self._make_rows: Callable[[], EditRows] = tuple
        self._summary = label(wrap=True)
        self._summary.setObjectName("edits_summary")
        self._button = QPushButton("Edits…")
        self._button.setObjectName("edits_button")
        set_tooltip(self._button, "List the edits of the data, and revert them")
        self._button.clicked.connect(self._open)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._summary, stretch=1)
        layout.addWidget(self._button)
        self.hide()

    @cached_property
    def _dialog(self) -> EditsDialog:
        from catgui.widgets.data.edits_dialog import EditsDialog  # not needed before

        dialog = EditsDialog(self.window())
        dialog.revert_requested.connect(self.revert_requested)
        return dialog

    def show_edits(self, summary: str, make_rows: Callable[[], EditRows]) -> None:
        """Show `summary`, '' for no edits; `make_rows` gives the pixels and the text of each edit for the list."""
        self._make_rows = make_rows
        self._summary.setText(f"Edited: {summary}" if summary else "")
        self.setVisible(bool(summary))
        if "_dialog" in self.__dict__ and self._dialog.isVisible():
            self._dialog.show_edits(self._summary.text(), make_rows())

    def _open(self) -> None:
        self._dialog.show_edits(self._summary.text(), self._make_rows())
        self._dialog.show()
        self._dialog.activateWindow()
