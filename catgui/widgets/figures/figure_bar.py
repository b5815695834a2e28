"""A fraction as a bar, and the probability of class 1 as a bar and a figure."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.prediction_texts import NOT_KNOWN_YET
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from engine.analysis.evaluation import THRESHOLD
from engine.text import format_probability, printable, threshold_sentence

_HEIGHT = 6
_TICK_OVERHANG = 3  # how far the mark extends above and below


class FigureBar(QWidget):
    """A bar from 0 to 1, filled up to a fraction, with an optional mark.

    `color` returns the color of the filled part in a scheme.
    """

    def __init__(self, color: Callable[[ColorScheme], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Graphic)
        self._color = color
        self._share: float | None = None
        self._mark: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fraction(self, share: float | None, text: str = "", mark: float | None = None) -> None:
        """Fill the bar up to `share` in [0, 1]; None leaves it empty. `text` is the accessible name, with the mark."""
        if (share, text, mark) == (self._share, self.accessibleName(), self._mark):
            return
        self._share, self._mark = share, mark
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar, with room for a mark."""
        return QSize(48, scaled(_HEIGHT) + 2 * _TICK_OVERHANG)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, scaled(_HEIGHT) + 2 * _TICK_OVERHANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        height = scaled(_HEIGHT)
        background = QRectF(0, (self.height() - height) / 2, self.width(), height)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(background, QColor(colors.line))
            _paint_outline(painter, background, colors)
            if self._share is not None:
                filled = QRectF(background)
                filled.setWidth(background.width() * self._share)
                painter.fillRect(filled, QColor(self._color(colors)))
            if self._mark is not None:
                tall = background.adjusted(0, -_TICK_OVERHANG, 0, _TICK_OVERHANG)
                _paint_mark(painter, background.width() * self._mark, tall, colors.window, colors)


def _paint_outline(painter: QPainter, bar: QRectF, colors: ColorScheme) -> None:
    """Paint a frame inside `bar`, by which the part that is not filled is seen as well."""
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_mark(painter: QPainter, x: float, tall: QRectF, border: str, colors: ColorScheme) -> None:
    # With a border, so that it is visible on the filled part as well; whole at both ends.
    x = min(max(x, tall.left() + 2), tall.right() - 2)
    painter.fillRect(QRectF(x - 2, tall.y(), 4, tall.height()), QColor(border))
    painter.fillRect(QRectF(x - 1, tall.y(), 2, tall.height()), QColor(colors.text))


class ProbabilityFigure(QWidget):
    """Shows one probability; `name` is the object name of the sentence, which has room for at least `lines`."""

    def __init__(self, name: str, parent: QWidget | None = None, lines: int = 1) -> None:
        super().__init__(parent)
        self._text = label(wrap=True)
        self._text.setObjectName(name)
        self._text.setMinimumHeight(lines * self._text.fontMetrics().lineSpacing())
        self._bar = FigureBar(lambda colors: colors.classes[1])
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
        self._bar.show_fraction(probability, text or NOT_KNOWN_YET, threshold)
