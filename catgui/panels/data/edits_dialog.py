"""The dialog that lists the edits of the data, and reverts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QDialog, QDialogButtonBox, QListWidget, QWidget

from catgui.domain.edits.edit_texts import listed_text, summary_text
from catgui.models.edits.data_editor import DataEditor
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureEdit

_SIZE, _ICON = (560, 480), 48


class EditsDialog(QDialog):
    """Lists pictures, each with what was done to it, and reverts that; blocks nothing."""

    def __init__(self, editor: DataEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setObjectName("edits_dialog")
        self.setWindowTitle("Edits")
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
            label("Your files stay as they are.", role="muted"),
            (self._list, 1),
            buttons,
            spacing=8,
            margins=(24, 16, 24, 16),
        ).on(self)
        self._list.itemSelectionChanged.connect(self._update)
        self._revert.clicked.connect(lambda: self._revert_rows(self._selected_rows()))
        self._revert_all.clicked.connect(lambda: self._revert_rows(range(self._list.count())))
        buttons.rejected.connect(self.close)
        keep_scaled(self.resize, *_SIZE)

    def show_edits(self) -> None:
        """List the edits that the data have now."""
        edited = self._editor.edited
        edits = [] if edited is None else [_described(edited, edit) for edit in edited.changes]
        row = min(self._selected_rows(), default=0)
        with QSignalBlocker(self._list), keep_focus(self, lambda: self._close):
            self._summary.setText(summary_text(edited) or "No edits")
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

    def _revert_rows(self, rows: Sequence[int]) -> None:
        edited = self._editor.edited
        if edited is not None:
            self._editor.revert([edited.changes[row].key for row in rows])

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self._list.selectedIndexes())

    def _update(self) -> None:
        self._revert.setEnabled(bool(self._list.selectedIndexes()))
        self._revert_all.setEnabled(self._list.count() > 0)


def _described(edited: EditedDataset, edit: PictureEdit) -> tuple[NDArray[np.uint8], str]:
    """The pixels (height, width, 3) of an edited picture, and what was done to it."""
    return edited.pixels(edit.key), listed_text(edit, edited.original.classes, edited.file(edit.key))
