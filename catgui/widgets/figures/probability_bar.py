"""A probability as a bar from the threshold toward the predicted class."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from catgui.style.colors import ColorScheme
from engine.analysis.evaluation import THRESHOLD

_THICKNESS = 6
# How far the mark of the threshold extends above and below the bar.
_OVERHANG = 2
BAR_HEIGHT = _THICKNESS + 2 * _OVERHANG


def paint_probability(
    painter: QPainter,
    area: QRect,
    probability: float | None,
    color: str,
    colors: ColorScheme,
    threshold: float = THRESHOLD,
) -> None:
    """Paint the bar in `area`, BAR_HEIGHT high: class 0 to the left, class 1 to the right; None for an empty one."""
    background = QRectF(area.x(), area.y() + _OVERHANG, area.width(), _THICKNESS)
    painter.fillRect(background, QColor(colors.line))
    start = background.x() + threshold * background.width()
    if probability is not None:
        end = background.x() + probability * background.width()
        painter.fillRect(QRectF(min(start, end), background.y(), abs(end - start), _THICKNESS), QColor(color))
    # With a light border, so that the mark is visible on the filled part as well; whole at both ends.
    mark = min(max(start, background.left() + 2), background.right() - 2)
    painter.fillRect(QRectF(mark - 2, area.y(), 4, BAR_HEIGHT), QColor(colors.raised))
    painter.fillRect(QRectF(mark - 1, area.y(), 2, BAR_HEIGHT), QColor(colors.text))
