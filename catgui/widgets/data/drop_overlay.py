"""An overlay that says what a drop on the window will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled, scaled_size
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_ICON = QSize(48, 48)
_MARGIN, _RADIUS, _LINE = 4, 10, 3
_VEIL = 0.75
_PADDING, _TEXT_WIDTH, _FIELD_GAP = 24, 440, 8


class DropOverlay(QWidget):
    """Covers `parent` with a sentence, an icon, and a frame around the place of the drop, or with fields to drop on.

    Whoever shows it handles its drag events.

    Attributes: `field`, the one of `fields` that the drag is over, by its place in the list, or None.

    Signals: `forgotten()`, the mouse moves over it without dragging anything: the drag has ended elsewhere.
    """

    forgotten = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_overlay")
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setGeometry(parent.rect())
        self._place, self._color = self.rect(), ""
        self._shown: list[QLabel] = []
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

    @property
    def fields(self) -> list[QLabel]:
        """The labels of what it can be dropped on."""
        return self._shown[1:]

    def show_hint(self, text: str, icon_name: str, possible: bool, place: QRect) -> None:
        """Show a sentence and an icon; `place` is framed, in the color of errors if the drop is not `possible`."""
        colors = color_scheme_of(self.palette())
        self._color = colors.accent if possible else colors.error
        self._place = place
        self._icon.setPixmap(icon(icon_name, self._color).pixmap(scaled_size(_ICON), self.devicePixelRatioF()))
        self._set_fields([], place)
        self._say(text)

    def show_fields(self, title: str, texts: Sequence[str], place: QRect, at: QPoint) -> None:
        """Show a title and a field for each of `texts` in `place`; the drag is over the point `at`."""
        self._set_fields([title, *texts], place)
        areas = [field.geometry().adjusted(0, 0, 0, _FIELD_GAP) for field in self.fields]
        self.field = next((index for index, area in enumerate(areas) if area.contains(at)), None)
        for index, field in enumerate(self.fields):
            field.setProperty("role", "current" if index == self.field else "field")
            field.style().polish(field)
        self._say(title if self.field is None else f"{title} {texts[self.field]}")

    def _set_fields(self, texts: Sequence[str], place: QRect) -> None:
        """Show a label for each text, the first a title, one below the other in `place`."""
        if [field.text() for field in self._shown] != list(texts):
            for field in self._shown:
                field.hide()
                field.deleteLater()
            self._shown = [self._make_field(text) for text in texts]
        self.field = None
        height = place.height() // max(1, len(self._shown))
        for index, field in enumerate(self._shown):
            area = QRect(place.x(), place.y() + index * height, place.width(), height)
            field.setGeometry(area.adjusted(_FIELD_GAP, _FIELD_GAP // 2, -_FIELD_GAP, -_FIELD_GAP // 2))
        for part in (self._icon, self._text):
            part.setVisible(not texts)

    def _make_field(self, text: str) -> QLabel:
        field = label(text, role="field", wrap=True)
        field.setParent(self)
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.show()
        return field

    def _say(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil over the window, and the frame and a card behind the sentence."""
        colors = color_scheme_of(self.palette())
        veil = QColor(colors.window)
        veil.setAlphaF(_VEIL)
        pen = QPen(QColor(self._color), _LINE)
        pen.setDashPattern([4.0, 3.0])
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), veil)
            if self._shown:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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
