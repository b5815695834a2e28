"""Help, Check the maths: connects the dialog with the model."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.help.maths_texts import (
    COMPARED_FEATURES,
    NO_DATA,
    PREPARING,
    STOPPING,
    figures,
    notes_text,
    subject_text,
    verdict,
)
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.maths_check import MathsCheck
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.widgets.help.maths_dialog import MathsDialog
from engine.experiments.notebook_comparison import Agreement
from engine.training.config import DEFAULTS


class MathsCommand(QObject):
    """Opens the dialog and shows the comparison in it; closing the dialog ends it."""

    def __init__(self, window: QWidget, workspace: Workspace, settings: TrainingSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._check = MathsCheck(workspace, settings, self)
        self._dialog = MathsDialog(CostHistory(), window)
        self._chosen: tuple[str, int] | None = None
        self._dialog.start_requested.connect(self._start)
        self._dialog.stop_requested.connect(self._check.stop)
        self._dialog.iterations_chosen.connect(self._on_iterations_chosen)
        self._dialog.finished.connect(self._on_closed)
        self._dialog.plot.grown.connect(self._show_figures)
        self._check.changed.connect(self._show)
        self._check.failed.connect(self._dialog.show_error)

    def open(self) -> None:
        """Bring the dialog up."""
        self._dialog.bring_up()
        self._show()

    def shutdown(self) -> None:
        """End the comparison and wait for its thread; the window is closing."""
        self._on_closed()
        self._check.shutdown()

    def _start(self, features: str, iterations: int) -> None:
        self._dialog.show_error("")  # that of the comparison before
        self._check.start(features, iterations)

    def _on_closed(self) -> None:
        self._check.stop()
        self._dialog.show_busy(False)  # the plot must not go on looking for new costs

    def _show(self) -> None:
        if not self._dialog.isVisible():
            return  # `open` shows what has changed meanwhile, which may be a setting that is dragged
        self._follow_settings()
        if not self._has_started:
            self._dialog.show_error("")  # it was about another comparison
        self._show_curves()
        self._dialog.show_busy(self._check.busy)
        self._show_figures()

    @property
    def _has_started(self) -> bool:
        """Whether the comparison shown has been started, and not only could be."""
        comparison = self._check.comparison
        return comparison is not None and comparison.iterations > 0

    def _show_curves(self) -> None:
        comparison = self._check.comparison
        if comparison is not None and self._has_started:
            self._dialog.plot.show_curves(comparison.costs, comparison.iterations)
        else:
            self._dialog.plot.show_curves(CostHistory(), self._dialog.iterations)

    def _on_iterations_chosen(self) -> None:
        """Have the axis of an empty plot count to the number in the field."""
        if not self._has_started:
            self._show_curves()

    def _follow_settings(self) -> None:
        """Choose what the settings have, when these have changed."""
        config = self._settings.config
        features = config.features
        iterations = config.iterations if features in COMPARED_FEATURES else DEFAULTS["iterations"]
        if not self._check.busy and self._chosen != (features, iterations):
            self._chosen = features, iterations
            self._dialog.choose(*self._chosen)

    def _show_subject(self) -> None:
        comparison = self._check.comparison
        if comparison is None:
            self._dialog.show_subject(NO_DATA, "", startable=False)
            return
        count, config = comparison.dataset.train.count, comparison.settings
        text = subject_text(comparison.dataset.name, count, config)
        self._dialog.show_subject(text, notes_text(config, count, comparison.used), startable=True)

    def _show_figures(self) -> None:
        comparison = self._check.comparison
        agreement, total = (Agreement(), 0) if comparison is None else (comparison.agreement, comparison.iterations)
        self._show_subject()
        self._dialog.show_progress(agreement.iterations, total, figures(agreement))
        if self._check.stopping:
            self._dialog.show_verdict(STOPPING)
        elif self._check.busy:
            self._dialog.show_verdict("" if agreement.iterations else PREPARING)
        else:
            self._dialog.show_verdict(verdict(agreement, total))
