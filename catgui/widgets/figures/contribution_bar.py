"""A sum as a bar of its terms, negative ones left of the middle, positive ones right, and its legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.basic.wrapping import FlowRow

_HEIGHT = 8
# How far the mark of zero extends above and below the bar.
_OVERHANG = 2
# The square before a name in the legend, and the room after it.
_SWATCH, _GAP = 8, 4


class Fill(Enum):
    """The fill of a term; text beside it says what it is."""

    CLASS_0 = 0
    CLASS_1 = 1
    PLAIN = 2
    HATCHED = 3
    STRIPED = 4


_PATTERNS = {
    Fill.PLAIN: Qt.BrushStyle.SolidPattern,
    Fill.HATCHED: Qt.BrushStyle.Dense4Pattern,
    Fill.STRIPED: Qt.BrushStyle.VerPattern,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a sum. Attributes: `figure`, the value as text; `short_name`, for too little room, or ''."""

    name: str
    value: float
    figure: str
    fill: Fill
    short_name: str = ""


def _paint_term(painter: QPainter, area: QRectF, fill: Fill, colors: ColorScheme) -> None:
    """Paint `area` with the fill of a term."""
    if fill in (Fill.CLASS_0, Fill.CLASS_1):
        painter.fillRect(area, QColor(colors.classes[fill.value]))
        return
    painter.fillRect(area, QColor(colors.base))
    painter.fillRect(area, QBrush(QColor(colors.muted), _PATTERNS[fill]))


class ContributionBar(QWidget):
    """Shows the terms of a sum as adjacent bars of proportional length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: Sequence[Term] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_terms(self, terms: Sequence[Term], text: str) -> None:
        """Show the terms; `text` is the accessible name."""
        self._terms = terms
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar, with room for the mark of zero."""
        return QSize(120, scaled(_HEIGHT) + 2 * _OVERHANG)

    def minimumSizeHint(self) -> QSize:
        """A short bar."""
        return QSize(48, scaled(_HEIGHT) + 2 * _OVERHANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, the terms and the mark of zero."""
        colors = color_scheme_of(self.palette())
        height = scaled(_HEIGHT)
        background = QRectF(0, (self.height() - height) / 2, self.width(), height)
        with QPainter(self) as painter:
            painter.fillRect(background, QColor(colors.line))
            for term, (begin, end) in zip(self._terms, _intervals([term.value for term in self._terms]), strict=True):
                x = background.width() * (0.5 + begin / 2)
                _paint_term(
                    painter,
                    QRectF(x, background.y(), background.width() * (end - begin) / 2, height),
                    term.fill,
                    colors,
                )
            # With a light border, so that it is visible on filled parts as well.
            middle = round(background.width() / 2)
            tall = background.adjusted(0, -_OVERHANG, 0, _OVERHANG)
            painter.fillRect(QRectF(middle - 2, tall.y(), 4, tall.height()), QColor(colors.window))
            painter.fillRect(QRectF(middle - 1, tall.y(), 2, tall.height()), QColor(colors.text))


def _intervals(values: Sequence[float]) -> list[tuple[float, float]]:
    """Begin and end of each value; the larger side reaches -1 or 1."""
    below, above = (sum(abs(value) for value in values if (value > 0) == up) for up in (False, True))
    scale = max(below, above)
    if not 0 < scale < math.inf:
        return [(0.0, 0.0)] * len(values)
    reached, intervals = {False: 0.0, True: 0.0}, []
    for value in values:
        begin = reached[value > 0]
        reached[value > 0] = end = begin + value / scale
        intervals.append((min(begin, end), max(begin, end)))
    return intervals


class TermLabel(ElidedLabel):
    """The name of a term, after a swatch of its fill."""

    def __init__(self, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(role="muted", elide=Qt.TextElideMode.ElideMiddle, parent=parent)
        self._fill = fill
        self.setContentsMargins(_SWATCH + _GAP, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the swatch and the name."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            area = QRectF(0, (self.height() - _SWATCH) // 2, _SWATCH, _SWATCH)
            _paint_term(painter, area, self._fill, color_scheme_of(self.palette()))


class ContributionLegend(FlowRow):
    """Shows the terms of a sum, one for each of `fills`, and the sum, in rows."""

    def __init__(self, fills: Sequence[Fill], parent: QWidget | None = None) -> None:
        super().__init__(3 * _GAP, parent=parent)
        self._terms = [(TermLabel(fill), label(role="heading")) for fill in fills]
        self._total_name, self._total = label(role="muted"), label(role="heading")
        for name, figure in (*self._terms, (self._total_name, self._total)):
            self.add(_pair(name, figure))

    def show_sum(self, terms: Sequence[Term], name: str, total: str) -> None:
        """Show the terms, in the order of the fills, and the sum."""
        for (name_label, value_label), term in zip(self._terms, terms, strict=True):
            name_label.show_text(term.name, term.short_name)
            value_label.setText(term.figure)
        self._total_name.setText(f"= {name}")
        self._total.setText(total)


def _pair(name: QLabel, figure: QLabel) -> QWidget:
    pair = QWidget()
    row_of(name, figure, spacing=_GAP).on(pair)
    return pair
