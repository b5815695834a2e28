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
# With the answers of the detector and of the network: captions, marks and ticks; short captions on the smallest cards.
_LONGEST_ANSWERS = ("Detector: xxx non-cat, >99% xxx", "Your network: xxx non-cat, >99% xxx")


@dataclass(frozen=True, slots=True)
class CardLayout:
    """The rectangles of the parts of a card.

    On the smallest cards, `view` and its `caption` are empty; without a detector, `detected` and `detector_bar` are.
    """

    card: QRect
    photo: QRect
    view: QRect
    caption: QRect
    name: QRect
    detected: QRect
    prediction: QRect
    actual: QRect
    detector_bar: QRect
    bar: QRect

    @classmethod
    def of(cls, cell: QRect, line: int, size: int, has_detector: bool = False) -> CardLayout:
        """The layout of a card of size `size`, an index of VIEW_SIDES, with lines of text of height `line`."""
        card = cell.adjusted(SMALL_GAP, SMALL_GAP, -SMALL_GAP, -SMALL_GAP)
        inner = card.adjusted(GAP, GAP, -GAP, -GAP)
        photo = QRect(inner.topLeft(), QSize(inner.height(), inner.height()))
        beside = inner.adjusted(inner.height() + GAP, 0, 0, 0)
        view = QRect(beside.topLeft(), QSize(VIEW_SIDES[size], VIEW_SIDES[size]))
        caption = QRect(view.x(), view.bottom() + 1, view.width(), line if view.width() else 0)
        texts = beside if view.isEmpty() else beside.adjusted(view.width() + GAP, 0, 0, 0)
        of_detector = int(has_detector)
        first, rects = 0, []
        for count in (1, of_detector, _prediction_lines(size, has_detector), 1):
            rects.append(QRect(texts.x(), texts.y() + first * line, texts.width(), count * line))
            first += count
        bar = QRect(texts.x(), texts.bottom() + 1 - BAR_HEIGHT, texts.width(), BAR_HEIGHT)
        upper = QRect(bar.x(), bar.y() - BAR_HEIGHT, bar.width(), of_detector * BAR_HEIGHT)
        name, detected, prediction, actual = rects
        return cls(card, photo, view, caption, name, detected, prediction, actual, upper, bar)

    @staticmethod
    def minimum_size(metrics: QFontMetrics, size: int, has_detector: bool = False) -> QSize:
        """The minimum size of a card of size `size`, with the space around it."""
        view, line = VIEW_SIDES[size], metrics.height()
        lines = 2 + has_detector + _prediction_lines(size, has_detector)
        height = max(view + line if view else 0, lines * line + SMALL_GAP + (1 + has_detector) * BAR_HEIGHT)
        longest = _LONGEST_ANSWERS[bool(view)] if has_detector else _LONGEST_TEXT
        width = height + GAP + (view + GAP if view else 0) + metrics.horizontalAdvance(longest)
        around = 2 * (SMALL_GAP + GAP)
        return QSize(around + width, around + height)


def _prediction_lines(size: int, has_detector: bool) -> int:
    """The number of lines for the prediction of the network."""
    return 2 if VIEW_SIDES[size] and not has_detector else 1
