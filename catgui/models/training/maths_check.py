"""The maths check: the notebook's arithmetic beside the engine's, on the open data with the settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.experiments.notebook_comparison import Agreement, ComparedSteps, NotebookComparison, notebook_settings
from engine.progress import Work
from engine.training.config import TrainingConfig


class Comparison:
    """A comparison under way or ended; one thread writes it, others read.

    Attributes: `dataset`; `settings`, those it was started with, options and all; `iterations`, how many it is to have;
    `costs`, of the engine as training costs, of the notebook as test costs of the same iterations; `used`, of how many
    pictures; `agreement`, so far.
    """

    def __init__(self, dataset: Dataset, settings: TrainingConfig, iterations: int = 0) -> None:
        self.dataset = dataset
        self.settings = settings
        self.iterations = iterations
        self.costs = CostHistory()
        self.used = dataset.train.count
        self.agreement = Agreement()

    def add(self, steps: ComparedSteps) -> None:
        """Add the costs of the next iterations."""
        self.agreement = steps.agreement
        for notebook, engine in zip(steps.notebook, steps.engine, strict=True):
            iteration = len(self.costs)
            self.costs.set_test(iteration, notebook)
            self.costs.append_train(iteration, engine)


class MathsCheck(QObject):
    """Owns the comparison. Other data end and clear it; other settings clear it unless it is under way.

    Signals: `changed()`, another comparison is shown, or it has started or ended; `failed(str)`, a text for the user,
    after which the costs so far stay.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._comparison: Comparison | None = None
        self._stopping = False
        self._task = BackgroundTask(self)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self.changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        settings.changed.connect(self._on_settings_changed)

    @property
    def busy(self) -> bool:
        """Whether a comparison is under way."""
        return self._task.busy

    @property
    def stopping(self) -> bool:
        """Whether a comparison ends after the current step."""
        return self.busy and self._stopping

    @property
    def comparison(self) -> Comparison | None:
        """The comparison shown: the last one, or an empty one of what would be compared; None without data."""
        dataset = self._workspace.dataset
        if self._comparison is None and dataset is not None:
            return Comparison(dataset, self._settings.config)
        return self._comparison

    def start(self, features: str, iterations: int) -> None:
        """Compare the settings on `features` for `iterations` iterations."""
        dataset = self._workspace.dataset
        if dataset is None or self.busy:
            return
        self._comparison = Comparison(dataset, self._settings.config, iterations)
        self._stopping = False
        config = notebook_settings(self._settings.config, iterations, features)
        self._task.start(partial(_compare, self._comparison, config))

    def stop(self) -> None:
        """End the comparison after the current step; its costs so far stay."""
        if self.busy and not self._stopping:
            self._stopping = True
            self._task.cancel()
            self.changed.emit()

    def shutdown(self) -> None:
        """End the comparison and wait for its thread."""
        self._task.shutdown()

    def _on_dataset_changed(self) -> None:
        # Without waiting for its step, which may take seconds.
        self.stop()
        self._comparison = None
        self.changed.emit()

    def _on_settings_changed(self) -> None:
        if self.busy:
            return
        if self._comparison is None or self._comparison.settings != self._settings.config:
            self._comparison = None
            self.changed.emit()


def _compare(comparison: Comparison, config: TrainingConfig, work: Work) -> None:
    train = comparison.dataset.train
    both = NotebookComparison(train.pictures, train.labels, config, work)
    comparison.used = both.count
    for steps in both:
        comparison.add(steps)
        work.report(steps.agreement.iterations, config.iterations)
