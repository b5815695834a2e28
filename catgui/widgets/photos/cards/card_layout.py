"""The sizes of cards, and where their parts are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from catgui.widgets.figures.probability_bar import BAR_HEIGHT

# The side of the network's view on cards of each size: whole multiples of the usual 64 pixels, which are not smoothed.
# The smallest cards have no view.
VIEW_SIDES = (0, 64, 128, 192)
DEFAULT_SIZE = 1

GAP = 8
SMALL_GAP = 4
# The text that determines the width of the texts, with the mark of its class.
_LONGEST_TEXT = "xx non-cat (>99%)"


@dataclass(frozen=True, slots=True)
class CardLayout:
    """The rectangles of the parts of a card; `view` is empty on the smallest cards."""

    card: QRect
    photo: QRect
    view: QRect
    name: QRect
    prediction: QRect
    actual: QRect
    bar: QRect

    @classmethod
    def of(cls, cell: QRect, line: int, size: int) -> CardLayout:
        """The layout of a card of size `size`, an index of VIEW_SIDES, with lines of text of height `line`."""
        card = cell.adjusted(SMALL_GAP, SMALL_GAP, -SMALL_GAP, -SMALL_GAP)
        inner = card.adjusted(GAP, GAP, -GAP, -GAP)
        photo = QRect(inner.topLeft(), QSize(inner.height(), inner.height()))
        beside = inner.adjusted(inner.height() + GAP, 0, 0, 0)
        bar = QRect(beside.x(), beside.bottom() + 1 - BAR_HEIGHT, beside.width(), BAR_HEIGHT)
        view = QRect(beside.topLeft(), QSize(VIEW_SIDES[size], VIEW_SIDES[size]))
        texts = beside if view.isEmpty() else beside.adjusted(view.width() + GAP, 0, 0, 0)
        lines = _prediction_lines(size)
        name, prediction, actual = (
            QRect(texts.x(), texts.y() + first * line, texts.width(), count * line)
            for first, count in ((0, 1), (1, lines), (1 + lines, 1))
        )
        return cls(card, photo, view, name, prediction, actual, bar)

    @staticmethod
    def minimum_size(metrics: QFontMetrics, size: int) -> QSize:
        """The minimum size of a card of size `size`, with the space around it."""
        view = VIEW_SIDES[size]
        height = max(view, (2 + _prediction_lines(size)) * metrics.height()) + SMALL_GAP + BAR_HEIGHT
        width = height + GAP + (view + GAP if view else 0) + metrics.horizontalAdvance(_LONGEST_TEXT)
        around = 2 * (SMALL_GAP + GAP)
        return QSize(around + width, around + height)


def _prediction_lines(size: int) -> int:
    """The number of lines for the prediction."""
    return 2 if VIEW_SIDES[size] else 1
