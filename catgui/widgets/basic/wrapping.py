"""Rows that wrap: widgets that flow, and two parts beside or above each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget


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

    def __init__(self, spacing: int, row_spacing: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing, self._row_spacing = spacing, spacing // 2 if row_spacing is None else row_spacing
        self._parts: list[QWidget] = []
        # By width, until a part changes: Qt asks for the height many times for each change.
        self._known_places: dict[int, list[QRect]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Add a part at the end."""
        part.setParent(self)
        part.show()
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
        """Forget the places when a part needs another size, and tell the layout that this is in."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.invalidate()
        return super().event(event)

    def invalidate(self) -> None:
        """Forget the places, and have all layouts that this is in ask for its size again, at once."""
        self._known_places.clear()
        around: QWidget | None = self
        while around is not None and not around.isWindow():
            around.updateGeometry()
            around = around.parentWidget()

    def _arrange(self) -> None:
        for part, place in zip(self._shown, self._places(self.width()), strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        """The places of the parts in rows of `width`; one that is wider has a row of its own."""
        if not self.isVisible():  # and so is told of no change
            return self._find_places(width, self._shown)
        if width not in self._known_places:
            self._known_places[width] = self._find_places(width, self._shown)
        return self._known_places[width]

    def _find_places(self, width: int, parts: list[QWidget]) -> list[QRect]:
        rows: list[list[QRect]] = [[]]
        corner = QPoint(0, 0)
        for part in parts:
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
        """Show both widgets; the second takes the width that the first leaves."""
        self._parts = (first, second)
        self._layout.addWidget(first)
        self._layout.addWidget(second, stretch=1)
        self._arrange()

    def _arrange(self) -> None:
        wraps = self._one_row_width() > self.width()
        spacing = self._spacing // 2 if wraps else self._spacing
        self._layout.setDirection(QBoxLayout.Direction.TopToBottom if wraps else QBoxLayout.Direction.LeftToRight)
        # Qt asks for another layout even if the spacing stays the same, and so on for ever.
        if spacing != self._layout.spacing():
            self._layout.setSpacing(spacing)

    def _one_row_width(self) -> int:
        return self._spacing + sum(part.sizeHint().width() for part in self._parts)

    def sizeHint(self) -> QSize:
        """The width of one row, also while there are two: else it would never be given room for one again."""
        return QSize(self._one_row_width(), self._layout.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The width of the wider part, and the height of the current arrangement."""
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, self._layout.minimumSize().height())
