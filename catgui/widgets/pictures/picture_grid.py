"""A grid of the pictures of a list model; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle

from catgui.style.text_size import scaled
from catgui.widgets.basic.seen_selection import VisibleSelectionMixin
from catgui.widgets.pictures.picture_painting import SIDE, Captions, PictureDelegate

# A row below which little is left may become higher by so much, to be whole.
_MAX_STRETCH = 1.25


class PictureGrid(VisibleSelectionMixin, QListView):
    """A grid of the PictureRows of a model, each with its lines where `captions` says.

    Pictures have the first of `sides` with which `least` of them are whole, or the last one. With captions below, the
    height is divided among whole rows as well, if they become little higher. With `many`, several can be selected, and
    the context menu has the actions.

    Signals: `picked(QModelIndex)`, the current picture has changed, or is clicked again; `activated(QModelIndex)`, as
    for all lists, Enter or double click.
    """

    picked = Signal(QModelIndex)

    def __init__(
        self,
        name: str,
        captions: Captions = Captions.NONE,
        sides: tuple[int, ...] = (SIDE,),
        least: int = 6,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._captions, self._sides, self._least = captions, sides, least
        self._delegate = PictureDelegate(captions, self)
        self.setItemDelegate(self._delegate)
        # Cells of one size, side by side without gaps, that scroll down by single pixels.
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(False)  # the window takes drops
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)

    @property
    def selected_rows(self) -> list[int]:
        """The selected rows, in their order."""
        return sorted(index.row() for index in self.selectionModel().selectedIndexes())

    def select_row(self, row: int) -> None:
        """Select only the picture at `row`, or the last one, and make it current."""
        index = self.model().index(min(row, self.model().rowCount() - 1), 0)
        # Whatever modifier is held: with Ctrl, `setCurrentIndex` would deselect a picture that is selected.
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _cell_size(self, minimum: QSize) -> QSize:
        """The size of the cells that fill the width, and with captions below the height."""
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        whole = self.maximumViewportSize()  # asking for the viewport would have PySide create classes at the start
        width, height, room = whole.width() - bar - 1, minimum.height(), whole.height()
        fitted = room // max(1, room // height)
        # Where much would be left empty, the row that is cut says that there are more.
        if self._captions is Captions.BELOW and fitted <= _MAX_STRETCH * height:
            height = fitted
        return QSize(width // max(1, width // minimum.width()), height)

    def fit_cells(self) -> None:
        """Divide the room among as many cells as it has room for, with the widest lines of the model."""
        model = self.model()
        if model is not None:
            self._delegate.read_header(model)
        self._delegate.cell = self._cell_size(self._minimum_cell())
        if self._delegate.cell != self.gridSize():
            self.setGridSize(self._delegate.cell)

    def _minimum_cell(self) -> QSize:
        """The smallest cell in the font of the view, with the largest pictures of which enough fit."""
        room = self.maximumViewportSize()
        for side in self._sides:
            self._delegate.side = scaled(side)
            # Not of a QStyleOptionViewItem: the font in one that is freed must not be measured.
            cell = self._delegate.minimum_size(self.font())
            if room.width() // cell.width() * (room.height() // cell.height()) >= self._least:
                break
        return cell

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, whose header has the widest lines of text."""
        super().setModel(model)
        self.fit_cells()

    def reset(self) -> None:
        super().reset()
        self.fit_cells()

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self.fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the first visible picture in its place."""
        first = self.first_seen()  # before Qt lays out the cells for the other size
        super().resizeEvent(event)
        self.fit_cells()
        self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)

    def minimumSizeHint(self) -> QSize:
        """Room for a row of the smallest pictures beside their lines, else for a little of a row."""
        height = 2 * self.fontMetrics().lineSpacing()
        if self._captions is Captions.BESIDE:
            height = scaled(self._sides[-1])
        return QSize(super().minimumSizeHint().width(), height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_cells()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emit `picked` also for a plain click on the current picture."""
        before = self.currentIndex()
        super().mousePressEvent(event)
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if is_plain and before.isValid() and self.indexAt(event.position().toPoint()) == before:
            self.picked.emit(before)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.picked.emit(current)
