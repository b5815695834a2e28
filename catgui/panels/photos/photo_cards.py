"""The list of photo cards; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QWidget

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import CARD_KEYS, NONE_SHOWN
from catgui.domain.picture import ROW_ROLE
from catgui.panels.photos.photo_card import PhotoCardDelegate
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.commands import find_command
from catgui.widgets.basic.seen_selection import SeenSelection
from catgui.widgets.pictures.picture_grid import show_as_cells
from engine.statistics import DETECTOR_CLASSES

_Key = Qt.Key
_NAVIGATION_KEYS = (_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End)
_USUAL_ROWS = 2


class PhotoCards(SeenSelection, QListView):
    """A list of photo cards of one size.

    Signals: `selection_changed()`.
    """

    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo_cards")
        self.setAccessibleName("Your photos")
        self.setAccessibleDescription(CARD_KEYS)
        self._delegate = PhotoCardDelegate(self)
        self.setItemDelegate(self._delegate)
        show_as_cells(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        # The window takes drops.
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_detector(self, has_detector: bool) -> None:
        """Set whether cards have the detector's answer, and fit them to the names of the classes."""
        self._delegate.has_detector = has_detector
        self._fit_cards()

    def selected_indexes(self) -> list[QModelIndex]:
        """The selected indexes, in the order of rows."""
        return sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())

    def select_row(self, row: int) -> None:
        """Select only the card at `row`, or the last card, and make it current."""
        index = self.model().index(min(row, self.model().rowCount() - 1), 0)
        # Whatever modifier is held: with Ctrl, `setCurrentIndex` would deselect a card that is selected.
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selected(self) -> list[PhotoEntry]:
        """The selected photos, in the order of rows."""
        return [index.data(ROW_ROLE) for index in self.selected_indexes()]

    def selected_one(self) -> PhotoEntry | None:
        """The current photo if it is selected, else the selected one; None if there is no one."""
        indexes, current = self.selected_indexes(), self.currentIndex()
        if current not in indexes and len(indexes) != 1:
            return None
        entry: PhotoEntry | None = (current if current in indexes else indexes[0]).data(ROW_ROLE)
        return entry

    def _fit_cards(self) -> None:
        """Divide the room among the cards."""
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        entry: PhotoEntry | None = self.model().index(0, 0).data(ROW_ROLE)
        classes = None if entry is None else entry.classes
        room = self.maximumViewportSize() - QSize(bar + 1, 0)
        self._delegate.fit(room, self.font(), classes or DETECTOR_CLASSES)
        if self.gridSize() != self._delegate.cell:
            self.setGridSize(self._delegate.cell)

    def sizeHint(self) -> QSize:
        """Room for two rows of cards."""
        return QSize(super().sizeHint().width(), _USUAL_ROWS * self._delegate.cell.height())

    def minimumSizeHint(self) -> QSize:
        """Room for one row of the smallest cards; a lower panel is scrolled to it as a whole."""
        return QSize(super().minimumSizeHint().width(), self._delegate.least_height)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._fit_cards()

    def selectionChanged(self, selected: object, deselected: object) -> None:  # noqa: N802  Qt's name
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(color_scheme_of(self.palette()).muted))
                painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), NONE_SHOWN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        first = self.first_seen()  # before Qt lays out the cards for the other size
        super().resizeEvent(event)
        self._fit_cards()
        self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self._fit_cards()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the current card by navigation keys if none is; leave the keys of disabled commands to the panel."""
        if find_command(self.actions(), event):
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in _NAVIGATION_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_current()
