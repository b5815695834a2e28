"""How many pictures are right for good, or why that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from catgui.domain.learning_texts import SHORT_TITLE, TITLE
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, pages_of
from catgui.widgets.plots.learning_plot import LearnedShare, LearningPlot
from engine.typing import Indices

_NAMES = {"train": "training", "test": "test"}


class LearningView(QWidget):
    """Shows the plot, or a text in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learning_view")
        self._plot = LearningPlot(TITLE, SHORT_TITLE)
        self._missing = label(role="muted", wrap=True)
        self._missing.setObjectName("learning_missing")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self._missing, self._plot)
        column_of(self._pages).on(self)

    def show_missing(self, text: str) -> None:
        """Show why there is no plot."""
        self._missing.setText(text)
        self._pages.setCurrentWidget(self._missing)

    def show_shares(self, shares: Iterable[tuple[str, Indices, int]], text: str) -> None:
        """Show how many pictures of each part are right for good at each iteration, of so many; `text` says it."""
        self._plot.show_shares([LearnedShare(_NAMES[part], counts, total) for part, counts, total in shares], text)
        self._pages.setCurrentWidget(self._plot)
