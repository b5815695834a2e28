"""Labels in the roles of the style sheet, which wrap or elide their text."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import icon

# Longer than the words of a sentence: the name of a file.
_LONG_WORD = re.compile(r"\S{30,}")
_PIECE = re.compile(r"[^\W_]{1,16}[\W_]{0,3}|[\W_]{1,16}")
_ZERO_WIDTH_SPACE = "\u200b"
# The width of the longest word that a text may make room for, in average characters.
_MAX_WORD_WIDTH = 30
_ICON, _GAP = 16, 4


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
    ) -> None:
        super().__init__(text)
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


class WrappedLabel(QLabel):
    """Plain text in as many lines as it needs; a long name without spaces does not widen the window.

    Such a name is broken, unless the text is selectable: there the copied name would not be the same.
    """

    def __init__(self, text: str, selectable: bool) -> None:
        super().__init__()
        self._whole = ""
        self._selectable = selectable
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        self._whole = text
        super().setText(text if self._selectable else _LONG_WORD.sub(_break, text))

    def text(self) -> str:
        """What is shown, as it was given."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        """The width of the longest word, at most that of the longest word of a sentence."""
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), _MAX_WORD_WIDTH * self.fontMetrics().averageCharWidth()))
        return hint


def _break(word: re.Match[str]) -> str:
    return _ZERO_WIDTH_SPACE.join(_PIECE.findall(word[0]))


def label(text: str = "", role: str = "body", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label; `role` is "answer", "title", "prompt", "heading", "body", "muted", "figure" or "error"."""
    result = WrappedLabel(text, selectable) if wrap else QLabel(text)
    result.setProperty("role", role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


class WarningLabel(ElidedLabel):
    """An ElidedLabel that may show a warning, with an icon before the text."""

    def __init__(self) -> None:
        self._warns = False
        super().__init__()

    def show_note(self, text: str, warns: bool) -> None:
        """Show `text`, with the icon of a warning if `warns`."""
        self._warns = warns
        self._leave_room()
        self.update()
        self.show_text(text)
        self.setAccessibleName(f"Warning: {text}" if warns else text)

    def _leave_room(self) -> None:
        """Begin the text behind the icon, which follows the size of the text."""
        self.setContentsMargins(scaled(_ICON) + _GAP if self._warns else 0, 0, 0, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._leave_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._warns:
            side = scaled(_ICON)
            with QPainter(self) as painter:
                area = QRect(0, (self.height() - side) // 2, side, side)
                icon("warning", color_scheme_of(self.palette()).error).paint(painter, area)
