"""The progress of a run, the accuracies of its network, and a sentence about it."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import MenuButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.run_sentence import RunSentence

_NARROW = 520
_PARTS = {"train": "training", "test": "test"}


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
