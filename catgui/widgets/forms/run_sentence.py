"""The sentence about a run."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_caption, set_tooltip, unescape_caption
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import paint_wrapped

_LEAST_WIDTH = 80  # beside text of 9 points
_ICON_SIDE, _GAP = 16, 6
# Sentences are about this long, in average characters: in a narrower line, they need more than one.
_ONE_LINE_CHARS = 72
_MOST_LINES = 5


class RunSentence(QAbstractButton):
    """A sentence that may be clicked, in a room that is the same for every sentence: more lines where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("run_sentence")
        self._click, self._is_failure = "", False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is underlined below the pointer
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        keep_scaled(self.setMinimumWidth, _LEAST_WIDTH)
        self.show_sentence("")

    def show_sentence(self, text: str, click: str = "", is_failure: bool = False) -> None:
        """Show another sentence; `click` says what a click does, '' if it does nothing."""
        self._click, self._is_failure = click, is_failure
        self.setText(escape_caption(text))
        self.setEnabled(bool(click))
        self.setCursor(Qt.CursorShape.PointingHandCursor if click else Qt.CursorShape.ArrowCursor)
        self._fit_tip()
        self.update()

    @property
    def sentence(self) -> str:
        """The sentence that is shown."""
        return unescape_caption(self.text())

    def _fit_tip(self) -> None:
        """Begin the tooltip with the sentence where that has too little room."""
        room = self._text_area
        wrapped = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.sentence)
        whole = f"{self.sentence}\n{self._click}".strip() if wrapped.height() > room.height() else self._click
        set_tooltip(self, whole, spoken=self._click)

    @property
    def _has_icon(self) -> bool:
        return self._is_failure or bool(self._click)

    @property
    def _text_area(self) -> QRect:
        return self.rect().adjusted((scaled(_ICON_SIDE) + _GAP) * self._has_icon, 0, 0, 0)

    def heightForWidth(self, width: int) -> int:
        """The height of as many lines as a long sentence needs: the same for every sentence."""
        room = max(width - scaled(_ICON_SIDE) - _GAP, 1)
        lines = math.ceil(_ONE_LINE_CHARS * self.fontMetrics().averageCharWidth() / room)
        return math.ceil(min(lines, _MOST_LINES) * QFontMetricsF(self.font()).lineSpacing())

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Room for one line, for a window that is as low as it can be."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, font = color_scheme_of(self.palette()), self.font()
        color = colors.error if self._is_failure else colors.accent if self._click else colors.muted
        font.setUnderline(bool(self._click) and (self.underMouse() or self.hasFocus()))
        with QPainter(self) as painter:
            if self._has_icon:
                side = scaled(_ICON_SIDE)
                mark = QRect(0, (self.fontMetrics().lineSpacing() - side) // 2, side, side)
                icon("warning" if self._is_failure else "hint", color).paint(painter, mark)
            painter.setFont(font)
            painter.setPen(color)
            paint_wrapped(painter, self._text_area, self.sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the hint is that of the width
        self._fit_tip()

    def changeEvent(self, event: QEvent) -> None:
        """Update the height for another size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._fit_tip()
