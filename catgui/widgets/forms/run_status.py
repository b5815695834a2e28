"""The progress of a run and a line about it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QProgressBar, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.labels import ElidedLabel, label, paint_wrapped
from catgui.widgets.basic.layouts import column_of, row_of
from engine.text import format_ratio

_BAR_HEIGHT = 4
_ACCURACIES_SHARE = 0.4  # of the line, at most
_LEAST_WIDTH = 80  # of the sentence, beside text of 9 points
_ICON_SIDE = 16
_GAP = 6
# Sentences are about this long, in average characters: in a narrower line, they need more than one.
_ONE_LINE_CHARS = 80
_MOST_LINES = 3


class RunStatus(QWidget):
    """A thin progress bar over a line: an error, what is being done, or a sentence about the run; and accuracies.

    Attributes: `sentence`, the line below the bar.
    """

    def __init__(self) -> None:
        super().__init__()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(_BAR_HEIGHT)
        self._progress.setAccessibleName("Iterations done")
        # Its room stays while it is hidden.
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self.sentence = RunSentence()
        self._accuracies = ElidedLabel(role="muted")
        self._accuracies.setObjectName("run_accuracies")
        self._accuracies.hide()
        self._wants_accuracies = False
        column_of(self._progress, row_of((self.sentence, 1), self._accuracies, spacing=16), spacing=4).on(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep most of the line for the sentence."""
        super().resizeEvent(event)
        self._accuracies.setMaximumWidth(round(_ACCURACIES_SHARE * self.width()))

    def start_run(self, iterations: int) -> None:
        """Scale the bar for a run."""
        self._progress.setRange(0, iterations)

    @property
    def iterations(self) -> int:
        """The iterations of the run."""
        return self._progress.maximum()

    def set_progress_visible(self, visible: bool) -> None:
        """Show the bar while a run is under way: at rest, the slider shows how far it has come."""
        self._progress.setVisible(visible)

    def show_done(self, done: int) -> None:
        """Show that `done` iterations are done."""
        # The bar paints itself at once, and with it all that waits in the window: each panel would be painted twice.
        self._progress.setUpdatesEnabled(False)
        self._progress.setValue(done)
        self._progress.setUpdatesEnabled(True)

    def set_accuracies_visible(self, visible: bool) -> None:
        """Show or hide the accuracies, which the results panel may show already."""
        self._wants_accuracies = visible
        self._show_accuracies()

    def _show_accuracies(self) -> None:
        self._accuracies.setVisible(self._wants_accuracies and bool(self._accuracies.text()))

    def show_accuracies(self, train: float | None, test: float | None) -> None:
        """Set the accuracy on each part, None if neither is known."""
        training, tested = (format_ratio(accuracy) for accuracy in (train, test))
        is_known = train is not None
        self._accuracies.show_text(
            f"Accuracy: training {training}, test {tested}" if is_known else "", f"{training}, {tested}"
        )
        self._show_accuracies()


class SentenceLink(QAbstractButton):
    """A button that looks like a link, with an icon and a text of up to two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_failure, self._sentence, self._tip = False, "", ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_link(self, text: str, tip: str, is_failure: bool) -> None:
        """Show another sentence; `tip` says what a click does."""
        self._is_failure, self._sentence, self._tip = is_failure, text, tip
        self.setText(escape_caption(text))
        self._fit_tip()
        self.update()

    def _fit_tip(self) -> None:
        """Begin the tooltip with the sentence where that has too little room."""
        room = self._text_area
        wrapped = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self._sentence)
        whole = f"{self._sentence}\n{self._tip}" if wrapped.height() > room.height() else self._tip
        set_tooltip(self, whole, spoken=self._tip)

    @property
    def _text_area(self) -> QRect:
        return self.rect().adjusted(scaled(_ICON_SIDE) + _GAP, 0, 0, 0)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_ICON_SIDE), self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        color = colors.error if self._is_failure else colors.accent
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        line = QFontMetrics(font).lineSpacing()
        with QPainter(self) as painter:
            side = scaled(_ICON_SIDE)
            mark = QRect(0, (line - side) // 2, side, side)
            icon("warning" if self._is_failure else "hint", color).paint(painter, mark)
            painter.setFont(font)
            painter.setPen(color)
            paint_wrapped(painter, self._text_area, self._sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_tip()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class RunSentence(QWidget):
    """A sentence, or a link, in a line whose room is reserved: two or three lines of text where it is narrow.

    Attributes: `link`.
    """

    def __init__(self) -> None:
        super().__init__()
        # What is shown in place of the sentence, the first that is not ''.
        self._over = {"error": "", "busy": ""}
        self._is_link = False
        self._sentence = ""
        self._note = label(role="muted", wrap=True)
        self._note.setParent(self)
        self._note.setObjectName("run_note")
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._error = _ErrorLine(self)
        self.link = SentenceLink(parent=self)
        self.link.setObjectName("run_summary")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        keep_scaled(self.setMinimumWidth, _LEAST_WIDTH)
        self._show()

    def show_note(self, text: str) -> None:
        """Show a sentence that is no link."""
        self._sentence, self._is_link = text, False
        self._show()

    def show_link(self, text: str, tip: str, is_failure: bool) -> None:
        """Show a sentence that can be clicked; `tip` says what that does."""
        self.link.show_link(text, tip, is_failure)
        self._is_link = True
        self._show()

    def show_over(self, kind: str, text: str) -> None:
        """Show an "error", or what keeps the run "busy", in place of the sentence; '' ends that."""
        if text != self._over[kind]:
            self._over[kind] = text
            self._show()

    def _show(self) -> None:
        error, busy = self._over["error"], self._over["busy"]
        self._error.show_text(error)
        self._note.setText(busy or self._sentence)
        self._error.setVisible(bool(error))
        self.link.setVisible(self._is_link and not (error or busy))
        self._note.setVisible(not error and (bool(busy) or not self._is_link))

    def hasHeightForWidth(self) -> bool:
        """Whether the height depends on the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of as many lines as a long sentence needs: the same for every sentence."""
        metrics = self.fontMetrics()
        lines = math.ceil(_ONE_LINE_CHARS * metrics.averageCharWidth() / max(width, 1))
        return math.ceil(min(lines, _MOST_LINES) * QFontMetricsF(self.font()).lineSpacing())

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Room for one line, for a window that is as low as it can be."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def changeEvent(self, event: QEvent) -> None:
        """Take the height that the sentence needs in another size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence all the room. With a layout, Qt would not ask for the height for a width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the hint is that of the width
        for shown in (self._note, self.link, self._error):
            shown.setGeometry(self.rect())


class _ErrorLine(QWidget):
    """A text after the icon of an error."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = label()
        self._icon.setAccessibleName("Error")
        self._text = label(role="error", wrap=True)
        self._text.setObjectName("settings_error")
        top = Qt.AlignmentFlag.AlignTop
        self._text.setAlignment(top)
        row_of((self._icon, top), (self._text, 1), spacing=_GAP).on(self)
        self._tint()

    def show_text(self, text: str) -> None:
        """Show another error."""
        self._text.setText(text)

    def _tint(self) -> None:
        side = scaled(_ICON_SIDE)
        self._icon.setPixmap(icon("warning", color_scheme_of(self.palette()).error).pixmap(side, side))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._tint()
