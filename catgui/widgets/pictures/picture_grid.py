"""A grid of the pictures of a list model; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QWidget

from catgui.style.text_size import scaled
from catgui.widgets.basic.seen_selection import SeenSelection
from catgui.widgets.pictures.picture_delegate import SIDE, Captions, PictureDelegate

# The rows that must fit before pictures are enlarged.
_MIN_ROWS = 3
# A row below which little is left may become higher by so much, to be whole.
_MAX_STRETCH = 1.25


def show_as_cells(view: QListView) -> None:
    """Have `view` show its rows as cells of one size, side by side without gaps, that scroll down by single pixels."""
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setMovement(QListView.Movement.Static)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setUniformItemSizes(True)
    view.setSpacing(0)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class PictureGrid(SeenSelection, QListView):
    """A grid of the PictureRows of a model, each with its lines where `captions` says.

    Pictures are enlarged by the first of `factors` with which `least` or three rows of them fit, or the last. With
    captions below, the height is divided among whole rows as well, if they become little higher.

    Signals: `picked(QModelIndex)`, the current picture has changed, or is clicked again; `activated(QModelIndex)`, as
    for all lists, Enter or double click.
    """

    picked = Signal(QModelIndex)

    def __init__(
        self,
        name: str,
        captions: Captions = Captions.NONE,
        factors: tuple[int, ...] = (1,),
        least: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._captions, self._factors, self._least = captions, factors, least
        self._delegate = PictureDelegate(captions, self)
        self.setItemDelegate(self._delegate)
        show_as_cells(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

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

    def _fit_cells(self) -> None:
        """Divide the room among as many cells as it has room for."""
        model = self.model()
        if model is not None:
            self._delegate.read_header(model)
        self._delegate.cell = self._cell_size(self._minimum_cell())
        if self._delegate.cell != self.gridSize():
            self.setGridSize(self._delegate.cell)

    def _minimum_cell(self) -> QSize:
        """The smallest cell in the font of the view, with the largest pictures of which enough fit."""
        room = self.maximumViewportSize()
        for factor in self._factors:
            self._delegate.side = factor * scaled(SIDE)
            # Not of a QStyleOptionViewItem: the font in one that is freed must not be measured.
            cell = self._delegate.minimum_size(self.font())
            columns, rows = room.width() // cell.width(), room.height() // cell.height()
            if columns and (columns * rows >= self._least if self._least else rows >= _MIN_ROWS):
                break
        return cell

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, whose header has the widest lines of text."""
        super().setModel(model)
        self._fit_cells()

    def reset(self) -> None:
        super().reset()
        self._fit_cells()

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self._fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def minimumSizeHint(self) -> QSize:
        """Room for a little of a row: large text must leave the most of a low window to the plot."""
        return QSize(super().minimumSizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_cells()

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
