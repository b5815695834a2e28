"""A view of the plane of three pictures, with a place that the pointer and the keys move."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.between import CORNERS, MIDDLE, BetweenRoom, Line, Place, nearest_line
from catgui.panels.between.plane_painting import PlanePainter, corner_areas
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.widgets.basic.focus import Role, set_role
from engine.training.mix_plane import MixPlane

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
    """Shows a BetweenRoom, and marks a place in it.

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
        self._room: BetweenRoom | None = None
        self._plane: MixPlane | None = None  # of the pictures
        self._pictures: list[QImage] = []
        # What only another room or size changes.
        self._painted: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMouseTracking(True)

    def show_room(self, room: BetweenRoom | None) -> None:
        """Show another room, or none; the place stays where it is."""
        self._room, self.line = room, None
        plane = None if room is None else room.plane
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
        assert self._room is not None
        page = PlanePainter(painter, self.palette(), area, self._room)
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
        if self._room is None:
            return
        painted = self._get_painted()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, painted)
            page = PlanePainter(painter, self.palette(), self.rect(), self._room)
            if self.line is not None:
                page.paint_pointed(self.line)
            page.paint_place(self.place, self.hasFocus())

    def _place_at(self, point: QPoint) -> Place:
        return point.x() / max(1, self.width()), point.y() / max(1, self.height())

    def _corner_at(self, point: QPoint) -> int | None:
        return next((at for at, area in enumerate(corner_areas(self.rect())) if area.contains(point)), None)

    def _line_at(self, point: QPoint) -> Line | None:
        lines = () if self._room is None else self._room.field.lines
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
