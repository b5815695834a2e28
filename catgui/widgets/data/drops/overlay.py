"""An overlay that says what a drop on the window will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.data.drops.fields import DropFields

_ICON = QSize(48, 48)
_MARGIN, _RADIUS, _LINE = 4, 10, 3
_VEIL = 0.75
_PADDING, _TEXT_WIDTH = 24, 440


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
        beside = max(2 * _PADDING, (self.width() - _TEXT_WIDTH) // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(beside, 0, beside, 0)
        layout.setSpacing(12)
        layout.addStretch()
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addStretch()

    def show_hint(self, text: str, icon_name: str, possible: bool, place: QRect) -> None:
        """Show a sentence and an icon; `place` is framed, in the color of errors if the drop is not `possible`."""
        colors = color_scheme_of(self.palette())
        self._color = colors.accent if possible else colors.error
        self._place = place
        self._icon.setPixmap(icon(icon_name, self._color).pixmap(_ICON, self.devicePixelRatioF()))
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
        """Emit `forgotten`."""
        self.forgotten.emit()


def _grown(rect: QRect, by: int) -> QRectF:
    return QRectF(rect.adjusted(-by, -by, by, by))
