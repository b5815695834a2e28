"""The results panel: accuracies and confusion matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from catgui.domain.saved_run_texts import needs_data_text, other_data_note
from catgui.models.training.session import RunNow, TrainingSession
from catgui.widgets.basic.focus import order_tabs
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import FollowingPanel
from engine.analysis.evaluation import THRESHOLD

if TYPE_CHECKING:
    from catgui.widgets.figures import ResultsView

_MIN_WIDTH = 268
_UNTRAINED = "Train to see how many are right."


class ResultsPanel(FollowingPanel):
    """Shows the current evaluation of a training session.

    A click on a cell of the confusion matrix calls `show_cell` with the part, the true and the predicted class.
    """

    def __init__(self, session: TrainingSession, show_cell: Callable[[str, int, int], object]) -> None:
        super().__init__()
        self.setObjectName("results_panel")
        self._session, self._show_cell = session, show_cell
        self._view: ResultsView | None = None
        self._empty = label(_UNTRAINED, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setMargin(8)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        session.changed.connect(self._on_session_changed)
        self._show_run()

    def minimumSizeHint(self) -> QSize:
        """The width of the figures, also before there are any."""
        return super().minimumSizeHint().expandedTo(QSize(_MIN_WIDTH, 0))

    def create_view(self) -> ResultsView:
        """The figures, created by the first call: there are none before something is trained."""
        if self._view is None:
            from catgui.widgets.figures import ResultsView

            self._view = ResultsView()
            self._view.cell_clicked.connect(self._show_cell)
            self._view.reset_wanted.connect(lambda: self._session.set_threshold(THRESHOLD))
            self._pages.addWidget(self._view)
            order_tabs(self._empty, self._view.findChildren(QWidget))
        return self._view

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.has_other_network(before):
            self._show_run()

    def _show_run(self) -> None:
        run, snapshot = self._session.now.run, self._session.now.snapshot
        # A new run is not evaluated yet: the page keeps its layout, without numbers.
        if run is not None and run.dataset is not None:
            view = self.create_view()
            view.show_run(run.classes, "" if snapshot is None else other_data_note(run), snapshot)
            self._pages.setCurrentWidget(view)
            return
        if self._view is not None:  # it would keep the results of a network that is gone
            self._view.show_snapshot(None)
        self._empty.setText(_UNTRAINED if run is None else needs_data_text(run.trained_on))
        self._pages.setCurrentWidget(self._empty)
