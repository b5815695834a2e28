"""The confusion matrix: counts of pictures by true and predicted class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from catgui.domain.prediction_texts import ANY_CLASSES, NOT_KNOWN_YET
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import ArrangingWidget, column_of
from engine.text import format_ratio

_ICON = 16
_MAX_NAME_CHARS = 12
_SPACING = 4
# Cells grow with the window up to this height.
_MAX_HEIGHT = 160
# The opacity of a cell with none of the pictures of its row, and with all of them.
_FAINTEST, _STRONGEST = 0.04, 0.42


class ConfusionMatrix(ArrangingWidget):
    """Shows counts by true class (row) and predicted class (column).

    Signals: `cell_clicked(int, int)`, the true and the predicted class of a cell.
    """

    cell_clicked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Confusion matrix")
        self._classes = ANY_CLASSES
        self._rows = [ElidedLabel(role="muted", max_chars=_MAX_NAME_CHARS) for _ in range(2)]
        self._columns = [ElidedLabel(role="muted") for _ in range(2)]
        self._cells = {
            (actual, predicted): ConfusionCell(actual == predicted) for actual in range(2) for predicted in range(2)
        }
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetMinAndMaxSize)
        for number, (row, column) in enumerate(zip(self._rows, self._columns, strict=True)):
            column.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            keep_scaled(row.setMaximumHeight, _MAX_HEIGHT)
            self._grid.addWidget(column, 0, number + 1)
            self._grid.setColumnStretch(number + 1, 1)
        self._is_narrow = False
        self._lay_out()
        for cell in self._cells.values():
            cell.clicked.connect(self._on_cell_clicked)

    def _lay_out(self) -> None:
        """Place the names of the rows beside them, or above them."""
        for actual, row in enumerate(self._rows):
            place = 2 * actual + 2
            for cell in (cell for (of, _), cell in self._cells.items() if of == actual):
                self._grid.removeWidget(cell)
            self._grid.removeWidget(row)
            if self._is_narrow:
                self._grid.addWidget(row, place - 1, 0, 1, 3)
            else:
                self._grid.addWidget(row, place, 0)
            for predicted in range(2):
                self._grid.addWidget(self._cells[actual, predicted], place, predicted + 1)
            self._grid.setRowStretch(place, 1)
        self._name_rows()

    def _arrange(self) -> None:
        """Put the names above the rows if there is too little room beside them."""
        cells = 2 * max(cell.minimumSizeHint().width() for cell in self._cells.values()) + 2 * _SPACING
        metrics = self.fontMetrics()
        names = max(map(metrics.horizontalAdvance, ("actually", *self._classes)))
        names = min(names, _MAX_NAME_CHARS * metrics.averageCharWidth())
        if self._is_narrow != (cells + names > self.width()):
            self._is_narrow = not self._is_narrow
            self._lay_out()

    def _name_columns(self) -> None:
        for name, column in zip(self._classes, self._columns, strict=True):
            column.show_text(f"predicted\n{name}")

    def _name_rows(self) -> None:
        for name, row in zip(self._classes, self._rows, strict=True):
            row.show_text(f"actually {name}" if self._is_narrow else f"actually\n{name}")

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the rows and columns."""
        self._classes = classes
        self._name_columns()
        self._name_rows()
        self._arrange()

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

    def _on_cell_clicked(self) -> None:
        actual, predicted = next(place for place, cell in self._cells.items() if cell is self.sender())
        self.cell_clicked.emit(actual, predicted)


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
