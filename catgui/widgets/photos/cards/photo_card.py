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
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from catgui.domain.photo_entry import NEITHER, PhotoEntry, PhotoState, Verdict
from catgui.domain.photo_texts import DETECTOR_VIEW_TIP, NOT_COUNTED, VIEW_TIP, uncounted_reason, view_captions
from catgui.domain.prediction_texts import actual_text
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.basic.focus_frame import paint_focus_frame
from catgui.widgets.basic.wrapped_text import paint_wrapped
from catgui.widgets.figures.probability_bar import paint_probability
from catgui.widgets.photos.cards.actual_line import Classes, actual_class_at, answer_text, answers, paint_actual
from catgui.widgets.photos.cards.answer_lines import paint_answers, paint_prediction
from catgui.widgets.photos.cards.card_layout import DEFAULT_SIZE, CardLayout
from catgui.widgets.photos.cards.photo_preview import paint_photo, paint_warning
from catgui.widgets.pictures.edit_mark import ADDED_MARK, paint_edit_mark
from catgui.widgets.pictures.picture_view import paint_picture

# The distance of the focus frame from the card; less than the space around the card.
_FOCUS_GAP = 3
_CLICKS = (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PhotoCardDelegate(QStyledItemDelegate):
    """Paints the PhotoEntry of `entry_role` as a card.

    Attributes: `cell`, the size of each cell; `size`, that of cards, an index of VIEW_SIDES; `classes`, the names to
    choose the actual class from, None if they are not known; `has_detector`, whether cards have its answer; `records`,
    how often the detector and the network were right, for tooltips.

    Signals: `actual_chosen(QModelIndex, str)`, a class name, NEITHER, or '' for none, by a click.
    """

    actual_chosen = Signal(QModelIndex, str)

    def __init__(self, entry_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry_role = entry_role
        self.cell = QSize()
        self.size = DEFAULT_SIZE
        self.classes: Classes | None = None
        self.has_detector = False
        self.records = ("", "")

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The minimum size of a cell."""
        return CardLayout.minimum_size(option.fontMetrics, self.size, self.has_detector)

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
            if entry.part:
                paint_edit_mark(painter, layout.photo, ADDED_MARK, option.palette)
            _paint_name(painter, layout.name, entry.name, colors.muted)
            _paint_bar(painter, layout.bar, entry.verdict, colors)
            if self.has_detector:
                paint_answers(painter, layout.detected, layout.prediction, entry, option.palette)
                _paint_bar(painter, layout.detector_bar, entry.detected, colors)
            else:
                paint_prediction(painter, layout.prediction, entry, option.palette)
            if self.classes is not None:
                is_correct = None if self.has_detector else entry.is_correct
                paint_actual(painter, layout.actual, entry, is_correct, self.classes, option.palette)
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
        """Explain the part of the card that the mouse is on, else describe the photo."""
        tip = self._tip_at(event.pos(), option, index) if event.type() == QEvent.Type.ToolTip else ""
        if not tip:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), escape_tooltip(tip), view)
        return True

    def _tip_at(self, place: QPoint, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        """What a click does on the line of the actual class, how often an answer is right, or what the view is."""
        name = self._actual_class_at(place, option, index)
        if name is not None and self.classes is not None:
            key = {answer: key for key, answer in enumerate(answers(self.classes), start=1)}.get(name)
            if key is None:
                reason = uncounted_reason(index.data(self._entry_role))
                return "\n".join(filter(None, (reason, "Take the answer back (key 0)")))
            counts = f": {NOT_COUNTED}" if name == NEITHER else ""
            return f"{actual_text(answer_text(name))}{counts} (key {key})"
        entry: PhotoEntry | None = index.data(self._entry_role)
        if entry is None or entry.state is PhotoState.FAILED:
            return ""
        layout = self._layout(option)
        of_detector, of_network = self.records
        tips = (
            (layout.detected, of_detector),
            (layout.detector_bar, of_detector),
            (layout.prediction, of_network if entry.verdict is not None else ""),
            (layout.view.united(layout.caption), DETECTOR_VIEW_TIP if self.has_detector else VIEW_TIP),
        )
        return next((tip for area, tip in tips if area.contains(place)), "")

    def _actual_class_at(
        self, place: QPoint, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> str | None:
        """The actual class that a click at `place` sets, '' for none; None where it sets nothing."""
        entry: PhotoEntry | None = index.data(self._entry_role)
        if self.classes is None or entry is None or entry.state is PhotoState.FAILED:
            return None
        return actual_class_at(place, self._layout(option).actual, option.fontMetrics, entry, self.classes)

    def _layout(self, option: QStyleOptionViewItem) -> CardLayout:
        return CardLayout.of(option.rect, option.fontMetrics.height(), self.size, self.has_detector)


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
    elif not layout.view.isEmpty():
        paint_picture(painter, layout.view, to_qimage(entry.view))
        _paint_caption(painter, layout.caption, entry.view.shape, colors.muted)


def _paint_caption(painter: QPainter, area: QRect, shape: tuple[int, ...], ink: str) -> None:
    """Say below the network's view what it is, as far as there is room."""
    metrics = QFontMetrics(painter.font())
    whole, size = view_captions(shape)
    painter.setPen(QColor(ink))
    text = whole if metrics.horizontalAdvance(whole) <= area.width() else size
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_name(painter: QPainter, area: QRect, name: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    text = QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, _LEFT, text)


def _paint_bar(painter: QPainter, area: QRect, verdict: Verdict | None, colors: ColorScheme) -> None:
    if verdict is None:
        paint_probability(painter, area, None, colors.line, colors)
    else:
        color = colors.classes[verdict.label]
        paint_probability(painter, area, verdict.probability, color, colors, verdict.threshold)


def _paint_failure(painter: QPainter, layout: CardLayout, entry: PhotoEntry, colors: ColorScheme) -> None:
    paint_warning(painter, layout.photo, colors)
    left = layout.name.x() if layout.view.isEmpty() else layout.view.x()
    name = QRect(left, layout.photo.y(), layout.bar.right() + 1 - left, layout.name.height())
    _paint_name(painter, name, entry.name, colors.text)
    reason = QRect(name.x(), name.bottom() + 1 + 2, name.width(), layout.photo.bottom() - name.bottom() - 2)
    painter.setPen(QColor(colors.muted))
    paint_wrapped(painter, reason, f"Not read: {entry.error}")
