"""A line that counts the edits of the data, with a button that lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPushButton,
    QWidget,
)

from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of

EditRows = Sequence[tuple[NDArray[np.uint8], str]]
_SIZE, _ICON = (560, 480), 48


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
        row_of((self._summary, 1), self._button).on(self)
        self.hide()

    @cached_property
    def _dialog(self) -> EditsDialog:

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


class EditsDialog(QDialog):
    """Lists pictures, each with what was done to it; blocks nothing.

    Signals: `revert_requested(object)`, a list of rows.
    """

    revert_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edits_dialog")
        self.setWindowTitle("Edits of the data")
        self._summary = label(role="heading", wrap=True)
        self._list = QListWidget()
        self._list.setObjectName("edits_list")
        self._list.setAccessibleName("Edited pictures")
        keep_scaled(self._list.setIconSize, QSize(_ICON, _ICON))
        self._list.setWordWrap(True)  # long names of files
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close.setText("&Close")
        self._revert = buttons.addButton("&Revert", QDialogButtonBox.ButtonRole.ActionRole)
        self._revert.setObjectName("revert_button")
        self._revert_all = buttons.addButton("Revert &all", QDialogButtonBox.ButtonRole.ActionRole)
        self._revert_all.setObjectName("revert_all_button")
        column_of(
            self._summary,
            label("The files are as they were. Edit, Undo takes a revert back too.", role="muted"),
            (self._list, 1),
            buttons,
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        self._list.itemSelectionChanged.connect(self._update)
        self._revert.clicked.connect(lambda: self.revert_requested.emit(self._selected_rows()))
        self._revert_all.clicked.connect(lambda: self.revert_requested.emit(list(range(self._list.count()))))
        buttons.rejected.connect(self.close)
        keep_scaled(self.resize, *_SIZE)

    def show_edits(self, summary: str, edits: Sequence[tuple[NDArray[np.uint8], str]]) -> None:
        """Show `summary`, and the pixels (height, width, 3) and the text of each edit."""
        row = min(self._selected_rows(), default=0)
        with QSignalBlocker(self._list), keep_focus(self, lambda: self._close):
            self._summary.setText(summary or "Nothing is edited")
            rows = self._list.model()
            rows.removeRows(0, rows.rowCount())  # not `clear`, which can crash on what is left of items in Python
            self._list.addItems([text for _, text in edits])
            for number, (pixels, text) in enumerate(edits):
                image = to_qimage(pixels).scaled(scaled(_ICON), scaled(_ICON), Qt.AspectRatioMode.KeepAspectRatio)
                icon = QIcon(QPixmap.fromImage(image))
                rows.setData(rows.index(number, 0), icon, Qt.ItemDataRole.DecorationRole)
                rows.setData(rows.index(number, 0), escape_tooltip(text), Qt.ItemDataRole.ToolTipRole)
            # The next one takes the place of the first that is reverted.
            self._list.setCurrentRow(min(row, self._list.count() - 1))
            self._update()

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self._list.selectedIndexes())

    def _update(self) -> None:
        self._revert.setEnabled(bool(self._list.selectedIndexes()))
        self._revert_all.setEnabled(self._list.count() > 0)
