"""The painting of pictures at their answers: fields, scaled pictures, trail, axis and threshold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap, QPolygonF

from catgui.domain.answer_places import TICKS, UNKNOWN, AnswerPlaces, GivenAnswers, Stack
from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.pictures.picture_delegate import paint_class_mark
from engine.text import printable

# The opacity of what marks the fields of wrong answers, and of the plate below the count of a stack.
_TINT, _PLATE = 26, 215
_CROSS, _LEAST_CROSS = 0.4, 6  # of the side of a picture; pixels
_MARK = 10
_MARKED_FROM = 24  # the side of pictures on which there is room for the mark of their class
_HANDLE, _FRAME, _DOT = 6, 3, 2.5

# Those that a narrow field has as well come first.
_TICK_ORDER = sorted(TICKS, key=lambda tick: (tick not in (TICKS[0], 0.5, TICKS[-1]), tick))

Places = NDArray[np.int64]


class AnswersPainter:
    """Paints `answers` at `places` by `painter`, in the colors of `palette`.

    Attributes: `texts`, the areas of the texts over the pictures, which never overlap.
    """

    def __init__(self, painter: QPainter, palette: QPalette, answers: GivenAnswers, places: AnswerPlaces) -> None:
        self._painter, self._palette, self._answers, self._places = painter, palette, answers, places
        self._colors = color_scheme_of(palette)
        self._metrics = painter.fontMetrics()
        self.texts: list[QRect] = []

    def paint_fields(self) -> None:
        """Tint the fields of wrong answers, and separate those of the classes."""
        places, painter = self._places, self._painter
        tint = QColor(self._colors.error)
        tint.setAlpha(_TINT)
        (top_1, bottom_1), (top_0, bottom_0) = places.bands[1], places.bands[0]
        painter.fillRect(QRectF(0, top_1, places.line, bottom_1 - top_1), tint)
        painter.fillRect(QRectF(places.line, top_0, places.width - places.line, bottom_0 - top_0), tint)
        painter.setPen(QPen(QColor(self._colors.line), 1))
        for probability in TICKS:
            x = round(places.x_of(probability))
            painter.drawLine(x, 0, x, places.height)
        painter.setPen(QPen(QColor(self._colors.edge), 1))
        for label, (top, bottom) in places.bands.items():
            if label != UNKNOWN or len(places.bands) == 2:
                y = round(bottom if label == 1 else top)
                painter.drawLine(0, y, places.width, y)

    def paint_texts(self) -> None:
        """Say which class is above and which below, and how many pictures stacks have, the largest first."""
        self.texts.clear()
        self._paint_class(1)
        self._paint_class(0)
        squeezed = [stack for stack in self._places.stacks if stack.is_squeezed]
        for stack in sorted(squeezed, key=lambda stack: -stack.count):
            self._paint_count(stack)

    def _paint_class(self, label: int) -> None:
        """Name a class at the end of its field that a trained network leaves free, or where there is room."""
        places, painter, height = self._places, self._painter, self._metrics.height()
        side = scaled(_MARK)
        name = f"actually {printable(self._answers.classes[label])}"
        width = min(self._metrics.horizontalAdvance(name) + 1, max(0, places.width // 2 - side - 12))
        text = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
        whole, y = width + side + 8, 2 if label else places.height - height - 2
        ends = (4, places.width - whole) if label else (places.width - whole, 4)
        between = range(4, max(5, places.width - whole), places.side)
        areas = [QRect(left - 2, y, whole, height) for left in (*ends, *between)]
        free = [area for area in areas if self._is_free(area)]
        area = next((area for area in free if not area.intersects(self._handle)), next(iter(free), areas[0]))
        self._paint_plate(area)
        x = area.left() + 2
        paint_class_mark(painter, QRectF(x, y + (height - side) / 2, side, side), label, self._palette)
        painter.setPen(QColor(self._colors.muted))
        painter.drawText(QRect(x + side + 4, y, width, height), int(Qt.AlignmentFlag.AlignLeft), text)

    def paint_pictures(self, thumbnails: Thumbnails, at: tuple[Places, Places], selected: Collection[int]) -> None:
        """Paint the pictures at their present places; pictures farther from the middle cover others."""
        places, painter = self._places, self._painter
        left, top = (values.tolist() for values in at)
        order = np.argsort(places.ranks, kind="stable").tolist()
        wrong, labels = self._answers.is_wrong.tolist(), self._answers.labels.tolist()
        cross = _cross(places.side, self._colors.error, painter.device().devicePixelRatioF())
        has_marks = self._marked().tolist()
        chosen = set(selected)
        pen = QPen(QColor(self._colors.accent), _FRAME)
        for row in order:
            x, y = left[row], top[row]
            thumbnails.paint(painter, row, x, y)
            if has_marks[row]:
                self._paint_mark(x, y, labels[row])
            if wrong[row]:
                painter.drawPixmap(x, y, cross)
            if row in chosen:
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(x + 1, y + 1, places.side - 2, places.side - 2)

    def _marked(self) -> NDArray[np.bool_]:
        """Mask of the pictures that show the mark of their class: large ones that are not cut off."""
        places, labels = self._places, self._answers.labels
        squeezed = np.array([stack.is_squeezed for stack in places.stacks])[places.stack_of]
        counts = np.array([stack.count for stack in places.stacks])[places.stack_of]
        is_whole = ~squeezed | (places.ranks == counts - 1)
        marked: NDArray[np.bool_] = is_whole & (labels != UNKNOWN) & (places.side >= scaled(_MARKED_FROM))
        return marked

    def _paint_mark(self, x: int, y: int, label: int) -> None:
        side, mark = self._places.side, scaled(_MARK)
        paint_class_mark(
            self._painter, QRectF(x + side - mark - 1, y + side - mark - 1, mark, mark), label, self._palette
        )

    def _paint_count(self, stack: Stack) -> None:
        """Say how many pictures a stack has: at its far end beside it, beyond it, or on it, over no other picture."""
        text = f"{stack.count:,}"
        width, height = self._metrics.horizontalAdvance(text) + 4, self._metrics.height()
        is_up = stack.label == 1
        y = stack.top if is_up else stack.top + stack.height - height
        sides = [(stack.left + stack.width + 1, y), (stack.left - width - 1, y)]
        if stack.left + stack.width / 2 < self._places.line:
            sides.reverse()
        middle = round(stack.left + (stack.width - width) / 2)
        beyond = middle, stack.top - height - 1 if is_up else stack.top + stack.height + 1
        field = QRect(0, 0, self._places.width, self._places.height)
        areas = [QRect(x, at, width, height) for x, at in (*sides, beyond)]
        free = (area for area in areas if field.contains(area) and self._is_free(area))
        own = QRect(min(max(middle, 0), field.width() - width), min(max(y, 0), field.height() - height), width, height)
        area = next(free, own)
        if not any(area.intersects(other) for other in self.texts):
            self._paint_plate(area)
            self._painter.setPen(QColor(self._colors.text))
            self._painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    @property
    def _handle(self) -> QRect:
        """The area of the line of the threshold, with its handle."""
        side, line = scaled(_HANDLE), round(self._places.line)
        return QRect(line - side, 0, 2 * side, self._places.height)

    def _is_free(self, area: QRect) -> bool:
        """Whether there is no picture and no other text in an area."""
        stacks = (QRect(one.left, one.top, one.width, one.height) for one in self._places.stacks)
        return not any(area.intersects(other) for other in (*self.texts, *stacks))

    def _paint_plate(self, area: QRect) -> None:
        """Paint what a text is read on, and keep others from there."""
        plate = QColor(self._colors.window)
        plate.setAlpha(_PLATE)
        self._painter.fillRect(area, plate)
        self.texts.append(area)

    def paint_trail(self, points: Sequence[tuple[float, float]]) -> None:
        """Paint a line through where a picture has been."""
        if len(points) < 2:
            return
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._colors.accent), 1.5))
        painter.setBrush(QColor(self._colors.accent))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
        for point in points[:-1]:
            painter.drawEllipse(QPointF(*point), _DOT, _DOT)
        painter.restore()

    def paint_current(
        self,
        row: int,
        thumbnails: Thumbnails,
        at: tuple[Places, Places],
        is_selected: bool,
        has_focus: bool,
    ) -> None:
        """Paint the current picture over all others, framed if it is selected or has the focus."""
        places, painter = self._places, self._painter
        x, y = int(at[0][row]), int(at[1][row])
        area = QRect(x, y, places.side, places.side)
        thumbnails.paint(painter, row, x, y)
        if self._answers.is_wrong[row]:
            painter.drawPixmap(x, y, _cross(places.side, self._colors.error, painter.device().devicePixelRatioF()))
        if is_selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colors.accent), _FRAME))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if has_focus:
            paint_focus_frame(painter, area.adjusted(-4, -4, 4, 4), self._colors.text)

    def paint_axis(self, bottom: int) -> None:
        """Paint the probabilities below the field, down to `bottom`, and the line of the threshold."""
        places, painter = self._places, self._painter
        painter.setPen(QColor(self._colors.muted))
        painted: list[QRect] = []
        for probability in _TICK_ORDER:
            text = f"{probability:.0%}"
            width = self._metrics.horizontalAdvance(text) + 8
            area = QRect(round(places.x_of(probability) - width / 2), places.height, width, bottom - places.height)
            if not any(area.intersects(other) for other in painted):  # in a narrow field
                painted.append(area)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(QPen(QColor(self._colors.text), 2))
        x = places.line
        painter.drawLine(QPointF(x, 0), QPointF(x, places.height))
        painter.setBrush(QColor(self._colors.text))
        painter.setPen(Qt.PenStyle.NoPen)
        # Above the axis, where it covers none of the probabilities.
        side, foot = scaled(_HANDLE), places.height
        corners = (x - side, foot), (x + side, foot), (x, foot - 1.5 * side)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def paint_rubber_band(self, band: QRect) -> None:
        """Paint the rectangle that is being dragged."""
        fill = QColor(self._colors.accent)
        fill.setAlpha(_TINT)
        self._painter.setPen(QPen(QColor(self._colors.accent), 1))
        self._painter.setBrush(fill)
        self._painter.drawRect(band)


def _cross(side: int, color: str, ratio: float) -> QPixmap:
    """A pixmap of a cross on white, for misclassified pictures' corners."""
    length = max(_LEAST_CROSS, round(_CROSS * side))
    pixmap = QPixmap(round(length * ratio), round(length * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor("white"))
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), max(1.3, length / 6)))
        painter.drawLine(QPointF(1, 1), QPointF(length - 1, length - 1))
        painter.drawLine(QPointF(1, length - 1), QPointF(length - 1, 1))
    return pixmap


_PER_ROW = 64


class Thumbnails:
    """The pictures `pixels`, each (height, width, 3), as squares of `side`, in `ratio` pixels of the screen each."""

    def __init__(self, pixels: Sequence[NDArray[np.uint8]], side: int, ratio: float) -> None:
        self.side, self.ratio = side, ratio
        self._drawn = max(1, round(side * ratio))
        rows = -(-len(pixels) // _PER_ROW)
        self._pixmap = QPixmap(min(len(pixels), _PER_ROW) * self._drawn, rows * self._drawn)
        size = self._pixmap.rect().size().scaled(self._drawn, self._drawn, Qt.AspectRatioMode.IgnoreAspectRatio)
        with QPainter(self._pixmap) as painter:
            for number, picture in enumerate(pixels):
                scaled = to_qimage(picture).scaled(
                    size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                painter.drawImage(*self._place(number), scaled)
        self._pixmap.setDevicePixelRatio(ratio)

    def _place(self, number: int) -> tuple[int, int]:
        row, column = divmod(number, _PER_ROW)
        return column * self._drawn, row * self._drawn

    def paint(self, painter: QPainter, number: int, x: int, y: int) -> None:
        """Paint a picture with its top left corner at a point."""
        left, top = self._place(number)
        painter.drawPixmap(x, y, self._pixmap, left, top, self._drawn, self._drawn)
