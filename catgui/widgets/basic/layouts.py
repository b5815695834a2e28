"""Rows and columns, written as they are seen."""

from __future__ import annotations

from types import EllipsisType

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]


class Box:
    """Parts in a row or a column, which become a layout by `on` or in another box: `row_of`, `column_of`.

    A layout is filled once it is in its window: of the items of one that moves there PySide would keep wrappers.
    """

    def __init__(
        self,
        kind: type[QHBoxLayout | QVBoxLayout],
        parts: tuple[Part, ...],
        spacing: int | None,
        margins: Margins | None,
    ) -> None:
        self._kind, self._parts, self._spacing, self._margins = kind, parts, spacing, margins

    def on(self, widget: QWidget) -> QHBoxLayout | QVBoxLayout:
        """Lay out the parts on `widget`."""
        layout = self._kind(widget)
        self._fill(layout)
        return layout

    def widget(self) -> QWidget:
        """A widget with the parts."""
        widget = QWidget()
        self.on(widget)
        return widget

    def _fill(self, layout: QBoxLayout) -> None:
        if self._margins is not None:
            layout.setContentsMargins(*self._margins)
        if self._spacing is not None:
            layout.setSpacing(self._spacing)
        for part in self._parts:
            if part is ...:
                layout.addStretch()
            elif isinstance(part, int):
                layout.addSpacing(part)
            else:
                self._add(layout, *(part if isinstance(part, tuple) else (part, 0)))

    def _add(self, layout: QBoxLayout, part: QWidget | QLayout | Box, how: int | Qt.AlignmentFlag) -> None:
        if isinstance(part, QWidget):
            if isinstance(how, Qt.AlignmentFlag):  # which is an int as well
                layout.addWidget(part, alignment=how)
            else:
                layout.addWidget(part, how)
        elif isinstance(part, Box):
            inner = part._kind()
            layout.addLayout(inner, how)
            part._fill(inner)
        else:
            layout.addLayout(part, how)


# A part with its stretch factor, or with its place where there is more room than it needs.
Placed = tuple[QWidget | QLayout | Box, int | Qt.AlignmentFlag]
# A number is a gap, and `...` the room that is left.
Part = QWidget | QLayout | Box | int | EllipsisType | Placed

_NONE = (0, 0, 0, 0)


def row_of(*parts: Part, spacing: int | None = None, margins: Margins | None = _NONE) -> Box:
    """Parts beside each other; with None, the style has the spacing or the margins."""
    return Box(QHBoxLayout, parts, spacing, margins)


def column_of(*parts: Part, spacing: int | None = None, margins: Margins | None = _NONE) -> Box:
    """Parts below each other; with None, the style has the spacing or the margins."""
    return Box(QVBoxLayout, parts, spacing, margins)


def pages_of(*widgets: QWidget) -> QStackedWidget:
    """Widgets of which one is shown, at first the first one."""
    stack = QStackedWidget()
    for widget in widgets:
        stack.addWidget(widget)
    return stack


class SteadyRoom(QWidget):
    """The room of a widget, which is laid out anew only for other size hints.

    Without it each other text of a label has the whole window laid out, be it as long as the one before.
    """

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self._part = part
        part.setParent(self)
        self.setSizePolicy(part.sizePolicy())
        self._hints = self._find_hints()

    def _find_hints(self) -> tuple[QSize, QSize]:
        return self._part.sizeHint(), self._part.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """That of the widget."""
        return self._part.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """That of the widget."""
        return self._part.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        """Ask for other room if the widget does."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show) and self._hints != self._find_hints():
            self._hints = self._find_hints()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the widget all the room."""
        super().resizeEvent(event)
        self._part.setGeometry(self.rect())
