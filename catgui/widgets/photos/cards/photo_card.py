"""Cards of photos: the photo, the network's view of it, its predicted and its actual class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QImage, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.domain.prediction_texts import actual_text
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.basic.focus_frame import paint_focus_frame
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.wrapped_text import paint_wrapped
from catgui.widgets.figures.probability_bar import paint_probability
from catgui.widgets.photos.cards.actual_line import MARK, Classes, actual_class_at, paint_actual
from catgui.widgets.photos.cards.card_layout import DEFAULT_SIZE, SMALL_GAP, CardLayout
from catgui.widgets.photos.cards.photo_preview import paint_photo
from catgui.widgets.pictures.class_mark import paint_class_mark
from catgui.widgets.pictures.picture_view import paint_picture
from engine.text import printable

_WARNING = 32
# The distance of the focus frame from the card; less than the space around the card.
_FOCUS_GAP = 3
_CLICKS = (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PhotoCardDelegate(QStyledItemDelegate):
    """Paints the PhotoEntry of `entry_role` as a card.

    Attributes: `cell`, the size of each cell; `size`, that of cards, an index of VIEW_SIDES; `classes`, the names to
    choose the actual class from, None if they are not known.

    Signals: `actual_chosen(QModelIndex, str)`, a class name, or '' for none, by a click.
    """

    actual_chosen = Signal(QModelIndex, str)

    def __init__(self, entry_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry_role = entry_role
        self.cell = QSize()
        self.size = DEFAULT_SIZE
        self.classes: Classes | None = None

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The minimum size of a cell."""
        return CardLayout.minimum_size(option.fontMetrics, self.size)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size of a cell, the same for every card."""
        return self.minimum_size(option).expandedTo(self.cell)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card."""
        entry = index.data(self._entry_role)
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
            _paint_name(painter, layout.name, entry.name, colors.muted)
            _paint_prediction(painter, layout.prediction, entry, option.palette)
            _paint_bar(painter, layout.bar, entry, colors)
            if self.classes is not None:
                paint_actual(painter, layout.actual, entry, self.classes, option.palette)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Emit `actual_chosen` after a click on the line of the actual class; a double click there is two clicks."""
        if isinstance(event, QMouseEvent) and event.type() in _CLICKS and event.button() == Qt.MouseButton.LeftButton:
            name = self._actual_class_at(event.position().toPoint(), option, index)
            if name is not None:
                if event.type() == QEvent.Type.MouseButtonRelease:
                    self.actual_chosen.emit(index, name)
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Say what a click does on the line of the actual class, else describe the photo."""
        name = self._actual_class_at(event.pos(), option, index) if event.type() == QEvent.Type.ToolTip else None
        if name is None or self.classes is None:
            return super().helpEvent(event, view, option, index)
        key = {self.classes[1]: 1, self.classes[0]: 2}.get(name)
        tip = "Take the answer back (key 0)" if key is None else f"{actual_text(name)} (key {key})"
        QToolTip.showText(event.globalPos(), escape_tooltip(tip), view)
        return True

    def _actual_class_at(
        self, place: QPoint, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> str | None:
        """The actual class that a click at `place` sets, '' for none; None where it sets nothing."""
        entry: PhotoEntry | None = index.data(self._entry_role)
        if self.classes is None or entry is None or entry.state is PhotoState.FAILED:
            return None
        return actual_class_at(place, self._layout(option).actual, option.fontMetrics, entry, self.classes)

    def _layout(self, option: QStyleOptionViewItem) -> CardLayout:
        return CardLayout.of(option.rect, option.fontMetrics.height(), self.size)


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
    if entry.photo is None or entry.view is None:
        # A placeholder.
        faint = QColor(colors.line)
        faint.setAlphaF(0.5)
        painter.fillRect(layout.photo, faint)
        painter.fillRect(layout.view, faint)
        return
    paint_photo(painter, layout.photo, entry.photo, entry.framing, colors)
    if not layout.view.isEmpty():
        paint_picture(painter, layout.view, to_qimage(entry.view))


def _paint_name(painter: QPainter, area: QRect, name: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    text = QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, _LEFT, text)


def _paint_prediction(painter: QPainter, area: QRect, entry: PhotoEntry, palette: QPalette) -> None:
    """Paint the predicted class with its mark; its caption is before it, or above it, or left out."""
    colors = color_scheme_of(palette)
    if entry.verdict is None:
        painter.setPen(QColor(colors.muted))
        paint_wrapped(painter, area, "No prediction yet" if entry.photo is not None else "Not read yet")
        return
    caption, outcome = entry.verdict.text.split(" ", 1)
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    metrics, bold_metrics = QFontMetrics(plain), QFontMetrics(bold)
    line, left = metrics.height(), metrics.horizontalAdvance(f"{caption} ")
    longest = max(bold_metrics.horizontalAdvance(f"{printable(name)} (>99%)") for name in entry.verdict.classes)
    row = QRect(area.x(), area.y(), area.width(), line)
    painter.setPen(QColor(colors.muted))
    # By the longest outcome, so that all cards are alike.
    if left + MARK + SMALL_GAP + longest <= area.width():
        painter.drawText(row, _LEFT, caption)
        row.setLeft(row.x() + left)
    elif area.height() >= 2 * line:
        painter.drawText(row, _LEFT, caption)
        row.translate(0, line)
    paint_class_mark(painter, QRectF(row.x(), row.y() + (line - MARK) / 2, MARK, MARK), entry.verdict.label, palette)
    row.setLeft(row.x() + MARK + SMALL_GAP)
    painter.setPen(QColor(colors.text))
    painter.setFont(bold)
    painter.drawText(row, _LEFT, bold_metrics.elidedText(outcome, Qt.TextElideMode.ElideMiddle, row.width()))
    painter.setFont(plain)


def _paint_bar(painter: QPainter, area: QRect, entry: PhotoEntry, colors: ColorScheme) -> None:
    verdict = entry.verdict
    if verdict is None:
        paint_probability(painter, area, None, colors.line, colors)
    else:
        color = colors.classes[verdict.label]
        paint_probability(painter, area, verdict.probability, color, colors, verdict.threshold)


def _paint_failure(painter: QPainter, layout: CardLayout, entry: PhotoEntry, colors: ColorScheme) -> None:
    background = QColor(colors.error)
    background.setAlphaF(0.08)
    painter.fillRect(layout.photo, background)
    where = QRect(0, 0, _WARNING, _WARNING)
    where.moveCenter(layout.photo.center())
    icon("warning", colors.error).paint(painter, where)
    name = QRect(layout.bar.x(), layout.photo.y(), layout.bar.width(), layout.name.height())
    _paint_name(painter, name, entry.name, colors.text)
    reason = QRect(name.x(), name.bottom() + 1 + 2, name.width(), layout.photo.bottom() - name.bottom() - 2)
    painter.setPen(QColor(colors.muted))
    paint_wrapped(painter, reason, f"Not read: {entry.error}")
