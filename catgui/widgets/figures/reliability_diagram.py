"""The reliability diagram: how often answers are right, by how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.figures.figure_menu import offer_figure
from engine.statistics import RELIABILITY_EDGES, ReliabilityBin

_SIZE, _LEAST = QSize(240, 160), QSize(160, 112)
_SHARES = (0.0, 0.5, 1.0)
_CAPTION = "{who}: right, by how sure. Bars: how many"
_DOT, _CAP, _BAR, _GAP = 4, 3, 18, 3
_BAR_ALPHA = 110


class ReliabilityDiagram(QWidget):
    """The share of right answers with its interval over the probability that they state; below, a bar of how many.

    On the dashed line, answers are right as often as they say. `who` gives the answers.
    """

    def __init__(self, who: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._who = who
        self._bins: Sequence[ReliabilityBin] = ()
        set_role(self, Role.Chart)
        self.setAccessibleName(f"Reliability diagram: {who}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SIZE.width()), scaled(_SIZE.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(_LEAST.width()), scaled(_LEAST.height()))

    def show_bins(self, bins: Sequence[ReliabilityBin], text: str) -> None:
        """Show the answers counted in `bins`; `text` says the same to screen readers."""
        self._bins = bins
        set_tooltip(self, text)
        self.update()

    def render_image(self) -> QImage:
        """An image of the diagram, in its size on the screen."""
        ratio = self.devicePixelRatioF()
        image = QImage(self.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        colors = color_scheme_of(self.palette())
        image.fill(QColor(colors.window))
        with QPainter(image) as painter:
            painter.setFont(self.font())
            self._paint(painter, colors)
        return image

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the diagram."""
        offer_figure(self, "diagram", self.accessibleName(), self.render_image, event.globalPos())

    @property
    def _field(self) -> QRectF:
        """Where shares are from 0 to 1: above it a line of text, below it the numbers of the axis and the bars."""
        metrics = self.fontMetrics()
        left, line = metrics.horizontalAdvance("100%") + 2 * _GAP, metrics.height()
        right = metrics.horizontalAdvance("100%") // 2 + _GAP
        below = 2 * line + scaled(_BAR) + 2 * _GAP
        return QRectF(self.rect()).adjusted(left, line + line / 2, -right, -below)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            self._paint(painter, colors)
            if self.hasFocus():
                paint_focus_frame(painter, self.rect(), colors.text, radius=3)

    def _paint(self, painter: QPainter, colors: ColorScheme) -> None:
        field = self._field
        self._paint_axes(painter, field, colors)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter, field, colors)
        painter.setPen(QPen(QColor(colors.edge), scaled(1), Qt.PenStyle.DashLine))
        painter.drawLine(_at(field, RELIABILITY_EDGES[0], 0.5), _at(field, 1, 1))
        for found in self._bins:
            self._paint_share(painter, field, found, colors)

    def _paint_axes(self, painter: QPainter, field: QRectF, colors: ColorScheme) -> None:
        metrics, at, align = painter.fontMetrics(), partial(_at, field), Qt.AlignmentFlag
        line = metrics.height()
        painter.setPen(QColor(colors.line))
        for share in _SHARES:
            painter.drawLine(at(RELIABILITY_EDGES[0], share), at(1, share))
        for edge in RELIABILITY_EDGES:
            painter.drawLine(at(edge, 0), at(edge, 1))
        painter.setPen(QColor(colors.muted))
        for share in _SHARES:
            beside = QRectF(0, at(0.5, share).y() - line / 2, field.left() - _GAP, line)
            painter.drawText(beside, int(align.AlignRight | align.AlignVCenter), f"{share:.0%}")
        every = 1 if metrics.horizontalAdvance("100% ") <= field.width() / (len(RELIABILITY_EDGES) - 1) else 5
        for edge in RELIABILITY_EDGES[::every]:
            width = metrics.horizontalAdvance(text := f"{edge:.0%}")
            left = max(field.left(), at(edge, 0).x() - width / 2)  # beside the lowest number of the other axis
            painter.drawText(QPointF(left, field.bottom() + metrics.ascent()), text)
        painter.setPen(QColor(colors.text))
        caption = _CAPTION.format(who=self._who)
        elided = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), line), int(align.AlignLeft), elided)

    def _paint_bars(self, painter: QPainter, field: QRectF, colors: ColorScheme) -> None:
        """Paint how many answers each bin has, as a bar and as a number above it."""
        line, bottom = painter.fontMetrics().height(), self.height() - _GAP
        most = max((found.score.count for found in self._bins), default=1)
        for found in self._bins:
            left, right = (_at(field, edge, 0).x() for edge in (found.low, found.high))
            height = max(1.0, scaled(_BAR) * found.score.count / most)
            fill = QColor(colors.test_curve)
            fill.setAlpha(_BAR_ALPHA)
            painter.fillRect(QRectF(left + 2, bottom - height, right - left - 4, height), fill)
            painter.setPen(QColor(colors.text))
            number = QRectF(left, bottom - height - line, right - left, line)
            painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), f"{found.score.count:,}")

    def _paint_share(self, painter: QPainter, field: QRectF, found: ReliabilityBin, colors: ColorScheme) -> None:
        """Paint the share of right answers of a bin with its interval."""
        at, cap = partial(_at, field, found.stated), QPointF(scaled(_CAP), 0)
        low, high = map(at, found.score.interval)
        painter.setPen(QPen(QColor(colors.test_curve), scaled(2)))
        painter.drawLine(low, high)
        for end in (low, high):
            painter.drawLine(end - cap, end + cap)
        painter.setPen(QPen(QColor(colors.window), 1))
        painter.setBrush(QColor(colors.test_curve))
        painter.drawEllipse(at(found.score.share), scaled(_DOT), scaled(_DOT))


def _at(field: QRectF, stated: float, share: float) -> QPointF:
    """The point of a stated probability, from 0.5 on, and of a share of right answers."""
    low, high = RELIABILITY_EDGES[0], RELIABILITY_EDGES[-1]
    across = (stated - low) / (high - low)
    return QPointF(field.left() + across * field.width(), field.bottom() - share * field.height())
