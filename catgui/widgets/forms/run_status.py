"""The progress of a run, the accuracies of its network, and a sentence about it."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import MenuButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.wrapped_text import paint_wrapped

_NARROW = 520
_PARTS = {"train": "training", "test": "test"}
_ICON_SIDE = 16
_GAP = 6
# Sentences are about this long, in average characters: in a narrower line, they need two.
_ONE_LINE_CHARS = 110


class StepRate:
    """Steps per second over a short window of time, for display."""

    _WINDOW_SECONDS = 0.25

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, done: int) -> None:
        """Measure anew from `done` steps."""
        self.per_second = 0.0
        self._done = done
        self._since = time.monotonic()

    def update(self, done: int) -> bool:
        """Whether a window of time has passed and `per_second` is new."""
        elapsed = time.monotonic() - self._since
        if elapsed < self._WINDOW_SECONDS:
            return False
        self.per_second = (done - self._done) / elapsed
        self._done, self._since = done, time.monotonic()
        return True


class RunStatus(QWidget):
    """A progress bar over a line of text and accuracies, and a sentence below.

    Signals: `sentence_clicked()`.
    """

    sentence_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Iterations done")
        self._status = ElidedLabel(role="muted")
        self._status.setObjectName("training_status")
        self._accuracy = label("Accuracy", role="muted")
        self._accuracies = {part: label("–", role="heading") for part in _PARTS}
        self._export = MenuButton("export", "Export", "Save the plot, the costs, a report or a program")
        self._export.setObjectName("export_run")
        self._sentence = RunSentence()
        self._sentence.clicked.connect(self.sentence_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._progress)
        layout.addLayout(self._line())
        layout.addWidget(self._sentence)

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._status, stretch=1)
        line.addWidget(self._accuracy)
        for part, caption in _PARTS.items():
            self._accuracies[part].setObjectName(f"{part}_accuracy")
            line.addSpacing(4)
            line.addWidget(label(caption, role="muted"))
            line.addWidget(self._accuracies[part])
        line.addSpacing(4)
        line.addWidget(self._export)
        return line

    def set_export_menu(self, menu: QMenu) -> None:
        """Set the menu that the export button opens."""
        self._export.setMenu(menu)

    def start_run(self, iterations: int, can_export: bool) -> None:
        """Scale the bar for a run; `can_export` enables the export."""
        self._export.setEnabled(can_export)
        self._progress.setRange(0, iterations)

    @property
    def iterations(self) -> int:
        """The iterations of the run."""
        return self._progress.maximum()

    def show_done(self, done: int) -> None:
        """Show that `done` iterations are done."""
        self._progress.setValue(done)

    def show_text(self, text: str, *shorter: str) -> None:
        """Show `text` under the bar, or the first of `shorter` that fits where space is short."""
        self._status.show_text(text, *shorter)

    def set_low(self, low: bool) -> None:
        """Reserve one line only for the sentence, where the window has no room for two."""
        self._sentence.set_low(low)

    def show_note(self, text: str) -> None:
        """Show a sentence about the run."""
        self._sentence.show_note(text)

    def show_link(self, text: str, tip: str, is_failure: bool) -> None:
        """Show a sentence about the run that can be clicked; `tip` says what that does."""
        self._sentence.show_link(text, tip, is_failure)

    def show_accuracies(self, train: float | None, test: float | None, test_tip: str = "") -> None:
        """Show the accuracy on each part, None if it is not known, and a tooltip for that on the test part."""
        set_tooltip(self._accuracies["test"], test_tip)
        for part, accuracy in (("train", train), ("test", test)):
            text = "–" if accuracy is None else f"{accuracy:.1%}"
            self._accuracies[part].setText(text)
            self._accuracies[part].setAccessibleName(f"Accuracy, {_PARTS[part]}: {text}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out a word and an icon where they would take the room of the iteration."""
        super().resizeEvent(event)
        is_wide = self.width() >= _NARROW
        self._accuracy.setVisible(is_wide)
        self._export.show_icon(is_wide)


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
