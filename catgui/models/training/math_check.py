"""The math check: the notebook's arithmetic beside the engine's, on the open data with the settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from catgui.models.tasks.analysis import Analysis, Offer, Subject
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.experiments.notebook_comparison import compare_with_notebook, describe_comparison

NO_DATA = "Open data first."
WAITING = "Training both…"


class MathCheck(Analysis):
    """Trains both ways, once the user has agreed: finds an Agreement."""

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(workspace.dataset_changed, settings.changed, parent=parent)
        self._workspace, self._settings = workspace, settings

    def subject(self) -> Subject | str | None:
        """The open data and the settings."""
        dataset, config = self._workspace.dataset, self._settings.config
        if dataset is None:
            return NO_DATA
        train = dataset.train
        offer = Offer(describe_comparison(dataset.name, train.count, config), "&Start")
        compute = partial(compare_with_notebook, train.pictures, train.labels, config)
        return Subject((dataset, config), compute, waiting=WAITING, offer=offer)
