"""An area to drop photos on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedLayout, QWidget

from catgui.inputs.mime import extract_sources
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.labels import label
from catgui.widgets.photos.drops import accept_photos


class DropArea(QWidget):
    """Shows `content`, or `text` while it is empty.

    Signals: `dropped(object)`, a list of sources.
    """

    dropped = Signal(object)

    def __init__(self, content: QWidget, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._dragged_over = False
        self._empty = label(text, role="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(16)
        self._content = content
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(2, 2, 2, 2)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)

    def show_content(self, shown: bool) -> None:
        """Show the content, or the text."""
        self._stack.setCurrentWidget(self._content if shown else self._empty)
        self.update()

    def _show_dragged(self, over: bool) -> None:
        self._dragged_over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a dashed border if empty, and a solid one while photos are dragged over it."""
        if self._stack.currentWidget() is self._content and not self._dragged_over:
            return
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(QColor(colors.accent), 2) if self._dragged_over else QPen(QColor(colors.muted), 1)
            if not self._dragged_over:
                pen.setDashPattern([4.0, 4.0])
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept photos only."""
        self._show_dragged(accept_photos(event))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Remove the border."""
        self._show_dragged(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Emit the sources of the dropped photos."""
        self._show_dragged(False)
        if accept_photos(event):
            self.dropped.emit(extract_sources(event.mimeData()))
