"""Precision, recall and F1 of each class, each as a number and a bar."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.figure_bar import FigureBar, class_color
from engine.analysis.evaluation import ClassMetrics
from engine.text import format_ratio

_FIGURES = {
    "precision": ("precision", "Of the pictures predicted to be of this class, the share that are"),
    "recall": ("recall", "Of the pictures of this class, the share that are predicted to be"),
    "f1": ("F1", "The harmonic mean of precision and recall"),
}
# The rows of the grid: the headings, number and bar of class 0, a gap, number and bar of class 1.
_GAP_ROW = 3
_MAX_NAME_CHARS = 10
_UNDEFINED = "not defined, there is no such picture"


class ClassFiguresTable(QWidget):
    """A table of metrics: a row for each class, a column for each metric."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [ElidedLabel(role="muted", max_chars=_MAX_NAME_CHARS) for _ in range(2)]
        self._numbers: dict[tuple[int, str], QLabel] = {}
        self._bars: dict[tuple[int, str], FigureBar] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.setRowMinimumHeight(_GAP_ROW, 8)
        for column, (title, tip) in enumerate(_FIGURES.values(), start=1):
            heading = label(title, role="muted")
            set_tooltip(heading, tip)
            layout.addWidget(heading, 0, column)
            layout.setColumnStretch(column, 1)
        for row in range(2):
            top = 1 + row * _GAP_ROW
            layout.addWidget(self._names[row], top, 0, 2, 1)
            for column, figure in enumerate(_FIGURES, start=1):
                number, bar = label(" "), FigureBar(class_color(row))
                layout.addWidget(number, top, column)
                layout.addWidget(bar, top + 1, column)
                self._numbers[row, figure], self._bars[row, figure] = number, bar

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of the rows."""
        for widget, name in zip(self._names, classes, strict=True):
            widget.show_text(name)

    def show_figures(self, figures: tuple[ClassMetrics, ClassMetrics]) -> None:
        """Show the metrics of both classes."""
        for (row, name), number in self._numbers.items():
            share: float | None = getattr(figures[row], name)
            text = format_ratio(share)
            number.setText(text)
            said = text if share is not None else _UNDEFINED
            self._bars[row, name].show_fraction(share, f"{_FIGURES[name][0]} of {figures[row].name}: {said}")

    def clear(self) -> None:
        """Show no metrics."""
        for place, number in self._numbers.items():
            number.setText(format_ratio(None))
            self._bars[place].show_fraction(None, f"{_FIGURES[place[1]][0]}: not known yet")
