"""A list of pictures that stand at the answers of a network, with a movable threshold.

It has a row for each picture of a part in its order, whatever the network answers, so that selection and focus stay
while the network learns. `place_answers` finds all places in NumPy, and `AnswersView` is a `QListView` that Qt asks for
them, for screen readers as well. A hidden panel computes nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from catgui.domain.answer_places import AnswerPlaces, place_answers
from catgui.domain.picture import ROW_ROLE
from catgui.panels.answers_painting import AnswersPainter, Thumbnails
from catgui.style.qimage import to_png, to_qimage
from catgui.style.text_size import scaled
from catgui.style.tooltips import escape_tooltip
from engine.analysis.evaluation import Evaluation
from engine.typing import Pixels

_ENLARGED = 128  # the side of a picture in a tooltip
_NEAR = 4  # pixels from the line of the threshold
_DECIMALS = 3  # of a threshold that is dragged
_UNIT = 100  # by which the text size is measured
_LEAST = QSize(180, 24)

Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
# To the right and down, of each key that leads to the nearest picture.
_WAYS = {
    _Move.MoveLeft: (-1, 0),
    _Move.MoveRight: (1, 0),
    _Move.MoveUp: (0, -1),
    _Move.MoveDown: (0, 1),
    _Move.MovePageUp: (0, -1),
    _Move.MovePageDown: (0, 1),
}


class AnswersView(QListView):
    """A list whose pictures stand where `place_answers` puts them, and whose rows are the pictures in their order.

    The tooltip of a picture has it enlarged, with its accessible text.

    Signals: `picked(QModelIndex)`, the current picture has changed, or is clicked again; `threshold_moved(float)`, the
    threshold that the user chose.
    """

    picked = Signal(QModelIndex)
    threshold_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: Evaluation | None = None
        self._places: AnswerPlaces | None = None
        self._thumbnails: Thumbnails | None = None
        self._is_dragging_line = self._is_pressing = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(False)
        self.setSelectionRectVisible(True)  # else a drag from where no picture is would select nothing
        self.setAutoScroll(False)
        self.setFrameShape(QListView.Shape.NoFrame)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMouseTracking(True)

    @property
    def places(self) -> AnswerPlaces | None:
        """Where the pictures stand; None before there are answers."""
        return self._places

    def show_answers(self, answers: Evaluation) -> None:
        """Show the answers to the pictures of the rows."""
        self._answers = answers
        self._place()

    def renew_pictures(self) -> None:
        """Repaint the pictures of the rows, which have changed."""
        self._thumbnails = None
        self.viewport().update()

    @property
    def selected_rows(self) -> list[int]:
        """The selected rows, in their order."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.size())]
        return sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))

    def _selection(self, rows: Sequence[int] | NDArray[np.int64]) -> QItemSelection:
        """The selection of some rows, as few ranges."""
        selection, model = QItemSelection(), self.model()
        ordered = np.unique(np.asarray(rows, np.int64))
        for run in np.split(ordered, np.flatnonzero(np.diff(ordered) > 1) + 1):
            if len(run):
                ends = model.index(int(run[0]), 0), model.index(int(run[-1]), 0)
                selection.append(QItemSelectionRange(*ends))
        return selection

    def _place(self) -> None:
        """Find the places of the pictures in the room that there is."""
        if self._answers is None or self.model() is None or self._answers.count != self.model().rowCount():
            self._places = None
        else:
            # Above the axis.
            width, height = self.viewport().width(), self.viewport().height() - self.fontMetrics().height() - 2
            self._places = place_answers(self._answers, width, height, scaled(_UNIT) / _UNIT)
        self.viewport().update()

    def _get_thumbnails(self, places: AnswerPlaces) -> Thumbnails:
        ratio, kept = self.devicePixelRatioF(), self._thumbnails
        if kept is None or (kept.side, kept.ratio) != (places.side, ratio):
            model = self.model()
            pixels = [model.index(row, 0).data(ROW_ROLE).pixels for row in range(places.count)]
            self._thumbnails = kept = Thumbnails(pixels, places.side, ratio)
        return kept

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._answers is None or self._places is None:
            return
        with QPainter(self.viewport()) as painter:
            page = AnswersPainter(painter, self.palette(), self._answers, self._places)
            page.paint_fields()
            selected, thumbnails = self.selected_rows, self._get_thumbnails(self._places)
            page.paint_pictures(thumbnails, selected)
            current = self.currentIndex().row()
            if 0 <= current < self._places.count:
                page.paint_current(current, thumbnails, current in selected, self.hasFocus())
            page.paint_axis(self.viewport().height())

    # The places of the list, which Qt asks for.

    def visualRect(self, index: Index) -> QRect:
        places, row = self._places, index.row()
        if places is None or not index.isValid() or row >= places.count:
            return QRect()
        return QRect(int(places.left[row]), int(places.top[row]), places.side, places.side)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The picture at a point, the current one first."""
        if self._places is None:
            return QModelIndex()
        current = self.currentIndex()
        if self.visualRect(current).contains(point):
            return current
        row = self._places.at(point.x(), point.y())
        return QModelIndex() if row is None else self.model().index(row, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the pictures that a rectangle touches, the one that a key leads to, or what is clicked."""
        places, rect = self._places, rect.normalized()
        if places is None:
            return
        if rect.width() <= 1 and rect.height() <= 1:
            index = self.indexAt(rect.topLeft()) if self._is_pressing else self.currentIndex()
            rows: NDArray[np.int64] = np.array([index.row()] if index.isValid() else [], np.int64)
        else:
            rows = places.within(rect.left(), rect.top(), rect.right(), rect.bottom())
        self.selectionModel().select(self._selection(rows), command)

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The nearest picture in the direction of an arrow key, or the first or last one."""
        places, current = self._places, self.currentIndex()
        if places is None or not places.count:
            return QModelIndex()
        last = places.count - 1
        if not 0 <= current.row() <= last or action in (_Move.MoveHome, _Move.MoveEnd):
            return self.model().index(last if action == _Move.MoveEnd else 0, 0)
        if action in _WAYS:
            return self.model().index(places.nearest(current.row(), *_WAYS[action]), 0)
        step = -1 if action == _Move.MovePrevious else 1
        return self.model().index(min(max(current.row() + step, 0), last), 0)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """All: that of many pictures would take longer."""
        return QRegion(self.viewport().rect())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Do nothing: all pictures are seen."""

    def doItemsLayout(self) -> None:
        """Place no items: that of thousands would take long."""
        QAbstractItemView.doItemsLayout(self)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.picked.emit(current)

    # The pointer.

    def _is_on_line(self, point: QPoint) -> bool:
        """Whether a point is on the line of the threshold, or on the axis."""
        places = self._places
        return places is not None and (abs(point.x() - places.line) <= scaled(_NEAR) or point.y() >= places.height)

    def _drag_line(self, x: float) -> None:
        if self._places is not None:
            self.threshold_moved.emit(round(self._places.probability_at(x), _DECIMALS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the threshold, or pick a picture, also the current one again."""
        at, is_left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_on_line(at):
            self._is_dragging_line = True
            if self._places is not None and at.y() >= self._places.height:
                self._drag_line(at.x())
            return
        before = self.currentIndex()
        self._is_pressing = True
        super().mousePressEvent(event)
        self._is_pressing = False
        if is_left and not event.modifiers() and before.isValid() and self.indexAt(at) == before:
            self.picked.emit(before)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the threshold, or what Qt drags."""
        if self._is_dragging_line:
            self._drag_line(event.position().x())
            return
        super().mouseMoveEvent(event)
        is_on_line = self._is_on_line(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.SplitHCursor if is_on_line else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag of the threshold."""
        if self._is_dragging_line:
            self._is_dragging_line = False
        else:
            super().mouseReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Enlarge the picture below the pointer in its tooltip."""
        if not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        index = self.indexAt(event.pos())
        if index.isValid():
            image, text = _image_tag(index.data(ROW_ROLE).pixels), str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            place = self.visualRect(index)
            QToolTip.showText(event.globalPos(), f"{image}<br>{escape_tooltip(text)}", self.viewport(), place)
        else:
            QToolTip.hideText()
        return True

    # The size.

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(_LEAST.width()), scaled(_LEAST.height()) + self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_answers"):
            self._place()


def _image_tag(pixels: Pixels) -> str:
    """A picture (height, width, 3) as a square in rich text."""
    data, side = base64.b64encode(to_png(to_qimage(pixels))).decode(), scaled(_ENLARGED)
    return f'<img src="data:image/png;base64,{data}" width="{side}" height="{side}">'
