"""The lines of a card with the answers of the detector and of the network."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette

from catgui.domain.photo_entry import DETECTOR_CLASSES, PhotoEntry, Verdict
from catgui.domain.photo_texts import DETECTOR, NETWORK, NO_ANSWER, SHORT_NETWORK, outcome_text
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.wrapped_text import paint_wrapped
from catgui.widgets.photos.cards.actual_line import MARK, TICK, paint_tick
from catgui.widgets.photos.cards.card_layout import SMALL_GAP
from catgui.widgets.pictures.class_mark import paint_class_mark
from engine.text import printable

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def paint_prediction(painter: QPainter, area: QRect, entry: PhotoEntry, palette: QPalette) -> None:
    """Paint the network's class with its mark; its caption is before it, or above it, or left out."""
    colors = color_scheme_of(palette)
    if entry.verdict is None:
        painter.setPen(QColor(colors.muted))
        paint_wrapped(painter, area, "No prediction yet" if entry.photo is not None else "Not read yet")
        return
    caption, outcome = entry.verdict.text.split(" ", 1)
    metrics, bold_metrics = QFontMetrics(painter.font()), QFontMetrics(_bold(painter.font()))
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
    _paint_outcome(painter, row, entry.verdict, outcome, palette)


def paint_answers(painter: QPainter, detected: QRect, predicted: QRect, entry: PhotoEntry, palette: QPalette) -> None:
    """Paint the answers of the detector and of the network below each other, with a tick or a cross for each."""
    metrics = QFontMetrics(painter.font())
    classes = entry.verdict.classes if entry.verdict is not None else ()
    outcomes = [f"{printable(name)}, >99%" for name in (*DETECTOR_CLASSES, *classes)]
    longest = max(map(QFontMetrics(_bold(painter.font())).horizontalAdvance, outcomes))
    needed = metrics.horizontalAdvance(f"{NETWORK}: ") + MARK + 2 * SMALL_GAP + longest + TICK
    # By the longest caption and outcome, so that all cards are alike.
    network = NETWORK if needed <= predicted.width() else SHORT_NETWORK
    left = max(metrics.horizontalAdvance(f"{who}: ") for who in (DETECTOR, network))
    for row, who, verdict, is_correct in (
        (detected, DETECTOR, entry.detected, entry.is_detected_correctly),
        (predicted, network, entry.verdict, entry.is_correct),
    ):
        painter.setPen(QColor(color_scheme_of(palette).muted))
        painter.drawText(row, _LEFT, f"{who}:")
        rest = row.adjusted(left, 0, 0, 0)
        if verdict is None:
            painter.drawText(rest, _LEFT, metrics.elidedText(NO_ANSWER, Qt.TextElideMode.ElideRight, rest.width()))
            continue
        rest.setRight(rest.right() - TICK - SMALL_GAP)
        end = _paint_outcome(painter, rest, verdict, outcome_text(verdict), palette)
        if is_correct is not None:
            paint_tick(painter, QPoint(end + SMALL_GAP, row.y()), row.height(), is_correct, palette)


def _paint_outcome(painter: QPainter, row: QRect, verdict: Verdict, outcome: str, palette: QPalette) -> int:
    """Paint the mark of the predicted class, and the outcome in bold; returns where it ends."""
    plain, bold = QFont(painter.font()), _bold(painter.font())
    paint_class_mark(painter, QRectF(row.x(), row.y() + (row.height() - MARK) / 2, MARK, MARK), verdict.label, palette)
    text = row.adjusted(MARK + SMALL_GAP, 0, 0, 0)
    painter.setPen(QColor(color_scheme_of(palette).text))
    painter.setFont(bold)
    elided = QFontMetrics(bold).elidedText(outcome, Qt.TextElideMode.ElideMiddle, text.width())
    painter.drawText(text, _LEFT, elided)
    painter.setFont(plain)
    return text.x() + QFontMetrics(bold).horizontalAdvance(elided)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
