"""A view of one study: buttons, progress, plot, and result text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catgui.domain.run_texts import features_progress
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.study_bar import StudyBar


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
        self._bar = StudyBar(name, question, fields)
        self._plot = plot
        self._answer = label(wrap=True)
        self._answer.setObjectName(f"{name}_answer")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._bar)
        layout.addWidget(self._plot, stretch=1)
        layout.addWidget(self._answer)
        self._bar.start_requested.connect(self.start_requested)
        self._bar.cancel_requested.connect(self.cancel_requested)

    def show_answer(self, answer: str) -> None:
        """Show `answer` under the plot."""
        self._answer.setText(answer)

    def set_start_text(self, text: str) -> None:
        """Set the text of the start button."""
        self._bar.set_start_text(text)

    def set_start_tip(self, text: str) -> None:
        """Say in the tooltip of the start button what it does, or '' for the question alone."""
        self._bar.set_start_tip(text)

    def set_startable(self, startable: bool) -> None:
        """Enable or disable the start button."""
        self._bar.set_startable(startable)

    def show_busy(self, busy: bool) -> None:
        """Show the cancel button if `busy`, else the start button."""
        self._bar.show_busy(busy)

    def show_progress(self, done: int, total: int) -> None:
        """Show that `done` of `total` iterations are done."""
        if self._bar.makes_features:
            self._answer.setText("")
        self._bar.show_progress(done, total)

    def show_features_progress(self, done: int, total: int) -> None:
        """Show that the features of `done` of `total` pictures are made, before the first iteration."""
        self._answer.setText(features_progress(done, total))
        self._bar.show_features_progress(done, total)
