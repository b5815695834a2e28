"""A question that many trainings answer: its button, its progress, its dots and its answer in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.plots.strip_plot import StripPlot


class TrialsView(QWidget):
    """Shows how far the trials are.

    Signals: `start_requested()`, the user asks the question; `cancel_requested()`, the user has heard enough.
    """

    start_requested = Signal()
    cancel_requested = Signal()

    def __init__(
        self,
        name: str,
        question: str,
        choices: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_view")
        self._start = IconButton("train", "Find out", question)
        self._start.setObjectName(f"{name}_button")
        self._cancel = IconButton("stop", "Stop", "Stop here; the results that are there stay")
        self._cancel.setObjectName(f"{name}_cancel_button")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName(f"Progress: {question}")
        self.plot = StripPlot(question)
        self._answer = label(wrap=True)
        self._answer.setObjectName(f"{name}_answer")
        self._lay_out(choices)
        self._start.clicked.connect(self.start_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self.show_busy(False)

    def _lay_out(self, choices: Sequence[QWidget]) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        for choice in choices:
            header.addWidget(choice)
        header.addWidget(self._start)
        header.addWidget(self._cancel)
        header.addWidget(self._progress, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self.plot, stretch=1)
        layout.addWidget(self._answer)

    def show_text(self, text: str) -> None:
        """The answer, or what it will tell."""
        self._answer.setText(text)

    def set_startable(self, possible: bool) -> None:
        """Whether the question can be asked at all."""
        self._start.setEnabled(possible)

    def show_busy(self, busy: bool) -> None:
        """Whether trials are under way."""
        shown, hidden = (self._cancel, self._start) if busy else (self._start, self._cancel)
        with keep_focus(self, lambda: shown):
            shown.show()
            hidden.hide()
        if not busy:
            self._progress.setValue(0)

    def show_progress(self, done: int, total: int) -> None:
        """So many steps of all are done."""
        # In thousandths: a progress bar counts in 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
