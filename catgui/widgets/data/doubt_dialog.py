"""A dialog with one picture of the data enlarged and how likely its label is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catgui.domain.edits import doubt_texts
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.pictures.picture_dialog import PictureDialog
from engine.analysis.evaluation import THRESHOLD


class DoubtDialog(PictureDialog):
    """Enlarges the current picture of `grid`, whose keys edit it here as well.

    Attributes: `row`, that of the picture.

    Signals: `row_changed(int)`, another row is enlarged, and `show_doubt` is to be called with its picture;
    `relabel_requested()`, give the picture the other label; `leave_out_requested()`.
    """

    row_changed = Signal(int)
    relabel_requested = Signal()
    leave_out_requested = Signal()

    def __init__(self, grid: DataGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.row = 0
        self.step_requested.connect(self._step)
        self.maps.offer_maps(False)
        self._keys = ElidedLabel(role="muted")
        self._keys.setObjectName("doubt_keys")
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(layout.count() - 1, self._make_actions())

    def _make_actions(self) -> QHBoxLayout:
        """The buttons of the edits, and what the keys do."""
        relabel, leave_out = QPushButton(doubt_texts.RELABEL), QPushButton(doubt_texts.LEAVE_OUT)
        relabel.clicked.connect(self.relabel_requested)
        leave_out.clicked.connect(self.leave_out_requested)
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 0, 0, 8)
        actions.setSpacing(8)
        named = {"enlarged_relabel_button": relabel, "enlarged_leave_out_button": leave_out}
        for name, button in named.items():
            button.setObjectName(name)
            button.setAutoDefault(False)
            actions.addWidget(button)
        actions.addWidget(self._keys, stretch=1)
        return actions

    def enlarge(self, row: int) -> None:
        """Show the picture of a row in front of the window."""
        self._go_to(row)
        self.show()
        self.activateWindow()

    def _step(self, step: int) -> None:
        if 0 <= self.row + step < self._grid.model().rowCount():
            self._go_to(self.row + step)

    def _go_to(self, row: int) -> None:
        self.row = row
        # Of several selected ones, the keys edit only what is enlarged.
        self._grid.setCurrentIndex(self._grid.model().index(row, 0))
        self.row_changed.emit(row)

    def show_doubt(self, name: str, pixels: NDArray[np.uint8], title: str, class_1: tuple[str, float]) -> None:
        """Show the picture of the row, called `name`; `class_1` with its probability."""
        row, count = self.row, self._grid.model().rowCount()
        self.show_picture(name, pixels)
        self.show_verdict(title, *class_1, THRESHOLD, f"{row + 1:,} of {count:,}")
        self.enable_steps(row > 0, row + 1 < count)

    def show_keys(self, text: str) -> None:
        """Show what the keys do."""
        self._keys.show_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit the picture by the keys of the grid."""
        if not self._grid.take_edit_key(event):
            super().keyPressEvent(event)
