"""Cards of photos: the photo, the network's view of it, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.widgets.basic.focus_frame import paint_focus_frame
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.wrapped_text import paint_wrapped
from catgui.widgets.figures.probability_bar import BAR_HEIGHT, paint_probability
from catgui.widgets.photos.photo_preview import paint_photo
from catgui.widgets.pictures.class_mark import paint_class_mark
from catgui.widgets.pictures.picture_view import paint_picture
from engine.text import format_probability

_GAP = 8
_SMALL_GAP = 4
_VIEW_SIDE = 64
_MARK = 10
_WARNING = 32
# The distance of the focus frame from the card; less than the space around the card.
_FOCUS_GAP = 3
# The text that determines the minimum width of a verdict.
_LONGEST_VERDICT = "No verdict yet"


@dataclass(frozen=True, slots=True)
class CardLayout:
    """The rectangles of the parts of a card."""

    card: QRect
    photo: QRect
    view: QRect
    verdict: QRect
    name: QRect
    bar: QRect

    @classmethod
    def of(cls, cell: QRect, line: int) -> CardLayout:
        """The layout of a card in `cell`, with lines of text of height `line`."""
        card = cell.adjusted(_SMALL_GAP, _SMALL_GAP, -_SMALL_GAP, -_SMALL_GAP)
        inner = card.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        photo = QRect(inner.topLeft(), QSize(inner.height(), inner.height()))
        left = photo.right() + 1 + _GAP
        view = QRect(left, inner.y(), _VIEW_SIDE, _VIEW_SIDE)
        beside = view.right() + 1 + _GAP
        verdict = QRect(beside, inner.y(), inner.right() + 1 - beside, _VIEW_SIDE)
        width = inner.right() + 1 - left
        name = QRect(left, view.bottom() + 1 + _SMALL_GAP, width, line)
        bar = QRect(left, inner.bottom() + 1 - BAR_HEIGHT, width, BAR_HEIGHT)
        return cls(card, photo, view, verdict, name, bar)

    @staticmethod
    def minimum_size(metrics: QFontMetrics) -> QSize:
        """The minimum size of a card with the space around it."""
        inner = _VIEW_SIDE + _SMALL_GAP + metrics.height() + _SMALL_GAP + BAR_HEIGHT
        verdict = metrics.horizontalAdvance(_LONGEST_VERDICT) + _SMALL_GAP
        around = 2 * (_SMALL_GAP + _GAP)
        return QSize(around + inner + _GAP + _VIEW_SIDE + _GAP + verdict, around + inner)


class PhotoCardDelegate(QStyledItemDelegate):
    """Paints the PhotoEntry of `entry_role` as a card. Attributes: `cell`, the size of each cell."""

    def __init__(self, entry_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry_role = entry_role
        self.cell = QSize()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size of a cell, the same for every card."""
        return CardLayout.minimum_size(option.fontMetrics).expandedTo(self.cell)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card."""
        entry = index.data(self._entry_role)
        if entry is None:
            return
        layout = CardLayout.of(option.rect, option.fontMetrics.height())
        colors = color_scheme_of(option.palette)
        painter.save()
        painter.setFont(option.font)
        _paint_background(painter, layout.card, option, colors)
        if entry.state is PhotoState.FAILED:
            _paint_failure(painter, layout, entry, colors)
        else:
            _paint_pictures(painter, layout, entry, colors)
            _paint_name(painter, layout.name, entry.name, colors.muted)
            _paint_verdict(painter, layout.verdict, entry, option.palette)
            _paint_bar(painter, layout.bar, entry, colors)
        painter.restore()


def render_cards(
    delegate: PhotoCardDelegate, indices: Sequence[QModelIndex], option: QStyleOptionViewItem, columns: int = 3
) -> QImage:
    """An image of the cards at double resolution, in the style of `option`."""
    size = CardLayout.minimum_size(option.fontMetrics)
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
    if entry.photo is None or entry.view is None:
        # A placeholder.
        faint = QColor(colors.line)
        faint.setAlphaF(0.5)
        painter.fillRect(layout.photo, faint)
        painter.fillRect(layout.view, faint)
        return
    paint_photo(painter, layout.photo, entry.photo, entry.framing, colors)
    paint_picture(painter, layout.view, to_qimage(entry.view))


def _paint_name(painter: QPainter, area: QRect, name: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    text = QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def _paint_verdict(painter: QPainter, area: QRect, entry: PhotoEntry, palette: QPalette) -> None:
    """Paint the predicted class with its mark, and its probability below."""
    colors = color_scheme_of(palette)
    verdict = entry.verdict
    if verdict is None:
        painter.setPen(QColor(colors.muted))
        paint_wrapped(painter, area, "No verdict yet" if entry.photo is not None else "Not read yet")
        return
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    line = QFontMetrics(plain).height()
    mark = QRectF(area.x(), area.y() + (line - _MARK) / 2, _MARK, _MARK)
    paint_class_mark(painter, mark, verdict.label, palette)
    painter.setPen(QColor(colors.text))
    painter.setFont(bold)
    name_area = QRect(area.x() + _MARK + _SMALL_GAP, area.y(), area.width() - _MARK - _SMALL_GAP, line)
    name = QFontMetrics(bold).elidedText(verdict.class_name, Qt.TextElideMode.ElideRight, name_area.width())
    painter.drawText(name_area, int(Qt.AlignmentFlag.AlignLeft), name)
    painter.setFont(plain)
    paint_wrapped(painter, area.adjusted(0, line + 2, 0, 0), format_probability(verdict.confidence))


def _paint_bar(painter: QPainter, area: QRect, entry: PhotoEntry, colors: ColorScheme) -> None:
    verdict = entry.verdict
    if verdict is None:
        paint_probability(painter, area, None, colors.line, colors)
    else:
        paint_probability(painter, area, verdict.probability, colors.classes[verdict.label], colors)


def _paint_failure(painter: QPainter, layout: CardLayout, entry: PhotoEntry, colors: ColorScheme) -> None:
    background = QColor(colors.error)
    background.setAlphaF(0.08)
    painter.fillRect(layout.photo, background)
    where = QRect(0, 0, _WARNING, _WARNING)
    where.moveCenter(layout.photo.center())
    icon("warning", colors.error).paint(painter, where)
    name = QRect(layout.view.x(), layout.photo.y(), layout.name.width(), layout.name.height())
    _paint_name(painter, name, entry.name, colors.text)
    reason = QRect(name.x(), name.bottom() + 1 + 2, name.width(), layout.photo.bottom() - name.bottom() - 2)
    painter.setPen(QColor(colors.muted))
    paint_wrapped(painter, reason, f"Not read: {entry.error}")
