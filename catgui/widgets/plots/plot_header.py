"""The title and the legend of a plot, in wrapped rows above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsSceneResizeEvent, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from catgui.style.text_size import resized_font, scaled

_TITLE_SCALE = 10 / 9  # of the text
_SAMPLE, _SYMBOL_SIZE, _GAP, _MARGIN = 30.0, 7.0, 12.0, 6.0  # a sample has more than two dashes of a curve
# The largest width of a sample and its name, where the names are too many to be whole.
_MAX_NAME = 320.0


class LegendEntry(NamedTuple):
    """The name of a curve with its pen, and the symbol along it, if any."""

    name: str
    pen: QPen
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    """A piece of the header: text at a place, after a sample of its curve."""

    area: QRectF
    text: str
    entry: LegendEntry | None


class PlotHeader(QGraphicsWidget):
    """Shows the title, then an entry for each curve, in as many rows as they need.

    A legend inside the plot would lie over a curve sooner or later. It is an item of the scene, so that it is exported
    with the plot.
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._entries: list[LegendEntry] = []
        self._cells: list[_Cell] = []
        self._color = QColor()
        self._corner = QSize(0, 0)
        self._title_font = self._text_font = QFont()

    def replace_title(self, plot: pg.PlotItem) -> None:
        """Put this header in place of `plot`'s own title, across all columns."""
        plot.layout.removeItem(plot.titleLabel)
        plot.titleLabel.hide()
        plot.layout.addItem(self, 0, 0, 1, 3)

    def take_font(self, font: QFont) -> None:
        """Write in `font`, and the title in a larger one."""
        self._text_font, self._title_font = font, resized_font(font, _TITLE_SCALE)
        self._lay_out()

    def leave_corner(self, size: QSize) -> None:
        """Leave so much free at the top right, for what is in the corner of the plot."""
        if size != self._corner:
            self._corner = size
            self._lay_out()

    @property
    def title(self) -> str:
        """The title shown; '' if there is none."""
        return self._title

    @property
    def names(self) -> list[str]:
        """The names of the curves, as they are shown."""
        return [cell.text for cell in self._cells if cell.entry is not None]

    @property
    def areas(self) -> list[QRectF]:
        """The places of the title and the entries."""
        return [cell.area for cell in self._cells]

    def set_contents(self, title: str, entries: Sequence[LegendEntry], color: str) -> None:
        """Show `title`, or none if it is '', and the legend, in a color given as #rrggbb."""
        if (title, list(entries), QColor(color)) != (self._title, self._entries, self._color):
            self._title, self._entries, self._color = title, list(entries), QColor(color)
            self._lay_out()

    def _lay_out(self) -> None:
        width = self.size().width() - 2 * _MARGIN
        whole = list(self._wrapped(self._measured(width)))
        # Two long names always fit side by side.
        short = list(self._wrapped(self._measured(min(scaled(_MAX_NAME), (width - _GAP) / 2))))
        # Whole names may take one row more.
        self._cells = self._filled(whole if _count_rows(whole) <= _count_rows(short) + 1 else short)
        height = max((cell.area.bottom() for cell in self._cells), default=0.0)
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)
        self.update()

    def _measured(self, room: float) -> Iterator[tuple[float, str, LegendEntry | None]]:
        """The width and text of each cell; cells of curves are at most `room` wide."""
        if self._title:
            metrics = QFontMetricsF(self._title_font)
            title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, self._right(0.0) - _MARGIN)
            yield metrics.horizontalAdvance(title), title, None
        metrics = QFontMetricsF(self._text_font)
        sample = scaled(_SAMPLE) + _MARGIN
        for entry in self._entries:
            text = metrics.elidedText(entry.name, Qt.TextElideMode.ElideRight, room - sample - 1)
            yield sample + metrics.horizontalAdvance(text) + 1, text, entry

    def _wrapped(self, cells: Iterator[tuple[float, str, LegendEntry | None]]) -> Iterator[_Cell]:
        row = QFontMetricsF(self._title_font if self._title else self._text_font).height()
        x, y = _MARGIN, 0.0
        for width, text, entry in cells:
            if x > _MARGIN and x + width > self._right(y):
                x, y, row = _MARGIN, y + row, QFontMetricsF(self._text_font).height()
            yield _Cell(QRectF(x, y, width, row), text, entry)
            x += width + _GAP

    def _right(self, y: float) -> float:
        """The right end of the row whose top is `y`."""
        return self.size().width() - _MARGIN - (self._corner.width() if y < self._corner.height() else 0)

    def _filled(self, cells: Sequence[_Cell]) -> list[_Cell]:
        """`cells` with longer names where their rows have room, and shorter ones where the corner leaves them none."""
        metrics, filled = QFontMetricsF(self._text_font), list[_Cell]()
        for y, group in groupby(cells, key=lambda cell: cell.area.top()):
            row = list(group)
            room, shift = self._right(y) - row[-1].area.right(), 0.0
            for cell in row:
                area = cell.area.translated(shift, 0)
                if cell.entry is not None and (room < 0 or cell.text != cell.entry.name):
                    name_width = area.width() - scaled(_SAMPLE) - _MARGIN - 1 + room
                    text = metrics.elidedText(cell.entry.name, Qt.TextElideMode.ElideRight, max(name_width, 0.0))
                    added = metrics.horizontalAdvance(text) - metrics.horizontalAdvance(cell.text)
                    cell, room, shift = replace(cell, text=text), room - added, shift + added
                    area.setWidth(area.width() + added)
                filled.append(replace(cell, area=area))
        return filled

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for cell in self._cells:
            area = cell.area
            if cell.entry is not None:
                _paint_sample(painter, QPointF(area.left(), area.center().y()), cell.entry)
                area = area.adjusted(scaled(_SAMPLE) + _MARGIN, 0, 0, 0)
            painter.setFont(self._text_font if cell.entry is not None else self._title_font)
            painter.setPen(self._color)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cell.text)

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        super().resizeEvent(event)
        if event.newSize().width() != event.oldSize().width():
            self._lay_out()


def _count_rows(cells: Sequence[_Cell]) -> int:
    return len({cell.area.top() for cell in cells})


def _paint_sample(painter: QPainter, left: QPointF, entry: LegendEntry) -> None:
    """Paint a piece of a curve from `left` on."""
    painter.setPen(entry.pen)
    painter.drawLine(left, left + QPointF(scaled(_SAMPLE), 0))
    if entry.symbol is not None:
        painter.save()
        painter.translate(left + QPointF(scaled(_SAMPLE) / 2, 0))
        pg.graphicsItems.ScatterPlotItem.drawSymbol(
            painter, entry.symbol, scaled(_SYMBOL_SIZE), QPen(Qt.PenStyle.NoPen), entry.pen.color()
        )
        painter.restore()
