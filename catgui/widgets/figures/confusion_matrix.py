"""The confusion matrix: counts of pictures by true and predicted class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label

_ICON = 16
_MAX_NAME_CHARS = 12
# Cells grow with the window up to this height.
_MAX_HEIGHT = 160
# The opacity of a cell with none of the pictures of its row, and with all of them.
_FAINTEST, _STRONGEST = 0.04, 0.42


class ConfusionMatrix(QWidget):
    """Shows counts by true class (row) and predicted class (column); `owner` is whose predictions they are.

    Signals: `cell_clicked(int, int)`, the true and the predicted class of a cell.
    """

    cell_clicked = Signal(int, int)

    def __init__(self, owner: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"Confusion matrix of {owner.lower()}" if owner else "Confusion matrix")
        self._classes = ("class 0", "class 1")
        self._rows = [ElidedLabel(role="muted", max_chars=_MAX_NAME_CHARS) for _ in range(2)]
        self._columns = [ElidedLabel(role="muted") for _ in range(2)]
        self._cells = {
            (actual, predicted): ConfusionCell(actual == predicted) for actual in range(2) for predicted in range(2)
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.setSizeConstraint(QGridLayout.SizeConstraint.SetMinAndMaxSize)
        for number, (row, column) in enumerate(zip(self._rows, self._columns, strict=True)):
            column.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            keep_scaled(row.setMaximumHeight, _MAX_HEIGHT)
            layout.addWidget(row, number + 1, 0)
            layout.addWidget(column, 0, number + 1)
            layout.setColumnStretch(number + 1, 1)
            layout.setRowStretch(number + 1, 1)
        layout.addWidget(label(owner.lower().replace(" ", "\n"), role="muted"), 0, 0)
        for (actual, predicted), cell in self._cells.items():
            layout.addWidget(cell, actual + 1, predicted + 1)
            cell.clicked.connect(self._on_cell_clicked)

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the rows and columns."""
        self._classes = classes
        for name, row, column in zip(classes, self._rows, self._columns, strict=True):
            row.show_text(f"actually\n{name}")
            column.show_text(f"predicted\n{name}")

    def show_counts(self, classes: tuple[str, str], counts: NDArray[np.int64], rates: bool = True) -> None:
        """Show `counts` (2, 2), pictures by true class (row) and predicted class (column), and shares if `rates`."""
        for (actual, predicted), cell in self._cells.items():
            count, whole = int(counts[actual, predicted]), int(counts[actual].sum())
            share = count / whole if whole else 0.0
            text = f"{count:,} of {whole:,} {classes[actual]} pictures are predicted {classes[predicted]}"
            cell.show_count(count, share, text, rates)

    def clear(self) -> None:
        """Show no counts."""
        for (actual, predicted), cell in self._cells.items():
            names = self._classes[actual], self._classes[predicted]
            cell.show_count(None, 0.0, f"{names[0]} pictures that are predicted {names[1]}: not known yet")

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
        layout = QVBoxLayout(self)
        keep_scaled(layout.setContentsMargins, _ICON + 4, 1, 4, 1)
        layout.setSpacing(0)
        layout.addStretch()
        for line in (self._count, self._percentage):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(line)
        layout.addStretch()

    def show_count(self, count: int | None, share: float, text: str, rates: bool = True) -> None:
        """Show a count and, if `rates`, its share of the row; None for no count. `text` is the accessible name."""
        self._count.setText("–" if count is None else f"{count:,}")
        self._percentage.setText(" " if count is None or not rates else f"{share:.1%}")
        if share != self._share:
            self._share = share
            self.update()
        if text != self.accessibleName():
            self.setAccessibleName(text)
            set_tooltip(self, f"{text}: click to see them" if count else text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tinted background, and the tick or the cross."""
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
