"""Widgets that arrange their parts for their width: those of a row flow into as many rows as they need."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


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
