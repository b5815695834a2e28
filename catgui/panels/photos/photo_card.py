"""Cards of photos: the photo with the mark of its actual class, and beside it what the network predicts."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.domain.photo_texts import DETECTOR, NO_ANSWER, NOT_READ
from catgui.domain.picture import ROW_ROLE
from catgui.panels.photos.photo_preview import paint_photo, paint_warning
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import resized_font, scaled
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.basic.labels import paint_wrapped
from catgui.widgets.pictures.picture_delegate import ADDED_MARK, paint_class_mark, paint_edit_mark
from engine.statistics import DETECTOR_CLASSES
from engine.text import format_confidence

# The sides of the photos: the largest of which so many cards are whole, or the smallest.
_SIDES, _LEAST = (128, 96, 64, 40), 6
_MARK, _TICK = 10, 16
_GAP, _PADDING, _AROUND = 4, 3, 1
# The network's answer is so much larger than other text, and bold.
_ANSWER_SCALE = 1.3
# The longest name of a class that widens the cards, in average characters.
_MAX_NAME = 14
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PhotoCardDelegate(QStyledItemDelegate):
    """Paints a PhotoEntry as a card.

    Attributes: `cell`, the size of all cards; `least_height`, that of the smallest ones; `has_detector`, whether they
    have a line for its answer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell, self._side = QSize(), 0
        self.least_height = 0
        self.has_detector = False

    def fit(self, room: QSize, font: QFont, classes: tuple[str, str]) -> None:
        """Divide the width of `room` among cards with the largest photos of which enough are whole."""
        for side in map(scaled, _SIDES):
            least = self._least_size(side, font, classes)
            columns, rows = max(1, room.width() // least.width()), room.height() // least.height()
            if columns * rows >= _LEAST:
                break
        self.least_height = self._least_size(scaled(_SIDES[-1]), font, classes).height()
        self._side, self.cell = side, QSize(room.width() // columns, least.height())

    def _least_size(self, side: int, font: QFont, classes: tuple[str, str]) -> QSize:
        answer, plain = QFontMetrics(_large(font)), QFontMetrics(font)
        widest = max(answer.horizontalAdvance(name) for name in classes)
        text = max(min(widest, _MAX_NAME * answer.averageCharWidth()), plain.horizontalAdvance(">99%xxx"))
        lines = answer.height() + plain.height()
        if self.has_detector:
            text = max(text, plain.horizontalAdvance(f"{DETECTOR}: {DETECTOR_CLASSES[0]}"))
            lines += plain.height()
        around = 2 * (_AROUND + _PADDING)
        return QSize(side + _GAP + text, max(side, lines)) + QSize(around, around)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: PhotoEntry | None = index.data(ROW_ROLE)
        if entry is None:
            return
        card = option.rect.adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND)
        inner = card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        photo = QRect(inner.x(), inner.y() + (inner.height() - self._side) // 2, self._side, self._side)
        texts = inner.adjusted(self._side + _GAP, 0, 0, 0)
        colors = color_scheme_of(option.palette)
        painter.save()
        painter.setFont(option.font)
        _paint_background(painter, card, option, colors)
        _paint_photo(painter, photo, entry, option)
        if entry.state is PhotoState.FAILED:
            painter.setPen(QColor(colors.muted))
            paint_wrapped(painter, texts, NOT_READ.format(error=entry.error))
        else:
            self._paint_texts(painter, texts, entry, colors)
        painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect, entry: PhotoEntry, colors: ColorScheme) -> None:
        """Paint the answer, its probability with a tick or a cross, the detector's answer, and the name if it fits."""
        plain = QFont(painter.font())
        large = _large(plain)
        answer = QRect(area.x(), area.y(), area.width(), QFontMetrics(large).height())
        line = QRect(area.x(), answer.bottom() + 1, area.width(), QFontMetrics(plain).height())
        if entry.verdict is None:
            _paint_line(painter, answer, NO_ANSWER, colors.muted)
        else:
            painter.setFont(large)
            _paint_line(painter, answer, entry.verdict.class_name, colors.text)
            painter.setFont(plain)
            confidence = format_confidence(entry.verdict.confidence)
            _paint_line(painter, line, confidence, colors.text)
            left = line.x() + QFontMetrics(plain).horizontalAdvance(confidence) + _GAP
            _paint_tick(painter, QRect(left, line.y(), scaled(_TICK), line.height()), entry.is_correct, colors)
        rest = [(entry.name, colors.muted)]
        if self.has_detector:
            detected = NO_ANSWER if entry.detected is None else entry.detected.class_name
            rest.insert(0, (f"{DETECTOR}: {detected}", colors.muted))
        for text, ink in rest:
            line.translate(0, line.height())
            if line.bottom() <= area.bottom():
                _paint_line(painter, line, text, ink)


def _paint_background(painter: QPainter, card: QRect, option: QStyleOptionViewItem, colors: ColorScheme) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    painter.setPen(QPen(QColor(colors.accent if selected else colors.line), 2 if selected else 1))
    painter.setBrush(QColor(colors.raised))
    painter.drawRect(card.adjusted(0, 0, -1, -1))
    if option.state & QStyle.StateFlag.State_HasFocus:
        paint_focus_frame(painter, card, colors.text)


def _paint_photo(painter: QPainter, area: QRect, entry: PhotoEntry, option: QStyleOptionViewItem) -> None:
    colors = color_scheme_of(option.palette)
    if entry.photo is not None:
        paint_photo(painter, area, entry.photo, entry.framing, colors)
    elif entry.error:
        paint_warning(painter, area, colors)
    else:
        painter.fillRect(area, QColor(colors.line))
    if entry.part:
        paint_edit_mark(painter, area, ADDED_MARK, option.palette)
    if entry.actual and (label := entry.actual_label) is not None:
        side = scaled(_MARK)
        mark = QRectF(area.right() - side - 2, area.bottom() - side - 2, side, side)
        paint_class_mark(painter, mark, label, option.palette)


def _paint_line(painter: QPainter, area: QRect, text: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _LEFT, elided)


def _paint_tick(painter: QPainter, area: QRect, is_correct: bool | None, colors: ColorScheme) -> None:
    if is_correct is not None:
        icon(*(("right", colors.accent) if is_correct else ("wrong", colors.error))).paint(painter, area)


def _large(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return resized_font(bold, _ANSWER_SCALE)
