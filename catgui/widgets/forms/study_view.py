"""A view of one study: buttons, progress, plot, and result text."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from catgui.domain.run_texts import features_progress, time_left
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.basic.labels import label

_MIN_PROGRESS_WIDTH = 24


class StudyView(QWidget):
    """The controls of a study, and its results in `plot` and in words.

    Signals: `start_requested()` and `cancel_requested()`, the user pressed the button.
    """

    start_requested = Signal()
    cancel_requested = Signal()

    def __init__(
        self,
        name: str,
        question: str,
        plot: QWidget,
        fields: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_view")
        self._start = IconButton("train", "", question)
        self._start.setObjectName(f"{name}_button")
        self._cancel = IconButton("stop", "Stop", "Stop; the results so far are kept until the window is closed")
        self._cancel.setObjectName(f"{name}_cancel_button")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setMinimumWidth(_MIN_PROGRESS_WIDTH)
        self._progress.setAccessibleName(f"Progress: {question}")
        self._time_left = ElidedLabel(role="muted")
        self._time_left.setObjectName(f"{name}_time_left")
        self._is_busy = False
        self._began_at = 0.0
        self._plot = plot
        self._makes_features = False
        self._answer = label(wrap=True)
        self._answer.setObjectName(f"{name}_answer")
        self._lay_out(fields)
        self._start.clicked.connect(self.start_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self.show_busy(False)

    def _lay_out(self, fields: Sequence[QWidget]) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        for field in fields:
            header.addWidget(field)
        header.addWidget(self._start)
        header.addWidget(self._cancel)
        header.addWidget(self._progress, stretch=1)
        header.addWidget(self._time_left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._plot, stretch=1)
        layout.addWidget(self._answer)

    def show_answer(self, answer: str) -> None:
        """Show `answer` under the plot."""
        self._answer.setText(answer)

    def set_start_text(self, text: str) -> None:
        """Set the text of the start button."""
        self._start.setText(text)

    def set_startable(self, startable: bool) -> None:
        """Enable or disable the start button."""
        self._start.setEnabled(startable)

    def show_busy(self, busy: bool) -> None:
        """Show the cancel button if `busy`, else the start button."""
        shown, hidden = (self._cancel, self._start) if busy else (self._start, self._cancel)
        with keep_focus(self, lambda: shown):
            shown.show()
            hidden.hide()
        if busy and not self._is_busy:
            self._began_at = time.monotonic()
        self._is_busy = busy
        if not busy:
            self._progress.setValue(0)
            self._show_time_left("")

    def show_progress(self, done: int, total: int) -> None:
        """Show that `done` of `total` iterations are done."""
        if self._makes_features:
            self._makes_features = False
            self._answer.setText("")
            self._began_at = time.monotonic()
        self._show_share(done, total)
        self._show_time_left(time_left(time.monotonic() - self._began_at, done, total))

    def show_features_progress(self, done: int, total: int) -> None:
        """Show that the features of `done` of `total` pictures are made, before the first iteration."""
        self._makes_features = True
        self._answer.setText(features_progress(done, total))
        self._show_share(done, total)

    def _show_time_left(self, text: str) -> None:
        self._time_left.show_text(text)
        self._time_left.setVisible(bool(text))

    def _show_share(self, done: int, total: int) -> None:
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
