"""The confusion matrix: counts of pictures by true and predicted class."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from catgui.domain.prediction_texts import ANY_CLASSES, NOT_KNOWN_YET
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of
from engine.text import format_ratio

_ICON = 16
_SPACING = 2
# Cells grow with the window up to this height.
_MAX_HEIGHT = 160
# The opacity of a cell with none of the pictures of its row, and with all of them.
_FAINTEST, _STRONGEST = 0.04, 0.42


class ConfusionMatrix(QWidget):
    """Shows counts by true class, named above each row, and predicted class (column).

    Signals: `cell_clicked(int, int)`, the true and the predicted class of a cell.
    """

    cell_clicked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Confusion matrix")
        self._rows = [ElidedLabel(role="muted") for _ in range(2)]
        self._columns = [ElidedLabel(role="muted") for _ in range(2)]
        self._cells = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_SPACING)
        for predicted, column in enumerate(self._columns):
            column.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(column, 0, predicted)
            grid.setColumnStretch(predicted, 1)
        for actual, row in enumerate(self._rows):
            grid.addWidget(row, 2 * actual + 1, 0, 1, 2)
            grid.setRowStretch(2 * actual + 2, 1)
            for predicted in range(2):
                cell = ConfusionCell(actual == predicted)
                cell.clicked.connect(partial(self.cell_clicked.emit, actual, predicted))
                grid.addWidget(cell, 2 * actual + 2, predicted)
                self._cells[actual, predicted] = cell
        self.show_classes(ANY_CLASSES)

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the rows and columns."""
        for name, row, column in zip(classes, self._rows, self._columns, strict=True):
            row.show_text(f"actually {name}")
            column.show_text(f"predicted {name}")

    def show_counts(self, classes: tuple[str, str], counts: NDArray[np.int64]) -> None:
        """Show `counts` (2, 2), pictures by true class (row) and predicted class (column), with shares."""
        for (actual, predicted), cell in self._cells.items():
            count, whole = int(counts[actual, predicted]), int(counts[actual].sum())
            share = count / whole if whole else 0.0
            text = f"{count:,} of {whole:,} {classes[actual]} pictures predicted {classes[predicted]}"
            cell.show_count(count, share, text)

    def clear(self) -> None:
        """Show no counts."""
        for cell in self._cells.values():
            cell.show_count(None, 0.0, NOT_KNOWN_YET)


class ConfusionCell(QAbstractButton):
    """A button with one count of the matrix and its share of the row."""

    def __init__(self, correct: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._correct = correct
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        keep_scaled(self.setMaximumHeight, _MAX_HEIGHT)
        self._share = 0.0
        self._count = label("–", role="figure")
        self._percentage = label(" ")
        for line in (self._count, self._percentage):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column_of(..., self._count, self._percentage, ..., spacing=0).on(self)
        keep_scaled(layout.setContentsMargins, _ICON + 4, 1, 4, 1)

    def show_count(self, count: int | None, share: float, text: str) -> None:
        """Show a count and its share of the row; None for no count. `text` is the accessible name."""
        self._count.setText("–" if count is None else f"{count:,}")
        self._percentage.setText(" " if count is None else format_ratio(share))
        if share != self._share:
            self._share = share
            self.update()
        if text != self.accessibleName():
            self.setAccessibleName(text)
            set_tooltip(self, f"{text}: click to see them" if count else text)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        color = colors.accent if self._correct else colors.error
        tint = QColor(color)
        tint.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * self._share)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colors.line))
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            mark = icon("right" if self._correct else "wrong", colors.text)
            side = scaled(_ICON)
            mark.paint(painter, QRect(4, (self.height() - side) // 2, side, side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click on Enter, as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
