"""A line of text that can have the mark of a warning."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.icons import icon

_ICON, _GAP = 16, 4


class WarningLabel(ElidedLabel):
    """An ElidedLabel that shows a warning with an icon before the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._warns = False

    def show_note(self, text: str, warns: bool) -> None:
        """Show `text`, with the icon of a warning if `warns`."""
        self._warns = warns
        self.setContentsMargins(_ICON + _GAP if warns else 0, 0, 0, 0)
        self.show_text(text)
        self.setAccessibleName(f"Warning: {text}" if warns else text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon and the text."""
        super().paintEvent(event)
        if self._warns:
            with QPainter(self) as painter:
                area = QRect(0, (self.height() - _ICON) // 2, _ICON, _ICON)
                icon("warning", color_scheme_of(self.palette()).error).paint(painter, area)
