"""What a click on the summary of a run does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from catgui.models.training.playback import RunPlayback
from catgui.models.training.settings import TrainingSettings
from engine.analysis.run_summary import Finding, RunSummary


class SummaryActions(QObject):
    """Leads to what a summary speaks of: an iteration, a panel, or another setting, which can be undone.

    `show_panel` brings the panel of an object name to the front.
    """

    def __init__(
        self, playback: RunPlayback, settings: TrainingSettings, show_panel: Callable[[str], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        self._settings = settings
        self._show_panel = show_panel

    def act(self, summary: RunSummary) -> None:
        """Do what `catgui.domain.run_texts.click_text` says."""
        if summary.learning_rate is not None:
            self._set_value("learning_rate", summary.learning_rate)
        elif summary.iterations is not None:
            self._set_value("iterations", summary.iterations)
        elif summary.finding is Finding.OVERFITTING and summary.iteration is not None:
            self._playback.seek(summary.iteration)
        elif summary.finding in (Finding.DEAD, Finding.NEARLY_DEAD):
            self._show_panel("learned_panel")
        else:
            self._show_panel("results_panel")

    def _set_value(self, field: str, value: float) -> None:
        self._settings.finish_edit()  # an undo command of its own
        self._settings.set_value(field, value)
        self._settings.finish_edit()
