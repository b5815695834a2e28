"""The buttons of a card: on its line of the actual class, one for each class; and one to add it to the data."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen

from catgui.domain.photo_entry import NEITHER, NEITHER_NAME, PhotoEntry
from catgui.domain.photo_texts import actual_line
from catgui.domain.prediction_texts import actual_text
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.widgets.basic.icons import icon
from catgui.widgets.pictures.marks import paint_class_mark
from engine.text import printable

MARK = 10
# The tick or the cross; one of the sizes of icons.
TICK = 16
_GAP = 4
QUESTION = actual_text("").strip()
ADD_TO_TRAINING, _SHORT_ADD = "Add to training", "Add"
Classes = tuple[str, str]
# The class that each key sets as the actual one; None is for none.
ANSWER_KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 0, Qt.Key.Key_0: None, Qt.Key.Key_Backspace: None}


def answers(classes: Classes) -> dict[str, int | None]:
    """The actual classes that can be set, in the order of the keys 1, 2 and 3, with the labels of their marks."""
    return {classes[1]: 1, classes[0]: 0, NEITHER: None}


def answer_of_key(event: QKeyEvent, classes: Classes) -> str | None:
    """The actual class that a key sets: one of `classes`, NEITHER by 3, or '' for none; None for another key."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    if event.key() == Qt.Key.Key_3:
        return NEITHER
    if event.key() not in ANSWER_KEYS:
        return None
    label = ANSWER_KEYS[Qt.Key(event.key())]
    return "" if label is None else classes[label]


def answer_text(answer: str) -> str:
    """The name of an actual class that can be set, printable."""
    return NEITHER_NAME if answer == NEITHER else printable(answer)


def actual_class_at(
    place: QPoint, area: QRect, metrics: QFontMetrics, entry: PhotoEntry, classes: Classes
) -> str | None:
    """The actual class that a click at `place` sets, '' for none; None beside the line and its buttons."""
    if entry.actual:
        return "" if area.contains(place) else None
    buttons = _buttons(area, metrics, classes)
    return next((answer for answer, button in buttons.items() if button.contains(place)), None)


def paint_actual(
    painter: QPainter, area: QRect, entry: PhotoEntry, is_correct: bool | None, classes: Classes, palette: QPalette
) -> None:
    """Paint the actual class and the part of the data, with a tick or a cross unless `is_correct` is None.

    Without an actual class, paint a button for each.
    """
    colors = color_scheme_of(palette)
    metrics = QFontMetrics(painter.font())
    counts = bool(entry.actual) and entry.actual != NEITHER and not entry.is_of_other_data
    painter.setPen(QColor(colors.text if counts else colors.muted))
    if not entry.actual:
        _paint_text(painter, area, QUESTION)
        for answer, button in _buttons(area, metrics, classes).items():
            _paint_button(painter, button, answer, answers(classes)[answer], palette)
        return
    text = area
    if is_correct is not None:
        paint_tick(painter, area.topLeft(), area.height(), is_correct, palette)
        text = area.adjusted(scaled(TICK) + _GAP, 0, 0, 0)
    _paint_text(painter, text, actual_line(entry))


def paint_tick(painter: QPainter, place: QPoint, height: int, is_correct: bool, palette: QPalette) -> None:
    """Paint a tick or a cross at `place`, in the middle of a line of this height."""
    colors = color_scheme_of(palette)
    mark = icon("right", colors.accent) if is_correct else icon("wrong", colors.error)
    side = scaled(TICK)
    mark.paint(painter, QRect(place.x(), place.y() + (height - side) // 2, side, side))


def _buttons(area: QRect, metrics: QFontMetrics, classes: Classes) -> dict[str, QRect]:
    """The button of each answer: with its mark, and with its name if there is room for all names."""
    left = area.x() + metrics.horizontalAdvance(QUESTION) + _GAP
    offered = list(answers(classes))
    widths = [3 * _GAP + scaled(MARK) + 2 + metrics.horizontalAdvance(answer_text(answer)) for answer in offered]
    if left + sum(widths) + _GAP * (len(offered) - 1) > area.right():
        widths = [2 * _GAP + scaled(MARK)] * len(offered)
    buttons = {}
    for answer, width in zip(offered, widths, strict=True):
        buttons[answer] = QRect(left, area.y() - 1, width, area.height() + 2)
        left += width + _GAP
    return buttons


def _paint_button(painter: QPainter, button: QRect, answer: str, label: int | None, palette: QPalette) -> None:
    painter.save()
    _paint_frame(painter, button, palette)
    side = scaled(MARK)
    mark = QRectF(button.x() + _GAP, button.y() + (button.height() - side) / 2, side, side)
    paint_class_mark(painter, mark, label, palette)
    painter.setPen(QColor(color_scheme_of(palette).text))
    if button.width() > 2 * _GAP + side:
        _paint_text(painter, button.adjusted(2 * _GAP + side, 0, -_GAP, 0), answer_text(answer))
    painter.restore()


def addition_button(area: QRect, metrics: QFontMetrics) -> QRect:
    """The button that adds a photo to the training part, at the right end of the line in `area`."""
    # The name, which the line has as well, needs half of it.
    fits = metrics.horizontalAdvance(ADD_TO_TRAINING) + 2 * _GAP <= area.width() / 2
    width = metrics.horizontalAdvance(ADD_TO_TRAINING if fits else _SHORT_ADD) + 2 * _GAP + 2
    return QRect(area.right() + 1 - width, area.y() - 1, width, area.height() + 2)


def paint_addition(painter: QPainter, button: QRect, palette: QPalette) -> None:
    """Paint the button that adds a photo to the training part."""
    metrics = QFontMetrics(painter.font())
    fits = metrics.horizontalAdvance(ADD_TO_TRAINING) + 2 * _GAP <= button.width()
    painter.save()
    _paint_frame(painter, button, palette)
    painter.setPen(QColor(color_scheme_of(palette).text))
    painter.drawText(button, int(Qt.AlignmentFlag.AlignCenter), ADD_TO_TRAINING if fits else _SHORT_ADD)
    painter.restore()


def _paint_frame(painter: QPainter, button: QRect, palette: QPalette) -> None:
    colors = color_scheme_of(palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.setBrush(QColor(colors.base))
    painter.drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def _paint_text(painter: QPainter, area: QRect, text: str) -> None:
    elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)
