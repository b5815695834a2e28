"""A view of a picture under a map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.maps.place_map import PlaceMap
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.widgets.maps.map_colors import color_map

# Pictures of at least this side are photos and smoothed; the pixels of smaller ones are shown as squares.
_PHOTO_SIDE = 128
_MINIMUM_SIDE = 96
# From this strength on nothing is left of the picture's own colors, which could be taken for those of the map.
_GRAY_FROM = 0.5


class MapView(QWidget):
    """Shows a picture in gray under the cells of its map, which are not smoothed: each is one number.

    While a mouse button is held, the picture is shown in its own colors, without the map.

    Signals: `hovered(int, int)`, the row and the column of the cell under the pointer, or -1, -1.
    """

    hovered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._gray = QImage(), QImage()
        self._map: PlaceMap | None = None
        self._strength = 1.0
        self._compares = False
        self.setMinimumSize(_MINIMUM_SIDE, _MINIMUM_SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_map(self, pixels: NDArray[np.uint8], map_: PlaceMap) -> None:
        """Show the map of a picture (height, width, 3)."""
        self._picture = to_qimage(pixels)
        self._gray = self._picture.convertToFormat(QImage.Format.Format_Grayscale8)
        self._map = map_
        self.update()

    def set_strength(self, strength: float) -> None:
        """Show the map from 0, the picture alone, to 1."""
        self._strength = strength
        self.update()

    def sizeHint(self) -> QSize:
        """Twice the size of the usual picture."""
        return QSize(128, 128)

    def width_for(self, height: int) -> int:
        """The width that the picture has at this height."""
        size = self._picture.size()
        return max(_MINIMUM_SIDE, size.width() * height // max(1, size.height()))

    def render_image(self) -> QImage:
        """The picture under its map as an image, as large as it is shown."""
        area = self._area()
        image = QImage(area.size() * self.devicePixelRatioF(), QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            self._paint(painter, image.rect(), color_scheme_of(self.palette()))
        return image

    def cell_at(self, position: QPoint) -> tuple[int, int] | None:
        """The row and the column of the cell at a position in the view, or None beside the picture."""
        area = self._area()
        if self._map is None or not area.contains(position):
            return None
        rows, columns = self._map.values.shape
        row = (position.y() - area.top()) * rows // area.height()
        return row, (position.x() - area.left()) * columns // area.width()

    def _area(self) -> QRect:
        """Where the picture is: in the middle, as large as there is room."""
        area = QRect(QPoint(), self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        area.moveCenter(self.rect().center())
        return area

    def _paint(self, painter: QPainter, area: QRect, colors: ColorScheme) -> None:
        is_photo = min(self._picture.width(), self._picture.height()) >= _PHOTO_SIDE
        is_reduced = area.width() < self._picture.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_photo or is_reduced)
        painter.drawImage(area, self._picture)
        if self._map is None or self._compares:
            return
        painter.setOpacity(min(1.0, self._strength / _GRAY_FROM))
        painter.drawImage(area, self._gray)
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(area, color_map(self._map.values, self._map.largest, self._strength, colors))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the map."""
        if not self._picture.isNull():
            with QPainter(self) as painter:
                self._paint(painter, self._area(), color_scheme_of(self.palette()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit `hovered`."""
        self.hovered.emit(*(self.cell_at(event.position().toPoint()) or (-1, -1)))

    def leaveEvent(self, event: QEvent) -> None:
        """Emit `hovered`."""
        self.hovered.emit(-1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide the map."""
        self._compare(event.button() is Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the map again."""
        self._compare(False)

    def _compare(self, compares: bool) -> None:
        self._compares = compares
        self.update()
