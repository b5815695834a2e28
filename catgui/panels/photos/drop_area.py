"""Where photos are dropped: the cards, or how to add some."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.labels import label


class DropArea(QWidget):
    """Shows `content`, or `text` in a dashed border while there is none."""

    def __init__(self, content: QWidget, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = label(text, role="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(16)
        self._content = content
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)

    @property
    def has_content(self) -> bool:
        """Whether the content is shown."""
        return self._stack.currentWidget() is self._content

    def sizeHint(self) -> QSize:
        return (self._content if self.has_content else self._empty).sizeHint()

    def show_content(self, shown: bool) -> None:
        """Show the content, or the text."""
        self._stack.setCurrentWidget(self._content if shown else self._empty)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.has_content:
            return
        pen = QPen(QColor(color_scheme_of(self.palette()).muted), 1)
        pen.setDashPattern([4.0, 4.0])
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
