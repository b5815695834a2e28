"""Drags of a picture of a list to Between, beside the rubber band by which several are selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import ROW_ROLE
from catgui.inputs.mime import listed_picture
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled_size
from catgui.widgets.basic.commands import Command
from catgui.widgets.pictures.picture_view import paint_picture
from engine.typing import Pixels

_SIZE = QSize(64, 64)


class PictureDrag(QObject):
    """Drags the current picture of `view` from `watch` on; a drop on Between triggers `put`.

    Where several can be selected, a drag begins on a selected picture; elsewhere it selects. None begins with modifier
    keys, nor where `is_taken` says that a press on the point is for something else.
    """

    def __init__(self, view: QAbstractItemView, put: Command, is_taken: Callable[[QPoint], bool]) -> None:
        super().__init__(view)
        self._view, self._put, self._is_taken = view, put, is_taken
        self._pressed: QPoint | None = None

    def watch(self) -> None:
        """Follow the pointer, once the window is painted: at the first event PySide creates all classes of widgets."""
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the presses and moves of the pointer; the moves of a drag are not for the list."""
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() != QEvent.Type.MouseMove:
            is_press = event.type() == QEvent.Type.MouseButtonPress
            self._pressed = event.position().toPoint() if is_press and self._can_begin(event) else None
            return False
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if self._pressed is None or not is_held or not self._put.isEnabled():
            self._pressed = None
            return False
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._drag()
        return True

    def _can_begin(self, event: QMouseEvent) -> bool:
        point = event.position().toPoint()
        index = self._view.indexAt(point)
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() or self._is_taken(point):
            return False
        selects_one = self._view.selectionMode() is QAbstractItemView.SelectionMode.SingleSelection
        return index.isValid() and (selects_one or self._view.selectionModel().isSelected(index))

    def _drag(self) -> None:
        drag = QDrag(self._view)
        drag.setMimeData(listed_picture())
        row = self._view.currentIndex().data(ROW_ROLE)
        pixels = row.view if isinstance(row, PhotoEntry) else row.pixels
        if pixels is not None:
            drag.setPixmap(self._pixmap(pixels))
        if drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction:
            self._put.trigger()

    def _pixmap(self, pixels: Pixels) -> QPixmap:
        size, ratio = scaled_size(_SIZE), self._view.devicePixelRatioF()
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_picture(painter, QRect(QPoint(), size), to_qimage(pixels))
        return pixmap
