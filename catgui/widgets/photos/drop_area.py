"""An area for photos that says, while it is empty, that they can be dropped."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
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
        self._stack.setContentsMargins(2, 2, 2, 2)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)

    @property
    def has_content(self) -> bool:
        """Whether the content is shown."""
        return self._stack.currentWidget() is self._content

    def show_content(self, shown: bool) -> None:
        """Show the content, or the text."""
        self._stack.setCurrentWidget(self._content if shown else self._empty)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the border while it is empty."""
        if self.has_content:
            return
        pen = QPen(QColor(color_scheme_of(self.palette()).muted), 1)
        pen.setDashPattern([4.0, 4.0])
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
