"""A dialog with one picture of the data enlarged and how likely its label is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.pictures.picture_dialog import PictureDialog
from engine.analysis.evaluation import THRESHOLD


class DoubtDialog(PictureDialog):
    """Enlarges the current picture of `grid`, whose keys edit it here as well."""

    def __init__(self, grid: DataGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.maps.offer_maps(False)

    def show_doubt(
        self, name: str, pixels: NDArray[np.uint8], title: str, class_1: tuple[str, float], place: tuple[int, int]
    ) -> None:
        """Show a picture called `name`; `class_1` with its probability, `place` the row and the number of rows."""
        row, count = place
        self.show_picture(name, pixels)
        self.show_verdict(title, *class_1, THRESHOLD, f"{row + 1:,} of {count:,}")
        self.enable_steps(row > 0, row + 1 < count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit the picture by the keys of the grid."""
        if not self._grid.take_edit_key(event):
            super().keyPressEvent(event)
