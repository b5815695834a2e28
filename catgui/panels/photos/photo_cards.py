"""The list of photo cards; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import CARD_KEYS, NONE_SHOWN
from catgui.domain.picture import ROW_ROLE
from catgui.panels.photos.photo_card import PhotoCardDelegate, render_cards
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.commands import find_command
from catgui.widgets.basic.seen_selection import SeenSelection
from catgui.widgets.pictures.picture_grid import show_as_cells

_Key = Qt.Key
_NAVIGATION_KEYS = (_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End)
_USUAL_ROWS = 2
# From the corner of the view into the card that lies there.
_INSET = QPoint(16, 16)


class PhotoCards(SeenSelection, QListView):
    """A list of photo cards.

    Attributes: `visibility`, which scrolls to new cards.

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
        # The drop area around it takes drops.
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.visibility = _CardVisibility(self)

    def set_detector(self, has_detector: bool) -> None:
        """Set whether cards have the detector's answer."""
        if has_detector != self._delegate.has_detector:
            self._delegate.has_detector = has_detector
            self._lay_out_again()

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

    def copy(self) -> None:
        """Copy an image of the selected cards to the clipboard."""
        selected = self.selected_indexes()
        if selected:
            QGuiApplication.clipboard().setImage(render_cards(self._delegate, selected, self._option()))

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def _lay_out_again(self) -> None:
        """Lay out cards of another size, and keep the current card in sight."""
        anchor = self.visibility.anchor(self.viewport().rect())
        self._divide_width()
        self.scrollTo(anchor)
        self.updateGeometry()

    def _divide_width(self) -> None:
        """Divide the width among the columns."""
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = self.maximumViewportSize().width() - bar - 1
        option = self._option()
        minimum = self._delegate.minimum_size(option)
        columns = max(1, width // minimum.width())
        # Cards are as wide as the columns, which leaves room for long names.
        self._delegate.cell = QSize(width // columns, minimum.height())
        self.setGridSize(self._delegate.cell)

    def sizeHint(self) -> QSize:
        """Room for two rows of cards."""
        cell = self._delegate.minimum_size(self._option())
        return QSize(super().sizeHint().width(), _USUAL_ROWS * cell.height())

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.layoutChanged.connect(self.visibility.follow_revealed)

    def selectionChanged(self, selected: object, deselected: object) -> None:  # noqa: N802  Qt's name
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(color_scheme_of(self.palette()).muted))
                painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), NONE_SHOWN)

    def minimumSizeHint(self) -> QSize:
        """Room for a little of a row: large text must leave the most of a low window to the plot."""
        return QSize(super().minimumSizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        anchor = self.visibility.anchor(QRect(QPoint(), event.oldSize()))
        super().resizeEvent(event)
        self._divide_width()
        self.scrollTo(anchor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.visibility.end_reveal()
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the current card by navigation keys if none is; leave the keys of disabled commands to the panel."""
        self.visibility.end_reveal()
        if find_command(self.actions(), event):
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in _NAVIGATION_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_current()

    def first_seen(self) -> QModelIndex:
        """The first card that is seen."""
        return self.visibility.anchor(self.viewport().rect())


class _CardVisibility(QObject):
    """Scrolls `cards` to new cards, and back to a card that was visible before another layout."""

    def __init__(self, cards: QListView) -> None:
        super().__init__(cards)
        self._cards = cards
        self._reveals_next = False
        self._revealed = QPersistentModelIndex()
        cards.pressed.connect(self.end_reveal)
        cards.verticalScrollBar().sliderPressed.connect(self.end_reveal)

    def reveal_next(self) -> None:
        """Make the next `reveal` take effect, unless `end_reveal` is called before."""
        self._reveals_next = True

    def reveal(self, row: int) -> None:
        """Scroll to the card at `row`, the first new one, if that was requested; also when it is sorted elsewhere."""
        if self._reveals_next:
            self._reveals_next = False
            self._revealed = QPersistentModelIndex(self._cards.model().index(row, 0))
            self.follow_revealed()

    def end_reveal(self) -> None:
        """Keep no new card visible: the user scrolls, presses a key, or chooses what is shown."""
        self._reveals_next = False
        self._revealed = QPersistentModelIndex()

    def follow_revealed(self) -> None:
        """Scroll to the new card where it is now."""
        if self._revealed.isValid():
            card = self._cards.model().index(self._revealed.row(), 0)
            self._cards.scrollTo(card, QAbstractItemView.ScrollHint.PositionAtTop)

    def anchor(self, area: QRect) -> QModelIndex:
        """The card to keep visible: the current one if it is in `area` of the viewport, else the first one there."""
        current = self._cards.currentIndex()
        is_visible = current.isValid() and self._cards.visualRect(current).intersects(area)
        return current if is_visible else self._cards.indexAt(area.topLeft() + _INSET)
