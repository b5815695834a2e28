"""The line of a card with the actual class, or with a button for each class to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.prediction_texts import actual_text, placed_text
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.icons import icon
from catgui.widgets.pictures.class_mark import paint_class_mark
from engine.text import printable

# The class that each key sets as the actual one; None is for none.
ANSWER_KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 0, Qt.Key.Key_0: None, Qt.Key.Key_Backspace: None}

MARK = 10
# The tick or the cross; one of the sizes of icons.
TICK = 16
_GAP = 4
QUESTION = actual_text("").strip()
# In the order of the keys 1 and 2.
_LABELS = (1, 0)

Classes = tuple[str, str]


def actual_class_at(
    place: QPoint, area: QRect, metrics: QFontMetrics, entry: PhotoEntry, classes: Classes
) -> str | None:
    """The actual class that a click at `place` sets, '' for none; None beside the line and its buttons."""
    if entry.actual:
        return "" if area.contains(place) else None
    buttons = _buttons(area, metrics, classes)
    return next((classes[label] for label, button in buttons.items() if button.contains(place)), None)


def paint_actual(
    painter: QPainter, area: QRect, entry: PhotoEntry, is_correct: bool | None, classes: Classes, palette: QPalette
) -> None:
    """Paint the actual class and the part of the data, with a tick or a cross unless `is_correct` is None.

    Without an actual class, paint a button for each.
    """
    colors = color_scheme_of(palette)
    metrics = QFontMetrics(painter.font())
    painter.setPen(QColor(colors.text if entry.actual else colors.muted))
    if not entry.actual:
        _paint_text(painter, area, QUESTION)
        for label, button in _buttons(area, metrics, classes).items():
            _paint_button(painter, button, label, classes, palette)
        return
    text = area
    if is_correct is not None:
        paint_tick(painter, area.topLeft(), area.height(), is_correct, palette)
        text = area.adjusted(TICK + _GAP, 0, 0, 0)
    _paint_text(painter, text, placed_text(entry.actual, entry.part))


def paint_tick(painter: QPainter, place: QPoint, height: int, is_correct: bool, palette: QPalette) -> None:
    """Paint a tick or a cross at `place`, in the middle of a line of this height."""
    colors = color_scheme_of(palette)
    mark = icon("right", colors.accent) if is_correct else icon("wrong", colors.error)
    mark.paint(painter, QRect(place.x(), place.y() + (height - TICK) // 2, TICK, TICK))


def _buttons(area: QRect, metrics: QFontMetrics, classes: Classes) -> dict[int, QRect]:
    """The button of each label: with its mark, and with its name if there is room for both names."""
    left = area.x() + metrics.horizontalAdvance(QUESTION) + _GAP
    widths = [3 * _GAP + MARK + 2 + metrics.horizontalAdvance(printable(classes[label])) for label in _LABELS]
    if left + sum(widths) + _GAP > area.right():
        widths = [2 * _GAP + MARK] * len(_LABELS)
    buttons = {}
    for label, width in zip(_LABELS, widths, strict=True):
        buttons[label] = QRect(left, area.y() - 1, width, area.height() + 2)
        left += width + _GAP
    return buttons


def _paint_button(painter: QPainter, button: QRect, label: int, classes: Classes, palette: QPalette) -> None:
    colors = color_scheme_of(palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.setBrush(QColor(colors.base))
    painter.drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    mark = QRectF(button.x() + _GAP, button.y() + (button.height() - MARK) / 2, MARK, MARK)
    paint_class_mark(painter, mark, label, palette)
    painter.setPen(QColor(colors.text))
    if button.width() > 2 * _GAP + MARK:
        _paint_text(painter, button.adjusted(2 * _GAP + MARK, 0, -_GAP, 0), printable(classes[label]))
    painter.restore()


def _paint_text(painter: QPainter, area: QRect, text: str) -> None:
    elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)
