"""A sentence about a run, which can be a link."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.wrapped_text import paint_wrapped

_ICON_SIDE = 16
_GAP = 6
# Sentences are about this long, in average characters: in a narrower line, they need two.
_ONE_LINE_CHARS = 110


class SentenceLink(QAbstractButton):
    """A button that looks like a link, with an icon and a text of up to two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_failure = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_link(self, text: str, tip: str, is_failure: bool) -> None:
        """Show another sentence; `tip` says what a click does."""
        self._is_failure = is_failure
        self.setText(text)
        set_tooltip(self, tip)
        self.update()

    def sizeHint(self) -> QSize:
        """The icon and one line."""
        return QSize(_ICON_SIDE, self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and text, underlined where a click would do something."""
        colors = color_scheme_of(self.palette())
        color = colors.error if self._is_failure else colors.accent
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        line = QFontMetrics(font).lineSpacing()
        with QPainter(self) as painter:
            mark = QRect(0, (line - _ICON_SIDE) // 2, _ICON_SIDE, _ICON_SIDE)
            icon("warning" if self._is_failure else "hint", color).paint(painter, mark)
            painter.setFont(font)
            painter.setPen(color)
            paint_wrapped(painter, self.rect().adjusted(_ICON_SIDE + _GAP, 0, 0, 0), self.text())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underline the text."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """End the underline."""
        super().leaveEvent(event)
        self.update()


class RunSentence(QWidget):
    """A sentence, or a link, in a line whose room is reserved: two lines of text where it is narrow, but not low.

    Signals: `clicked()`, the link.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_low = False
        self._note = label(role="muted", wrap=True)
        self._note.setParent(self)
        self._note.setObjectName("run_note")
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._link = SentenceLink(self)
        self._link.hide()
        self._link.setObjectName("run_summary")
        self._link.clicked.connect(self.clicked)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_note(self, text: str) -> None:
        """Show a sentence that is no link."""
        self._note.setText(text)
        self._note.show()
        self._link.hide()

    def show_link(self, text: str, tip: str, is_failure: bool) -> None:
        """Show a sentence that can be clicked; `tip` says what that does."""
        self._link.show_link(text, tip, is_failure)
        self._link.show()
        self._note.hide()

    def set_low(self, low: bool) -> None:
        """Reserve one line only, where the window has no room for two."""
        if low != self._is_low:
            self._is_low = low
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Whether the height depends on the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of one line, or two: the same for every sentence."""
        metrics = self.fontMetrics()
        lines = 1 if self._is_low or width >= _ONE_LINE_CHARS * metrics.averageCharWidth() else 2
        return lines * metrics.lineSpacing()

    def minimumSizeHint(self) -> QSize:
        """Room for one line, for a window that is as low as it can be."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence all the room. With a layout, Qt would not ask for the height for a width."""
        super().resizeEvent(event)
        for shown in (self._note, self._link):
            shown.setGeometry(self.rect())
