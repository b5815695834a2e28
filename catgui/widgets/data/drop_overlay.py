"""An overlay that says what a drop on the window will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled, scaled_size
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_ICON = QSize(48, 48)
_MARGIN, _RADIUS, _LINE = 4, 10, 3
_VEIL = 0.75
_PADDING, _TEXT_WIDTH = 24, 440
_FIELDS_MARGIN, _FIELD_GAP, _FIELD_RADIUS, _FIELD_PADDING = 12, 8, 10, 8
_TITLE_LINES = 2
_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class DropOverlay(QWidget):
    """Covers `parent` with a sentence, an icon, and a frame around the place of the drop, or with fields to drop on.

    Whoever shows it handles its drag events.

    Attributes: `field`, the field that the drag is over, by its place in the list, or None.

    Signals: `forgotten()`, the mouse moves over it without dragging anything:
    the drag has ended elsewhere.
    """

    forgotten = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_overlay")
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setGeometry(parent.rect())
        self._place = self.rect()
        self._color = ""
        self._fields: DropFields | None = None
        self.field: int | None = None
        self._icon = label()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = label(role="prompt", wrap=True)
        self._text.setObjectName("drop_text")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self._icon, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        beside = max(2 * _PADDING, (self.width() - scaled(_TEXT_WIDTH)) // 2)
        column_of(..., self._icon, self._text, ..., spacing=12, margins=(beside, 0, beside, 0)).on(self)

    def show_hint(self, text: str, icon_name: str, possible: bool, place: QRect) -> None:
        """Show a sentence and an icon; `place` is framed, in the color of errors if the drop is not `possible`."""
        colors = color_scheme_of(self.palette())
        self._color = colors.accent if possible else colors.error
        self._place = place
        self._icon.setPixmap(icon(icon_name, self._color).pixmap(scaled_size(_ICON), self.devicePixelRatioF()))
        self._fields = self.field = None
        self._say(text)

    def show_fields(self, title: str, texts: Sequence[str], place: QRect, at: QPoint) -> None:
        """Show a title and a field for each of `texts` in `place`; the drag is over the point `at`."""
        self._fields = DropFields(title, texts, place, self.fontMetrics())
        self.field = self._fields.at(at)
        self._say(title if self.field is None else f"{title} {texts[self.field]}")

    def _say(self, text: str) -> None:
        for part in (self._icon, self._text):
            part.setVisible(self._fields is None)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil over the window, and the fields, or the frame and a card behind the sentence."""
        colors = color_scheme_of(self.palette())
        veil = QColor(colors.window)
        veil.setAlphaF(_VEIL)
        pen = QPen(QColor(self._color), _LINE)
        pen.setDashPattern([4.0, 3.0])
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), veil)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._fields is not None:
                self._fields.paint(painter, self.field, self.palette())
                return
            painter.setPen(pen)
            painter.drawRoundedRect(_grown(self._place, -_MARGIN), _RADIUS, _RADIUS)
            painter.setPen(QColor(colors.line))
            painter.setBrush(QColor(colors.base))
            words = self._icon.geometry() | self._text.geometry()
            painter.drawRoundedRect(_grown(words, _PADDING), _RADIUS, _RADIUS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit `forgotten`: while something is dragged, there are no mouse events."""
        self.forgotten.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.forgotten.emit()


def _grown(rect: QRect, by: int) -> QRectF:
    return QRectF(rect.adjusted(-by, -by, by, by))


class DropFields:
    """A title and a field for each of `texts`, one below the other, in the rectangle `place`."""

    def __init__(self, title: str, texts: Sequence[str], place: QRect, metrics: QFontMetrics) -> None:
        self._title, self._texts = title, tuple(texts)
        inner = place.adjusted(_FIELDS_MARGIN, _FIELDS_MARGIN, -_FIELDS_MARGIN, -_FIELDS_MARGIN)
        head = _TITLE_LINES * metrics.lineSpacing() + 2 * _FIELD_PADDING
        self._head = QRect(inner.left(), inner.top(), inner.width(), head)
        height = (inner.height() - head) // max(1, len(self._texts)) - _FIELD_GAP
        self.rects = tuple(
            QRect(inner.left(), inner.top() + head + _FIELD_GAP + row * (height + _FIELD_GAP), inner.width(), height)
            for row in range(len(self._texts))
        )

    def at(self, place: QPoint) -> int | None:
        """The field at a point, or None beside them; the gap below a field is part of it."""
        below = (rect.adjusted(0, 0, 0, _FIELD_GAP) for rect in self.rects)
        return next((index for index, rect in enumerate(below) if rect.contains(place)), None)

    def paint(self, painter: QPainter, current: int | None, palette: QPalette) -> None:
        """Paint the title and the fields, that of the index `current` in the color of the accent."""
        colors = color_scheme_of(palette)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(self._head, _FIELD_RADIUS, _FIELD_RADIUS)
        painter.setPen(QColor(colors.text))
        painter.drawText(_within(self._head), int(_WRAPPED), self._title)
        for index, (rect, text) in enumerate(zip(self.rects, self._texts, strict=True)):
            is_current = index == current
            painter.setPen(QPen(QColor(colors.accent if is_current else colors.line), 1))
            painter.setBrush(QColor(colors.accent if is_current else colors.base))
            painter.drawRoundedRect(rect, _FIELD_RADIUS, _FIELD_RADIUS)
            painter.setPen(QColor(colors.on_accent if is_current else colors.text))
            painter.drawText(_within(rect), int(_WRAPPED), text)


def _within(rect: QRect) -> QRect:
    return rect.adjusted(_FIELD_PADDING, _FIELD_PADDING, -_FIELD_PADDING, -_FIELD_PADDING)
