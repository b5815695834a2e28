"""The plane of three pictures: its field, lines and mixes, and a place that the pointer and the keys move."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.between import CORNERS, MIDDLE, BetweenResult, Line, Place, nearest_line
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.pictures.picture_painting import paint_class_mark, paint_picture
from engine.training.mix_plane import MixPlane
from engine.typing import FloatArray

# Of the color of a class where the network is sure of it, and how soon it is reached.
_MOST_COLOR, _CURVE = 0.82, 0.6
# What is beyond the triangle shows so much of its color.
_BEYOND = 0.5
_BOUNDARY, _POINTED, _LINE = 3.0, 2.5, 1.0
_LINE_OPACITY = (0.45, 0.28)  # of the first layer, and of the others
# The sides of pictures, and the height of the field from which it has room for them.
_CORNER_SIDES = ((128, 560), (64, 168), (48, 0))
_MARK = 12
_FRAME = 3
_RING = 7.0
_STEPS = 40  # of an arrow key from edge to edge
_NEAR = 6  # pixels from a line
_LEAST = QSize(150, 90)
# The size in which a field is saved, and the pixels for each point of it.
_SAVED, _SAVED_RATIO = QSize(800, 600), 2
_MOVES = {
    int(Qt.Key.Key_Up): (0, -1),
    int(Qt.Key.Key_Down): (0, 1),
    int(Qt.Key.Key_Left): (-1, 0),
    int(Qt.Key.Key_Right): (1, 0),
}
_PLACES = {int(Qt.Key.Key_Home): MIDDLE, **{int(Qt.Key.Key_1) + at: place for at, place in enumerate(CORNERS)}}


class PlaneView(QWidget):
    """Shows a BetweenResult, and marks a place in it.

    The arrow keys move the place, Home leads to the middle, and 1, 2 and 3 to the corners.

    Attributes: `place`, across and down from 0 to 1; `line`, the one under the pointer, or None.

    Signals: `place_moved()`, and whether `line` is another one; `corner_clicked(int)`; `line_clicked(object)`, a Line.
    """

    place_moved = Signal()
    corner_clicked = Signal(int)
    line_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Chart)
        self.place: Place = MIDDLE
        self.line: Line | None = None
        self._result: BetweenResult | None = None
        self._plane: MixPlane | None = None  # of the pictures
        self._pictures: list[QImage] = []
        # What only another result or size changes.
        self._painted: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMouseTracking(True)

    def show_result(self, result: BetweenResult | None) -> None:
        """Show another result, or none; the place stays where it is."""
        self._result, self.line = result, None
        plane = None if result is None else result.plane
        if plane is not self._plane:
            self._plane = plane
            self._pictures = [] if plane is None else [to_qimage(pixels) for pixels in plane.pictures]
        self._forget_painted()

    def render_image(self) -> QImage:
        """An image of the field, its lines and its pictures, without the place."""
        image = QImage(_SAVED * _SAVED_RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SAVED_RATIO)
        with QPainter(image) as painter:
            painter.setFont(self.font())
            self._paint(painter, QRect(QPoint(), _SAVED))
        return image

    def sizeHint(self) -> QSize:
        return QSize(scaled(360), scaled(270))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(_LEAST.width()), scaled(_LEAST.height()))

    def move_to(self, place: Place, line: Line | None = None) -> None:
        """Mark another place, at which a line is pointed at or none."""
        self.place, self.line = place, line
        self.update()
        self.place_moved.emit()

    def _forget_painted(self) -> None:
        self._painted = None
        self.update()

    def _paint(self, painter: QPainter, area: QRect) -> None:
        assert self._result is not None
        page = PlanePainter(painter, self.palette(), area, self._result)
        page.paint_field()
        page.paint_lines()
        page.paint_triangle()
        page.paint_boundary()
        page.paint_corners(self._pictures)

    def _get_painted(self) -> QPixmap:
        if self._painted is None:
            ratio = self.devicePixelRatioF()
            self._painted = QPixmap(self.size() * ratio)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(self.palette().window().color())
            with QPainter(self._painted) as painter:
                painter.setFont(self.font())
                self._paint(painter, self.rect())
        return self._painted

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._result is None:
            return
        painted = self._get_painted()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, painted)
            page = PlanePainter(painter, self.palette(), self.rect(), self._result)
            if self.line is not None:
                page.paint_pointed(self.line)
            page.paint_place(self.place, self.hasFocus())

    def _place_at(self, point: QPoint) -> Place:
        return point.x() / max(1, self.width()), point.y() / max(1, self.height())

    def _corner_at(self, point: QPoint) -> int | None:
        return next((at for at, area in enumerate(corner_areas(self.rect())) if area.contains(point)), None)

    def _line_at(self, point: QPoint) -> Line | None:
        lines = () if self._result is None else self._result.field.lines
        return nearest_line(lines, self._place_at(point), self.width(), self.height(), scaled(_NEAR))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the place under the pointer; over a corner, that of its picture."""
        point = event.position().toPoint()
        corner = self._corner_at(point)
        line = None if corner is not None else self._line_at(point)
        is_clickable = corner is not None or line is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_clickable else Qt.CursorShape.CrossCursor)
        self.move_to(self._place_at(point) if corner is None else CORNERS[corner], line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the picture of a corner, or the unit of a line."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.mouseMoveEvent(event)
        corner = self._corner_at(event.position().toPoint())
        if corner is not None:
            self.corner_clicked.emit(corner)
        elif self.line is not None:
            self.line_clicked.emit(self.line)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at no line; the place stays, to be read."""
        if self.line is not None:
            self.move_to(self.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif event.key() in _PLACES:
            self.move_to(_PLACES[event.key()])
        elif event.key() in _MOVES:
            x, y = (at + step / _STEPS for at, step in zip(self.place, _MOVES[event.key()], strict=True))
            place = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
            self.move_to(place, self._line_at(QPoint(round(place[0] * self.width()), round(place[1] * self.height()))))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget_painted()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_painted"):
            self._forget_painted()


def corner_areas(area: QRect) -> list[QRect]:
    """Where the pictures of the corners of a field are."""
    least = min(area.height(), area.width())
    side = scaled(next(side for side, height in _CORNER_SIDES if least >= scaled(height)))
    centers = [_point(area, place) for place in CORNERS]
    return [QRect(round(at.x() - side / 2), round(at.y() - side / 2), side, side) for at in centers]


def _point(area: QRect, place: Place) -> QPointF:
    return QPointF(area.x() + place[0] * area.width(), area.y() + place[1] * area.height())


def field_image(probabilities: FloatArray, colors: ColorScheme) -> QImage:
    """An image with a pixel for each probability, in the colors of the classes and, at one half, that of paper."""
    shades = np.nan_to_num(probabilities, nan=0.5)
    pixels = _shades(colors)[np.rint(255 * shades).astype(np.uint8)]
    height, width = pixels.shape
    # QImage does not keep the buffer alive: copy() makes it own its pixels.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=2)
def _shades(colors: ColorScheme) -> NDArray[np.uint32]:
    """The colors of the probabilities from 0 to 1, as 0xffRRGGBB: (256,)."""
    signs = np.linspace(-1, 1, 256)[:, np.newaxis]
    strength = _MOST_COLOR * np.abs(signs) ** _CURVE
    zero, one, paper = (_channels(name) for name in (*colors.classes, colors.base))
    mixed = np.rint(paper + strength * (np.where(signs > 0, one, zero) - paper)).astype(np.int64)
    shades = 0xFF000000 | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]
    return shades.astype(np.uint32)


def _channels(name: str) -> NDArray[np.int64]:
    color = QColor(name)
    return np.array([color.red(), color.green(), color.blue()])


def path_of(segments: FloatArray, area: QRect) -> QPainterPath:
    """The path of `segments` (s, 4) of a field that is painted in `area`."""
    path = QPainterPath()
    if not len(segments):
        return path
    # As Qt writes a path: the elements with their kinds, which takes a hundredth of the time of as many calls.
    elements = np.empty((2 * len(segments),), np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")]))
    elements["kind"] = np.tile([0, 1], len(segments))
    elements["x"] = area.x() + segments[:, 0::2].ravel() * area.width()
    elements["y"] = area.y() + segments[:, 1::2].ravel() * area.height()
    data = struct.pack(">i", len(elements)) + elements.tobytes() + struct.pack(">ii", len(elements) - 2, 0)
    QDataStream(QByteArray(data)) >> path
    return path


class PlanePainter:
    """Paints a result in `area` by `painter`, in the colors of `palette`."""

    def __init__(self, painter: QPainter, palette: QPalette, area: QRect, result: BetweenResult) -> None:
        self._painter, self._palette, self._area, self._result = painter, palette, area, result
        self._colors = color_scheme_of(palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_field(self) -> None:
        """Paint the color of each mix, fainter beyond the triangle."""
        area, painter, field = self._area, self._painter, self._result.field
        rows, columns = field.probabilities.shape
        # The outer places are on the edges, and the centers of pixels half a pixel inside.
        across, down = area.width() / (columns - 1) / 2, area.height() / (rows - 1) / 2
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(
            QPainter.RenderHint.Antialiasing, False
        )  # of its edges, which takes several times as long
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = field_image(field.probabilities, self._colors)
        painter.drawImage(QRectF(area).adjusted(-across, -down, across, down), image)
        painter.restore()
        beyond = QPainterPath()
        beyond.addRect(QRectF(area))
        beyond.addPolygon(QPolygonF([_point(area, place) for place in CORNERS]))
        veil = QColor(self._colors.window)
        veil.setAlphaF(_BEYOND)
        painter.fillPath(beyond, veil)

    def paint_triangle(self) -> None:
        """Paint the sides of the triangle."""
        color = QColor(self._colors.text)
        color.setAlphaF(0.45)
        self._painter.setPen(QPen(color, 1))
        self._painter.drawPolygon(QPolygonF([_point(self._area, place) for place in CORNERS]))

    def paint_lines(self) -> None:
        """Paint where each unit begins to be active."""
        for line in self._result.field.lines:
            color = QColor(self._colors.text)
            color.setAlphaF(_LINE_OPACITY[min(line.layer, 1)])
            self._stroke(line.segments, color, _LINE)

    def paint_pointed(self, line: Line) -> None:
        """Paint the line that is pointed at."""
        self._stroke(line.segments, QColor(self._colors.accent), _POINTED)

    def paint_boundary(self) -> None:
        """Paint where the answer changes."""
        self._stroke(self._result.field.boundary, QColor(self._colors.base), _BOUNDARY + 2)
        self._stroke(self._result.field.boundary, QColor(self._colors.text), _BOUNDARY)

    def _stroke(self, segments: FloatArray, color: QColor, width: float) -> None:
        painter = self._painter
        painter.save()
        painter.setClipRect(self._area)
        # At a bend, flat ends would leave a gap in a thick line.
        cap = Qt.PenCapStyle.SquareCap if width > 1 else Qt.PenCapStyle.FlatCap
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, cap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path_of(segments, self._area))
        painter.restore()

    def paint_corners(self, pictures: Sequence[QImage]) -> None:
        """Paint the three pictures in the colors of their classes, with their marks."""
        for corner, image, where in zip(self._result.corners, pictures, corner_areas(self._area), strict=True):
            known = self._colors.muted if corner.label is None else self._colors.classes[corner.label]
            self._painter.fillRect(where.adjusted(-_FRAME, -_FRAME, _FRAME, _FRAME), QColor(known))
            paint_picture(self._painter, where, image, fills=True)
            side = scaled(_MARK)
            mark = QRectF(where.right() - side - 1, where.bottom() - side - 1, side, side)
            paint_class_mark(self._painter, mark, corner.label, self._palette)

    def paint_place(self, place: Place, has_focus: bool) -> None:
        """Mark a place by a ring that is visible on any color."""
        painter, center = self._painter, _point(self._area, place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = _RING + 2 * has_focus
        for color, width in ((self._colors.base, 5.0), (self._colors.accent if has_focus else self._colors.text, 2.0)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(center, radius, radius)
