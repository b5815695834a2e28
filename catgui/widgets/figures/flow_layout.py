"""A layout of widgets in rows, which wrap as the words of a text do."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Puts its items side by side, each as wide as its size hint, and wraps them into rows."""

    def __init__(self, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        # By width, until an item changes: Qt asks for the height many times for each change.
        self._known_places: dict[int, list[QRect]] = {}
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)
        self.invalidate()

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
        hints = [item.sizeHint() for item in self._items]
        gaps = self.spacing() * max(0, len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The largest minimum of an item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place the items in `rect`."""
        super().setGeometry(rect)
        for item, place in zip(self._items, self._places(rect.width()), strict=True):
            item.setGeometry(place.translated(rect.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        """The places of the items in rows of `width`; an item that is wider has a row of its own."""
        if width not in self._known_places:
            self._known_places[width] = self._find_places(width)
        return self._known_places[width]

    def _find_places(self, width: int) -> list[QRect]:
        places: list[QRect] = []
        corner, row = QPoint(0, 0), 0
        for item in self._items:
            size = item.sizeHint().boundedTo(QSize(max(width, item.minimumSize().width()), item.sizeHint().height()))
            if corner.x() and corner.x() + size.width() > width:
                corner, row = QPoint(0, corner.y() + row + self.spacing() // 2), 0
            places.append(QRect(corner, size))
            corner, row = corner + QPoint(size.width() + self.spacing(), 0), max(row, size.height())
        return places
