"""Two widgets side by side, or one above the other where the width is too small."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class WrappingRow(QWidget):
    """Shows two parts in one row, `spacing` apart, or in two rows."""

    def __init__(self, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._parts: tuple[QWidget, ...] = ()
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        # Else the layout would keep the row from becoming so narrow that it wraps.
        self._layout.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)

    def set_parts(self, first: QWidget, second: QWidget) -> None:
        """Show these two; the second takes the width that the first leaves."""
        self._parts = (first, second)
        self._layout.addWidget(first)
        self._layout.addWidget(second, stretch=1)
        self._arrange()

    def _arrange(self) -> None:
        needed = self._spacing + sum(part.sizeHint().width() for part in self._parts)
        wraps = needed > self.width()
        spacing = self._spacing // 2 if wraps else self._spacing
        self._layout.setDirection(QBoxLayout.Direction.TopToBottom if wraps else QBoxLayout.Direction.LeftToRight)
        # Qt asks for another layout even if the spacing stays the same, and so on for ever.
        if spacing != self._layout.spacing():
            self._layout.setSpacing(spacing)

    def minimumSizeHint(self) -> QSize:
        """The width of the wider part, and the height of the current arrangement."""
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the parts again when one of them needs another width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)
