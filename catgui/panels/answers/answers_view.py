"""A list of pictures that stand at the answers of a network, with a movable threshold."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractAnimation,
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
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QWidget

from catgui.domain.answer_places import AnswerPlaces, GivenAnswers, place_answers
from catgui.domain.picture import ROW_ROLE
from catgui.panels.answers.answers_painting import AnswersPainter, Thumbnails
from catgui.style.text_size import keep_scaled, scaled
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.pictures.picture_view import PictureView

_GLIDE_MS, _ENLARGE_MS = 120, 125
_TRAIL = 5  # places before the present one
_NEAR = 4  # pixels from the line of the threshold
_DECIMALS = 3  # of a threshold that is dragged
_UNIT = 100  # by which the text size is measured
_LEAST = QSize(180, 24)
_HALF = 0.5

Index = QModelIndex | QPersistentModelIndex
Point = tuple[float, float]
_Move = QAbstractItemView.CursorAction
# To the right and down, of each key that leads to the nearest picture.
_WAYS = {_Move.MoveLeft: (-1, 0), _Move.MoveRight: (1, 0), _Move.MoveUp: (0, -1), _Move.MoveDown: (0, 1)}


class AnswersView(QListView):
    """A list whose pictures stand where `place_answers` puts them, and whose rows are the pictures in their order.

    A picture below the pointer is enlarged, with its accessible text.

    Signals: `picked(QModelIndex)`, the current picture has changed, or is clicked again; `threshold_moved(float)`, the
    threshold that the user chose.
    """

    picked = Signal(QModelIndex)
    threshold_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: GivenAnswers | None = None
        self._places: AnswerPlaces | None = None
        self._thumbnails: Thumbnails | None = None
        # Where the pictures were for the networks shown before.
        self._trail: deque[AnswerPlaces] = deque(maxlen=_TRAIL)
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_GLIDE_MS)
        self._glide.valueChanged.connect(lambda: self.viewport().update())
        self._is_dragging_line = self._is_pressing = False
        self._pressed: QPoint | None = None
        self._pointer = QPoint()
        self._enlarged = EnlargedAnswer(self)
        self._enlarging = QTimer(self, singleShot=True, interval=_ENLARGE_MS)
        self._enlarging.timeout.connect(self._enlarge)
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

    def show_answers(self, answers: GivenAnswers | None, is_other_network: bool = True, glides: bool = False) -> None:
        """Show the answers to the pictures of the rows; with `glides`, the pictures move to their places.

        Those of one network after another leave a trail. Without answers there is nothing to be seen.
        """
        before, self._answers = self._places, answers
        self._glide.stop()
        self._place()
        now = self._places
        if before is None or now is None or before.count != now.count or before.side != now.side:
            self._trail.clear()
        elif is_other_network:
            self._trail.append(before)
            if glides and self._is_animated:
                self._glide.start()
        elif before.line != now.line:
            self._trail.clear()
        if self._enlarged.isVisible() or self._enlarging.isActive():
            self._follow_pointer()

    @property
    def _is_animated(self) -> bool:
        """Whether the system wants animations, and they can be seen."""
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return duration > 0 and self.isVisible()

    def renew_pictures(self) -> None:
        """Repaint the pictures of the rows, which have changed."""
        self._thumbnails = None
        self._trail.clear()
        self._glide.stop()
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
            field, unit = self._field, scaled(_UNIT) / _UNIT
            self._places = place_answers(self._answers, field.width(), field.height(), unit)
        self.viewport().update()

    @property
    def _field(self) -> QRect:
        """Where the pictures stand: above the axis."""
        return self.viewport().rect().adjusted(0, 0, 0, -self.fontMetrics().height() - 2)

    def _get_thumbnails(self, places: AnswerPlaces) -> Thumbnails:
        ratio, kept = self.devicePixelRatioF(), self._thumbnails
        if kept is None or (kept.side, kept.ratio) != (places.side, ratio):
            model = self.model()
            pixels = [model.index(row, 0).data(ROW_ROLE).pixels for row in range(places.count)]
            self._thumbnails = kept = Thumbnails(pixels, places.side, ratio)
        return kept

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            if self._answers is None or self._places is None:
                return
            page = AnswersPainter(painter, self.palette(), self._answers, self._places)
            page.paint_fields()
            selected, thumbnails = self.selected_rows, self._get_thumbnails(self._places)
            page.paint_pictures(thumbnails, self._moving(), selected)
            page.paint_texts()
            current = self.currentIndex().row()
            if 0 <= current < self._places.count:
                page.paint_trail(self._trail_of(current))
                page.paint_current(current, thumbnails, self._moving(), current in selected, self.hasFocus())
            page.paint_axis(self.viewport().height())
            if (band := self._rubber_band) is not None:
                page.paint_rubber_band(band)

    def _moving(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The left and the top of each picture at this moment of a glide."""
        places = self._places
        assert places is not None
        if self._glide.state() == QAbstractAnimation.State.Stopped or not self._trail:
            return places.left, places.top
        before, share = self._trail[-1], float(self._glide.currentValue())
        return _between(before.left, places.left, share), _between(before.top, places.top, share)

    def _trail_of(self, row: int) -> list[Point]:
        """The places of a picture for the last networks, the oldest first."""
        places = [*self._trail, *filter(None, [self._places])]
        return [(float(at.left[row]) + at.side / 2, float(at.top[row]) + at.side / 2) for at in places]

    @property
    def _rubber_band(self) -> QRect | None:
        if self.state() != QAbstractItemView.State.DragSelectingState or self._pressed is None:
            return None
        return QRect(self._pressed, self._pointer).normalized()

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
        members = places.members(current.row())
        if action in (_Move.MovePageUp, _Move.MovePageDown):
            is_outer = (places.labels_of(current.row()) == 1) == (action == _Move.MovePageUp)
            return self.model().index(int(members[-1 if is_outer else 0]), 0)
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

    def is_on_line(self, point: QPoint) -> bool:
        """Whether a point is on the line of the threshold, or on the axis."""
        places = self._places
        if places is None:
            return False
        return abs(point.x() - places.line) <= scaled(_NEAR) or point.y() >= places.height

    def _drag_line(self, x: float) -> None:
        if self._places is not None:
            self.threshold_moved.emit(round(self._places.probability_at(x), _DECIMALS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line of the threshold, or pick a picture, also the current one again."""
        self._hide_enlarged()
        at = self._pressed = self._pointer = event.position().toPoint()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.is_on_line(at):
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
        """Drag the threshold or a rubber band, or enlarge a picture after a moment."""
        self._pointer = event.position().toPoint()
        if self._is_dragging_line:
            self._drag_line(event.position().x())
            return
        super().mouseMoveEvent(event)
        if event.buttons():
            self.viewport().update()
            return
        shape = Qt.CursorShape.SplitHCursor if self.is_on_line(self._pointer) else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._follow_pointer()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the threshold where it is."""
        if self._is_dragging_line:
            self._is_dragging_line = False
            return
        super().mouseReleaseEvent(event)
        self._pressed = None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Move the threshold to one half by a double click on its line, else as a list does."""
        if self.is_on_line(event.position().toPoint()):
            self.threshold_moved.emit(_HALF)
        else:
            super().mouseDoubleClickEvent(event)

    def _follow_pointer(self) -> None:
        """Show the picture below the pointer after a moment, and at once in place of another one."""
        index = QModelIndex() if self.is_on_line(self._pointer) else self.indexAt(self._pointer)
        if not index.isValid():
            self._hide_enlarged()
        elif self._enlarged.isVisible():
            self._enlarge()
        else:
            self._enlarging.start()

    def _enlarge(self) -> None:
        index = self.indexAt(self._pointer)
        if index.isValid() and self.underMouse():
            text = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            self._enlarged.show_picture(index.data(ROW_ROLE).pixels, text, self.visualRect(index))
        else:
            self._hide_enlarged()

    def _hide_enlarged(self) -> None:
        self._enlarging.stop()
        self._enlarged.hide()

    def viewportEvent(self, event: QEvent) -> bool:
        """Hide the enlarged picture as the pointer leaves; show no tooltip beside it."""
        if event.type() == QEvent.Type.Leave:
            self._hide_enlarged()
        return event.type() == QEvent.Type.ToolTip or super().viewportEvent(event)

    # The size.

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(_LEAST.width()), scaled(_LEAST.height()) + self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._trail.clear()
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_trail"):
            self._trail.clear()
            self._place()


def _between(before: NDArray[np.int64], after: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Values on their way from one to another."""
    result: NDArray[np.int64] = np.round(before + share * (after - before)).astype(np.int64)
    return result


_SIDE, _GAP = 128, 6


class EnlargedAnswer(QFrame):
    """A picture with a text, in a window of its own beside the picture of `view` that it enlarges."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view, Qt.WindowType.ToolTip)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setObjectName("enlarged_answer")
        self.setAccessibleName("Enlarged picture")
        self._picture, self._text = PictureView(), label(wrap=True)
        keep_scaled(self._picture.setFixedSize, _SIDE, _SIDE)
        keep_scaled(self._text.setFixedWidth, _SIDE + 40)
        picture = self._picture, Qt.AlignmentFlag.AlignHCenter
        column_of(picture, self._text, margins=(_GAP, _GAP, _GAP, _GAP)).on(self)

    def show_picture(self, pixels: NDArray[np.uint8], text: str, beside: QRect) -> None:
        """Show `pixels` (height, width, 3) and `text` beside a rectangle of the view, on its screen."""
        self._picture.show_pixels(pixels, text)
        self._text.setText(text)
        self.adjustSize()
        viewport, screen = self._view.viewport(), self._view.screen().availableGeometry()
        above = viewport.mapToGlobal(beside.topLeft()) - QPoint(0, self.height() + _GAP)
        below = viewport.mapToGlobal(beside.bottomLeft()) + QPoint(0, _GAP)
        at = above if above.y() >= screen.top() else below
        at.setX(min(max(at.x(), screen.left()), screen.right() - self.width()))
        self.move(at)
        self.show()
