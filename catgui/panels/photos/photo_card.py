"""Cards of photos: the photo, the network's view of it, its predicted and its actual class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from catgui.domain.photo_entry import PhotoEntry, PhotoState, Verdict
from catgui.domain.photo_texts import (
    DETECTOR,
    NETWORK,
    NO_ANSWER,
    NO_PREDICTION,
    NOT_READ,
    SHORT_NETWORK,
    SMALL,
    VIEW_TIP,
    actual_line,
    outcome_text,
    size_text,
)
from catgui.domain.picture import ROW_ROLE
from catgui.panels.photos.photo_preview import paint_photo, paint_warning
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import resized_font, scaled
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import paint_wrapped
from catgui.widgets.figures.figure_bar import BAR_HEIGHT, paint_probability
from catgui.widgets.pictures.picture_delegate import ADDED_MARK, paint_class_mark, paint_edit_mark
from catgui.widgets.pictures.picture_view import paint_picture
from engine.statistics import DETECTOR_CLASSES, UNSURE
from engine.text import printable

# The mark of a class, and the tick or the cross, one of the sizes of icons.
_MARK, _TICK = 10, 16
# The distance of the focus frame from the card; less than the space around the card.
_FOCUS_GAP = 3
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
# The side of the network's view: the usual 64 pixels, which are not smoothed where the text has its normal size.
_VIEW = 64
_GAP = 8
_SMALL_GAP = 4
# Between the edge of a card and what is on it: small, for two rows of cards in a low panel.
_PADDING = 5
# Beside the detector's answer, that of the network is so much larger, and bold.
_ANSWER_SCALE = 1.15
# The network's answer, with its mark and tick.
_LONGEST_ANSWER = "xx non-cat (>99%) xxx"


class PhotoCardDelegate(QStyledItemDelegate):
    """Paints a PhotoEntry as a card.

    Attributes: `cell`, the size of each cell; `has_detector`, whether cards have its answer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell = QSize()
        self.has_detector = False

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The minimum size of a cell."""
        return CardLayout.minimum_size(option.fontMetrics, self.has_detector)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell if self.cell.isValid() else self.minimum_size(option)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = index.data(ROW_ROLE)
        if entry is None:
            return
        layout = self._layout(option)
        colors = color_scheme_of(option.palette)
        painter.save()
        painter.setFont(option.font)
        _paint_background(painter, layout.card, option, colors)
        if entry.state is PhotoState.FAILED:
            _paint_failure(painter, layout, entry, colors)
        else:
            _paint_pictures(painter, layout, entry, colors)
            if entry.part:
                paint_edit_mark(painter, layout.photo, ADDED_MARK, option.palette)
            _paint_name(painter, layout.name, entry.name, colors.muted)
            _paint_bar(painter, layout.bar, entry.verdict, colors)
            _paint_answers(painter, layout, entry, option.palette)
            _paint_actual(painter, layout.actual, entry, colors)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Explain the part of the card that the mouse is on, else describe the photo."""
        tip = self._tip_at(event.pos(), option, index) if event.type() == QEvent.Type.ToolTip else ""
        if not tip:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), escape_tooltip(tip), view)
        return True

    def _tip_at(self, place: QPoint, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        """What the view is."""
        entry: PhotoEntry | None = index.data(ROW_ROLE)
        if entry is None or entry.state is PhotoState.FAILED:
            return ""
        layout = self._layout(option)
        return VIEW_TIP if layout.view.united(layout.caption).contains(place) else ""

    def _layout(self, option: QStyleOptionViewItem) -> CardLayout:
        return CardLayout.of(option.rect, option.fontMetrics.height(), self.has_detector)


def render_cards(
    delegate: PhotoCardDelegate, indices: Sequence[QModelIndex], option: QStyleOptionViewItem, columns: int = 3
) -> QImage:
    """An image of the cards at double resolution, in the style of `option`."""
    size = delegate.minimum_size(option)
    columns = min(columns, len(indices))
    rows = -(-len(indices) // columns)
    ratio = 2
    image = QImage(ratio * columns * size.width(), ratio * rows * size.height(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(option.palette.color(QPalette.ColorRole.Base))
    with QPainter(image) as painter:
        for place, index in enumerate(indices):
            row, column = divmod(place, columns)
            cell = QStyleOptionViewItem(option)
            cell.rect = QRect(column * size.width(), row * size.height(), size.width(), size.height())
            cell.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
            delegate.paint(painter, cell, index)
    return image


def _paint_background(painter: QPainter, card: QRect, option: QStyleOptionViewItem, colors: ColorScheme) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colors.accent if selected else colors.line), 2 if selected else 1))
    painter.setBrush(QColor(colors.raised))
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()
    if focused:
        around = card.adjusted(-_FOCUS_GAP, -_FOCUS_GAP, _FOCUS_GAP, _FOCUS_GAP)
        paint_focus_frame(painter, around, colors.text, radius=5)


def _paint_pictures(painter: QPainter, layout: CardLayout, entry: PhotoEntry, colors: ColorScheme) -> None:
    placeholder = QColor(colors.line)
    placeholder.setAlphaF(0.5)
    if entry.photo is None:
        painter.fillRect(layout.photo, placeholder)
    else:
        paint_photo(painter, layout.photo, entry.photo, entry.framing, colors)
    if entry.view is None:
        painter.fillRect(layout.view, placeholder)
    else:
        paint_picture(painter, layout.view, to_qimage(entry.view))
        painter.setPen(QColor(colors.muted))
        painter.drawText(layout.caption, int(Qt.AlignmentFlag.AlignCenter), size_text(entry.view.shape))


def _paint_name(painter: QPainter, area: QRect, name: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    text = QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, _LEFT, text)


def _paint_bar(painter: QPainter, area: QRect, verdict: Verdict | None, colors: ColorScheme) -> None:
    if verdict is None:
        paint_probability(painter, area, None, colors.line, colors)
    else:
        color = colors.muted if verdict.is_unsure else colors.classes[verdict.label]
        paint_probability(painter, area, verdict.probability, color, colors, verdict.threshold)


def _paint_failure(painter: QPainter, layout: CardLayout, entry: PhotoEntry, colors: ColorScheme) -> None:
    paint_warning(painter, layout.photo, colors)
    left = layout.view.x()
    name = QRect(left, layout.photo.y(), layout.bar.right() + 1 - left, layout.name.height())
    _paint_name(painter, name, entry.name, colors.text)
    reason = QRect(name.x(), name.bottom() + 1 + 2, name.width(), layout.photo.bottom() - name.bottom() - 2)
    painter.setPen(QColor(colors.muted))
    paint_wrapped(painter, reason, NOT_READ.format(error=entry.error))


@dataclass(frozen=True, slots=True)
class CardLayout:
    """The rectangles of the parts of a card; without a detector, `detected` is empty."""

    card: QRect
    photo: QRect
    view: QRect
    caption: QRect
    name: QRect
    prediction: QRect
    bar: QRect
    detected: QRect
    actual: QRect

    @classmethod
    def of(cls, cell: QRect, line: int, has_detector: bool = False) -> CardLayout:
        """The layout of a card with lines of text of height `line`."""
        card = cell.adjusted(_SMALL_GAP, _SMALL_GAP, -_SMALL_GAP, -_SMALL_GAP)
        inner = card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        photo = QRect(inner.topLeft(), QSize(inner.height(), inner.height()))
        beside = inner.adjusted(inner.height() + _GAP, 0, 0, 0)
        view = QRect(beside.topLeft(), QSize(scaled(_VIEW), scaled(_VIEW)))
        caption = QRect(view.x(), view.bottom() + 1, view.width(), line)
        texts = beside.adjusted(view.width() + _GAP, 0, 0, 0)
        return cls(card, photo, view, caption, *_stack(texts, _heights(line, has_detector)))

    @staticmethod
    def minimum_size(metrics: QFontMetrics, has_detector: bool = False) -> QSize:
        """The minimum size of a card, with the space around it."""
        view, line = scaled(_VIEW), metrics.height()
        answer = math.ceil(_ANSWER_SCALE * metrics.horizontalAdvance(_LONGEST_ANSWER))
        caption = metrics.horizontalAdvance(f"{NETWORK}: ") if has_detector else 0
        height = max(view + line, sum(_heights(line, has_detector)))
        width = height + _GAP + view + _GAP + caption + answer
        around = 2 * (_SMALL_GAP + _PADDING)
        return QSize(around + width, around + height)


def _heights(line: int, has_detector: bool) -> tuple[int, ...]:
    """The heights of the name, the network's answer and bar, the detector's answer if any, and the actual class."""
    return line, math.ceil(_ANSWER_SCALE * line), BAR_HEIGHT, line if has_detector else 0, line


def _stack(area: QRect, heights: Sequence[int]) -> list[QRect]:
    """Rectangles of these heights below each other, from the top of `area`."""
    tops = accumulate(heights, initial=area.y())
    return [QRect(area.x(), top, area.width(), height) for top, height in zip(tops, heights, strict=False)]


def _paint_actual(painter: QPainter, area: QRect, entry: PhotoEntry, colors: ColorScheme) -> None:
    """Paint the actual class and the part of the data."""
    counts = bool(entry.actual) and not entry.is_of_other_data
    painter.setPen(QColor(colors.text if counts else colors.muted))
    elided = QFontMetrics(painter.font()).elidedText(actual_line(entry), Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _LEFT, elided)


def _paint_tick(painter: QPainter, place: QPoint, height: int, is_correct: bool, palette: QPalette) -> None:
    """Paint a tick or a cross at `place`, in the middle of a line of this height."""
    colors = color_scheme_of(palette)
    mark = icon("right", colors.accent) if is_correct else icon("wrong", colors.error)
    side = scaled(_TICK)
    mark.paint(painter, QRect(place.x(), place.y() + (height - side) // 2, side, side))


def _paint_answers(painter: QPainter, layout: CardLayout, entry: PhotoEntry, palette: QPalette) -> None:
    """Paint the network's answer, and the detector's, if any, below it and quieter, with a tick or a cross for each."""
    colors, plain = color_scheme_of(palette), QFont(painter.font())
    ours, its = _Style(_large(plain), colors.text), _Style(plain, colors.muted)
    answers = [(layout.prediction, NETWORK, ours, entry.verdict, entry.is_correct)]
    if is_compared := not layout.detected.isEmpty():
        answers.append((layout.detected, DETECTOR, its, entry.detected, entry.is_detected_correctly))
    # By the longest caption and outcome, so that all cards are alike.
    width = layout.prediction.width()
    classes = DETECTOR_CLASSES if entry.verdict is None else (*DETECTOR_CLASSES, *entry.verdict.classes)
    is_short = _advance(plain, f"{NETWORK}: ") + _longest_outcome(ours.font, classes) > width
    left = _advance(plain, f"{DETECTOR}: " if is_short else f"{NETWORK}: ") if is_compared else 0
    for row, who, style, verdict, is_correct in answers:
        painter.setPen(QColor(colors.muted))
        if is_compared:
            painter.drawText(row, _LEFT, f"{SHORT_NETWORK if is_short and who is NETWORK else who}:")
        rest = row.adjusted(left, 0, 0, 0)
        if verdict is None:
            missing = NO_ANSWER if is_compared else NO_PREDICTION
            elided = QFontMetrics(plain).elidedText(missing, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _LEFT, elided)
            continue
        if not verdict.is_unsure:  # which is neither right nor wrong
            rest.setRight(rest.right() - scaled(_TICK) - _SMALL_GAP)
        end = _paint_outcome(painter, rest, verdict, outcome_text(verdict), style, palette)
        if is_correct is not None:
            _paint_tick(painter, QPoint(end + _SMALL_GAP, row.y()), row.height(), is_correct, palette)


def _longest_outcome(font: QFont, classes: Sequence[str]) -> int:
    """The width of the longest outcome of these classes, with its mark and tick."""
    tick = _SMALL_GAP + scaled(_TICK)
    names = [*map(printable, classes), f"{SMALL} {DETECTOR_CLASSES[1]}"]
    widths = [_advance(font, f"{name}, >99%") + tick for name in names]
    widths.append(_advance(font, f"{UNSURE}, {DETECTOR_CLASSES[1]} 99%"))  # without a tick
    return scaled(_MARK) + _SMALL_GAP + max(widths)


def _advance(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


@dataclass(frozen=True, slots=True)
class _Style:
    """The font and the color of an outcome."""

    font: QFont
    ink: str


def _paint_outcome(
    painter: QPainter, row: QRect, verdict: Verdict, outcome: str, style: _Style, palette: QPalette
) -> int:
    """Paint the mark of the predicted class, or a question mark, and the outcome; returns where it ends."""
    plain, metrics = QFont(painter.font()), QFontMetrics(style.font)
    side = scaled(_MARK)
    mark = QRectF(row.x(), row.y() + (row.height() - side) / 2, side, side)
    painter.setFont(style.font)
    if verdict.is_unsure:
        painter.setPen(QColor(color_scheme_of(palette).muted))
        painter.drawText(QRectF(mark.x(), row.y(), side, row.height()), int(Qt.AlignmentFlag.AlignCenter), "?")
    else:
        paint_class_mark(painter, mark, verdict.label, palette)
    text = row.adjusted(side + _SMALL_GAP, 0, 0, 0)
    painter.setPen(QColor(style.ink))
    elided = metrics.elidedText(outcome, Qt.TextElideMode.ElideMiddle, text.width())
    painter.drawText(text, _LEFT, elided)
    painter.setFont(plain)
    return text.x() + metrics.horizontalAdvance(elided)


def _large(font: QFont) -> QFont:
    return resized_font(_bold(font), _ANSWER_SCALE)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
