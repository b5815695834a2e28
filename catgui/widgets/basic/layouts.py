"""Rows and columns, written as they are seen, rows that wrap, scroll areas, and the base of panels that follow."""

from __future__ import annotations

from types import EllipsisType

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

Margins = tuple[int, int, int, int]

NO_LIMIT = 16_777_215  # Qt's largest size of a widget


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


class LayoutBoundary(QWidget):
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
        """The hint of the widget."""
        return self._part.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The hint of the widget."""
        return self._part.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        """Update the geometry if the hints of the widget have changed."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show) and self._hints != self._find_hints():
            self._hints = self._find_hints()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resize the widget to all the room."""
        super().resizeEvent(event)
        self._part.setGeometry(self.rect())


class ArrangingWidget(QWidget):
    """A widget that arranges its parts anew for its width, and for what they need."""

    def _arrange(self) -> None:
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)


class FlowRow(ArrangingWidget):
    """Shows its parts that are not hidden side by side, each as wide as its size hint, in as many rows as they need.

    The rows are `row_spacing` apart, by default half of `spacing`. It is no QLayout, whose items PySide would keep.
    """

    def __init__(self, spacing: int, row_spacing: int | None = None) -> None:
        super().__init__()
        self._spacing, self._row_spacing = spacing, spacing // 2 if row_spacing is None else row_spacing
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Add a part at the end."""
        was_hidden = part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)  # by whoever made it
        part.setParent(self)
        part.setHidden(was_hidden)
        self._parts.append(part)

    @property
    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        hints = [_hint(part) for part in self._shown]
        gaps = self._spacing * max(0, len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        size = QSize(0, 0)
        for part in self._shown:
            size = size.expandedTo(part.minimumSizeHint()).expandedTo(part.minimumSize())
        return size

    def event(self, event: QEvent) -> bool:
        """Ask the layout that this is in for another size when a part needs one."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def _arrange(self) -> None:
        for part, place in zip(self._shown, self._places(self.width()), strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        """The places of the parts in rows of `width`; one that is wider has a row of its own."""
        rows: list[list[QRect]] = [[]]
        corner = QPoint(0, 0)
        for part in self._shown:
            hint = _hint(part)
            size = hint.boundedTo(QSize(max(width, part.minimumSizeHint().width()), hint.height()))
            if corner.x() and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + _height(rows[-1]) + self._row_spacing)
                rows.append([])
            rows[-1].append(QRect(corner, size))
            corner += QPoint(size.width() + self._spacing, 0)
        # As high as their row.
        return [QRect(place.topLeft(), QSize(place.width(), _height(row))) for row in rows for place in row]


def _hint(part: QWidget) -> QSize:
    return part.sizeHint().expandedTo(part.minimumSize())


def _height(row: list[QRect]) -> int:
    return max((place.height() for place in row), default=0)


# With room for fewer lines a column is not shown: nothing could be read in it.
_MIN_LINES = 2


class VerticalScrollArea(QScrollArea):
    """Shows `column` in its full width, with a vertical scroll bar where needed."""

    def __init__(self, column: QWidget, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidget(column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)

    def _on_range_changed(self, _minimum: int, maximum: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if maximum else Qt.FocusPolicy.NoFocus)


class FittingScrollArea(VerticalScrollArea):
    """Shows a column of widgets in their full height; scrolls where there is less room, is empty where hardly any."""

    def __init__(self, contents: Box, name: str) -> None:
        column = QWidget()
        self._layout = contents.on(column)
        self._column = column
        super().__init__(column, name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        hint = self._layout.totalSizeHint()
        if self._layout.hasHeightForWidth():
            hint.setHeight(self._layout.totalHeightForWidth(self.width()))
        return hint

    def minimumSizeHint(self) -> QSize:
        width = self._layout.totalMinimumSize().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, 0)

    @property
    def minimum_height(self) -> int:
        """The height below which nothing is shown."""
        return min(_MIN_LINES * self.fontMetrics().lineSpacing(), self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Update the height, which depends on the width."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Ask for the height of the column, and have the scroll bar only where there is less."""
        full = self.sizeHint().height()
        is_shown = self.height() >= self.minimum_height
        fits = self.height() >= full or not is_shown
        self._column.setVisible(is_shown)
        # Qt would keep a scroll bar for texts that are too high only in the width that it leaves them.
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if bar != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(bar)
        self.updateGeometry()


class FollowingPanel(QWidget):
    """A panel with a signal for being shown or hidden, also by the tab of another one.

    Signals: `seen_changed()`.
    """

    seen_changed = Signal()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen_changed.emit()
