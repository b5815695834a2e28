"""A question that many trainings answer: its button, its progress, its dots and its answer in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.keep_focus import focus_kept
from catgui.widgets.basic.labels import label
from catgui.widgets.plots.strip_plot import StripPlot


class TrialsView(QWidget):
    """Shows how far the trials are.

    Signals: `wanted()`, the user asks the question; `cancelled()`, the user has heard enough.
    """

    wanted = Signal()
    cancelled = Signal()

    def __init__(
        self,
        name: str,
        question: str,
        choices: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_view")
        self._ask = IconButton("train", "Find out", question)
        self._ask.setObjectName(f"{name}_button")
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
        self._ask.clicked.connect(self.wanted)
        self._cancel.clicked.connect(self.cancelled)
        self.show_busy(False)

    def _lay_out(self, choices: Sequence[QWidget]) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        for choice in choices:
            header.addWidget(choice)
        header.addWidget(self._ask)
        header.addWidget(self._cancel)
        header.addWidget(self._progress, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self.plot, stretch=1)
        layout.addWidget(self._answer)

    def say(self, text: str) -> None:
        """The answer, or what it will tell."""
        self._answer.setText(text)

    def allow(self, possible: bool) -> None:
        """Whether the question can be asked at all."""
        self._ask.setEnabled(possible)

    def show_busy(self, busy: bool) -> None:
        """Whether trials are under way."""
        comes, goes = (self._cancel, self._ask) if busy else (self._ask, self._cancel)
        with focus_kept(self, lambda: comes):
            comes.show()
            goes.hide()
        if not busy:
            self._progress.setValue(0)

    def show_progress(self, done: int, total: int) -> None:
        """So many steps of all are done."""
        # In thousandths: a progress bar counts in 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
