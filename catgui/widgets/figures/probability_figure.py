"""The probability of class 1 as a bar, and as a figure with its text."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.figures.figure_bar import FigureBar, class_color
from engine.analysis.evaluation import THRESHOLD
from engine.text import format_probability, printable, threshold_sentence

_THICKNESS, _THIN = 6, 3
# How far the mark of the threshold extends above and below the bar.
_OVERHANG = 2
BAR_HEIGHT, THIN_BAR_HEIGHT = _THICKNESS + 2 * _OVERHANG, _THIN + 2 * _OVERHANG


def paint_probability(
    painter: QPainter,
    area: QRect,
    probability: float | None,
    color: str,
    colors: ColorScheme,
    threshold: float = THRESHOLD,
) -> None:
    """Paint the bar in `area`, of either height: class 0 to the left, class 1 to the right; None for an empty one."""
    thickness = area.height() - 2 * _OVERHANG
    background = QRectF(area.x(), area.y() + _OVERHANG, area.width(), thickness)
    painter.fillRect(background, QColor(colors.line))
    start = background.x() + threshold * background.width()
    if probability is not None:
        end = background.x() + probability * background.width()
        painter.fillRect(QRectF(min(start, end), background.y(), abs(end - start), thickness), QColor(color))
    # With a light border, so that the mark is visible on the filled part as well; whole at both ends.
    mark = min(max(start, background.left() + 2), background.right() - 2)
    painter.fillRect(QRectF(mark - 2, area.y(), 4, area.height()), QColor(colors.raised))
    painter.fillRect(QRectF(mark - 1, area.y(), 2, area.height()), QColor(colors.text))


class ProbabilityFigure(QWidget):
    """Shows one probability; `name` is the object name of the sentence, which has room for at least `lines`."""

    def __init__(self, name: str, parent: QWidget | None = None, lines: int = 1) -> None:
        super().__init__(parent)
        self._text = label(wrap=True)
        self._text.setObjectName(name)
        self._text.setMinimumHeight(lines * self._text.fontMetrics().lineSpacing())
        self._bar = FigureBar(class_color(1))
        column_of(self._text, self._bar, spacing=8).on(self)

    def show_probability(self, class_name: str, probability: float | None, threshold: float = THRESHOLD) -> None:
        """Show the probability of class 1, `class_name`, and the threshold above which it is predicted.

        None is shown if the probability is not known.
        """
        text = ""
        if probability is not None:
            name = printable(class_name)
            sentence = f"Probability of {name}: {format_probability(probability)}."
            text = f"{sentence} {threshold_sentence(threshold, name)}"
        self._text.setText(text)
        self._bar.show_fraction(probability, text or "Not known yet", threshold)
