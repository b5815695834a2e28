"""A label that elides its lines where there is too little room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget

from catgui.style.tooltips import set_tooltip


class ElidedLabel(QLabel):
    """Plain text whose lines are elided if they are too long.

    Its size hint is at most `max_chars` of average width. `text()` and the tool tip are the whole text.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        max_chars: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._elide = elide
        self._max_chars = max_chars
        self._shorter: tuple[str, ...] = ()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_tooltip(self, text)

    def show_text(self, text: str, *shorter: str) -> None:
        """Show `text`, or where there is too little room for it the first of `shorter` that fits, '' being none."""
        self._shorter = tuple(filter(None, shorter))
        if text != self.text():
            self.setText(text)
            set_tooltip(self, text)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._max_chars is not None:
            hint.setWidth(min(hint.width(), self._max_chars * self.fontMetrics().averageCharWidth()))
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    @property
    def shown_text(self) -> str:
        """What is painted at this width."""
        width, metrics = self.contentsRect().width(), self.fontMetrics()
        for text in (self.text(), *self._shorter):
            lines = text.split("\n")
            if max(map(metrics.horizontalAdvance, lines)) <= width:
                break
        return "\n".join(metrics.elidedText(line, self._elide, width) for line in lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        area, text = self.contentsRect(), self.shown_text
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, area, int(self.alignment()), self.palette(), self.isEnabled(), text, self.foregroundRole()
            )


def paint_wrapped(painter: QPainter, area: QRect, text: str) -> None:
    """Paint `text` into `area`; an ellipsis replaces what does not fit."""
    metrics = QFontMetrics(painter.font())
    rows = max(1, area.height() // metrics.height())
    layout = QTextLayout(text, painter.font())
    layout.beginLayout()
    for row in range(rows):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        top = area.y() + row * metrics.height()
        if row == rows - 1:
            rest = metrics.elidedText(text[line.textStart() :], Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QPointF(area.x(), top + metrics.ascent()), rest)
        else:
            line.draw(painter, QPointF(area.x(), top))
    layout.endLayout()
