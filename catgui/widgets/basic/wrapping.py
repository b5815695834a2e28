"""Layouts that wrap: a row of widgets that flows, and two parts beside or above each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Puts its items that are not hidden side by side, each as wide as its size hint, and wraps them into rows.

    The rows are `row_spacing` apart, by default half of `spacing`.
    """

    def __init__(self, spacing: int, parent: QWidget | None = None, row_spacing: int | None = None) -> None:
        super().__init__(parent)
        self._row_spacing = spacing // 2 if row_spacing is None else row_spacing
        self._items: list[QLayoutItem] = []
        # By width, until an item changes: Qt asks for the height many times for each change.
        self._known_places: dict[int, list[QRect]] = {}
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)
        self.invalidate()

    @property
    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def count(self) -> int:
        """The number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at an index."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove the item at an index."""
        self._known_places.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Forget the places, since the size of an item has changed."""
        self._known_places.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """None."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """True: the height depends on the number of rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows."""
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        """All items in one row."""
        hints = [item.sizeHint() for item in self._shown]
        gaps = self.spacing() * max(0, len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The largest minimum of an item."""
        size = QSize()
        for item in self._shown:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place the items in `rect`."""
        super().setGeometry(rect)
        for item, place in zip(self._shown, self._places(rect.width()), strict=True):
            item.setGeometry(place.translated(rect.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        """The places of the items in rows of `width`; an item that is wider has a row of its own."""
        if width not in self._known_places:
            self._known_places[width] = self._find_places(width)
        return self._known_places[width]

    def _find_places(self, width: int) -> list[QRect]:
        rows: list[list[QRect]] = [[]]
        corner = QPoint(0, 0)
        for item in self._shown:
            size = item.sizeHint().boundedTo(QSize(max(width, item.minimumSize().width()), item.sizeHint().height()))
            if corner.x() and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + _height(rows[-1]) + self._row_spacing)
                rows.append([])
            rows[-1].append(QRect(corner, size))
            corner += QPoint(size.width() + self.spacing(), 0)
        # As high as their row, in the middle of which Qt puts what needs less.
        return [QRect(place.topLeft(), QSize(place.width(), _height(row))) for row in rows for place in row]


def _height(row: list[QRect]) -> int:
    return max((place.height() for place in row), default=0)


class ArrangingWidget(QWidget):
    """A widget that arranges its parts anew for its width, and for what they need."""

    def _arrange(self) -> None:
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the parts again when one of them needs another width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)


class WrappingRow(ArrangingWidget):
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
