"""The painting of pictures at their answers: fields, scaled pictures, axis and threshold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap, QPolygonF

from catgui.domain.answer_places import TICKS, AnswerPlaces
from catgui.style.colors import LIGHT, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.pictures.picture_painting import paint_class_mark
from engine.analysis.evaluation import Evaluation

_TINT = 26  # the opacity of the fields of wrong answers
_CROSS = 0.4  # of the side of a picture
_MARK = 10
_MARKED_FROM = 24  # the side of pictures on which there is room for the mark of their class
_HANDLE, _FRAME = 6, 3

# Those that a narrow field has as well come first.
_TICK_ORDER = sorted(TICKS, key=lambda tick: (tick not in (TICKS[0], 0.5, TICKS[-1]), tick))


class AnswersPainter:
    """Paints `answers` at `places` by `painter`, in the colors of `palette`."""

    def __init__(self, painter: QPainter, palette: QPalette, answers: Evaluation, places: AnswerPlaces) -> None:
        self._painter, self._palette, self._answers, self._places = painter, palette, answers, places
        self._colors = color_scheme_of(palette)

    def paint_fields(self) -> None:
        """Tint the fields of wrong answers, and separate those of the classes."""
        places, painter = self._places, self._painter
        tint = QColor(self._colors.error)
        tint.setAlpha(_TINT)
        middle = places.height // 2
        painter.fillRect(QRectF(0, 0, places.line, middle), tint)
        painter.fillRect(QRectF(places.line, middle, places.width - places.line, places.height - middle), tint)
        painter.setPen(QPen(QColor(self._colors.line), 1))
        for probability in TICKS:
            x = round(places.x_of(probability))
            painter.drawLine(x, 0, x, places.height)
        painter.setPen(QPen(QColor(self._colors.edge), 1))
        painter.drawLine(0, middle, places.width, middle)

    def paint_pictures(self, thumbnails: Thumbnails, selected: Collection[int]) -> None:
        """Paint the pictures that are seen, with the marks of their classes and crosses on wrong ones."""
        chosen = set(selected)
        for row in self._places.seen.tolist():
            self._paint_picture(row, thumbnails, row in chosen)

    def paint_current(self, row: int, thumbnails: Thumbnails, is_selected: bool, has_focus: bool) -> None:
        """Paint the current picture over all others, framed if it is selected or has the focus."""
        area = self._paint_picture(row, thumbnails, is_selected)
        if has_focus:
            paint_focus_frame(self._painter, area.adjusted(-4, -4, 4, 4), self._colors.text)

    def _paint_picture(self, row: int, thumbnails: Thumbnails, is_selected: bool) -> QRect:
        painter, places, label = self._painter, self._places, int(self._answers.labels[0, row])
        side, mark = places.side, scaled(_MARK)
        x, y = int(places.left[row]), int(places.top[row])
        thumbnails.paint(painter, row, x, y)
        if side >= scaled(_MARKED_FROM):
            area = QRectF(x + side - mark - 1, y + side - mark - 1, mark, mark)
            paint_class_mark(painter, area, label, self._palette)
        if self._answers.predictions[0, row] != label:
            painter.drawPixmap(x, y, thumbnails.cross)
        if is_selected:
            painter.setPen(QPen(QColor(self._colors.accent), _FRAME))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(x, y, side - 1, side - 1)
        return QRect(x, y, side, side)

    def paint_axis(self, bottom: int) -> None:
        """Paint the probabilities below the field, down to `bottom`, and the line of the threshold."""
        places, painter = self._places, self._painter
        painter.setPen(QColor(self._colors.muted))
        painted: list[QRect] = []
        for probability in _TICK_ORDER:
            text = f"{probability:.0%}"
            width = painter.fontMetrics().horizontalAdvance(text) + 8
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


_PER_ROW = 64


class Thumbnails:
    """The pictures `pixels`, each (height, width, 3), as squares of `side`, in `ratio` pixels of the screen each.

    Attributes: `cross`, that of a wrong picture.
    """

    def __init__(self, pixels: Sequence[NDArray[np.uint8]], side: int, ratio: float) -> None:
        self.side, self.ratio = side, ratio
        self._drawn = max(1, round(side * ratio))
        self.cross = _paint_cross(side, ratio)
        rows = -(-len(pixels) // _PER_ROW)
        self._pixmap = QPixmap(min(len(pixels), _PER_ROW) * self._drawn, rows * self._drawn)
        with QPainter(self._pixmap) as painter:
            for number, picture in enumerate(pixels):
                scaled = to_qimage(picture).scaled(
                    self._drawn,
                    self._drawn,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
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


def _paint_cross(side: int, ratio: float) -> QPixmap:
    """A cross for wrong pictures; on white, in the same red in light and dark, so that it is seen on any picture."""
    length = round(_CROSS * side)
    cross = QPixmap(round(length * ratio), round(length * ratio))
    cross.setDevicePixelRatio(ratio)
    cross.fill(QColor("white"))
    with QPainter(cross) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(LIGHT.error), max(1.3, length / 6)))
        painter.drawLine(QPointF(1, 1), QPointF(length - 1, length - 1))
        painter.drawLine(QPointF(1, length - 1), QPointF(length - 1, 1))
    return cross
