"""The list of photo cards; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from catgui.widgets.photos.photo_card import CardLayout, PhotoCardDelegate, render_cards

_NAVIGATION_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class PhotoCards(QListView):
    """A list of photo cards.

    Signals: `remove_requested()`, `copy_requested()` and `paste_requested()`, by the keyboard; `selection_changed()`.
    """

    remove_requested = Signal()
    copy_requested = Signal()
    paste_requested = Signal()
    selection_changed = Signal()

    def __init__(self, entry_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = PhotoCardDelegate(entry_role, self)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        # The drop area around it takes drops.
        self.setDragEnabled(False)
        self.setAcceptDrops(False)

    def selected_indexes(self) -> list[QModelIndex]:
        """The selected indexes, in the order of rows."""
        return sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())

    def select_row(self, row: int) -> None:
        """Select only the card at `row`, or the last card, and make it current."""
        self.setCurrentIndex(self.model().index(min(row, self.model().rowCount() - 1), 0))

    def render_cards_at(self, indices: list[QModelIndex]) -> QImage:
        """An image of the cards at these indexes."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return render_cards(self._delegate, indices, option)

    def selectionChanged(self, selected: object, deselected: object) -> None:  # noqa: N802  Qt's name
        """Emit `selection_changed`."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among the columns."""
        super().resizeEvent(event)
        minimum = CardLayout.minimum_size(self.fontMetrics())
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = self.maximumViewportSize().width() - bar - 1
        columns = max(1, width // minimum.width())
        # Cards are as wide as the columns, which leaves room for long names.
        self._delegate.cell = QSize(max(minimum.width(), width // columns), minimum.height())
        self.setGridSize(self._delegate.cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, copy, paste; navigation keys select the current card if none is selected."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self.remove_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in _NAVIGATION_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._choose_current()

    def _choose_current(self) -> None:
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Select)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make the first card current if there is no current one."""
        super().focusInEvent(event)
        first = self.model().index(0, 0)
        if first.isValid() and not self.currentIndex().isValid():
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
