"""A session that shows the networks of model files, evaluated in the background."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.current_run import CurrentRun
from catgui.models.training.session_state import SessionState
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.progress import ProgressCallback, cancellable
from engine.saved_model.model import Model
from engine.saved_model.reproduction import Reproduction
from engine.saved_model.saved_run import SavedRun
from engine.training.run import Snapshot


class SavedRunEvaluator(QObject):
    """Evaluates a saved run on its data set, which takes seconds for one of many pictures.

    Attributes: `busy`, whether there is an evaluation to wait for.

    Signals: `features_progressed(object, object)`, pictures whose features are made, and all; `evaluated(object)`, the
    Snapshot of the run, unless it was dropped; `failed(str)`, a text for the user.
    """

    features_progressed = Signal(object, object)
    evaluated = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy = False
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.features_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)

    def evaluate(self, run: SavedRun) -> None:
        """Evaluate `run` in place of the one under way."""
        self.busy = True
        self._task.start(partial(_evaluate, run))

    def cancel(self) -> None:
        """Drop the evaluation under way."""
        self.busy = False
        self._task.cancel()

    def shutdown(self) -> None:
        """Drop it, and wait for its thread."""
        self.busy = False
        self._task.shutdown()

    def _on_succeeded(self, snapshot: Snapshot) -> None:
        self.busy = False
        self.evaluated.emit(snapshot)

    def _on_failed(self, text: str) -> None:
        self.busy = False
        self.failed.emit(text)


class ModelSession(SessionState):
    """Shows the network of a model file, evaluated in the background on the data at hand.

    Signals, beside those of SessionState: `failed(str)`, a text for the user; `features_progressed(object, object)`,
    before a network is evaluated, or the first step of a run: pictures whose features are made, and all.
    """

    failed = Signal(str)
    features_progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._evaluator = SavedRunEvaluator(self)
        self._evaluator.features_progressed.connect(self.features_progressed)
        self._evaluator.evaluated.connect(self._show_newest)
        self._evaluator.failed.connect(self._on_evaluation_failed)

    def set_model(self, dataset: Dataset | None, model: Model) -> None:
        """Show the network of a model file, evaluated in the background on `dataset` if it fits."""
        self._threshold = model.full_recipe.threshold
        self._set_saved_run(SavedRun(model, dataset), CostHistory(model.costs, *model.test_costs))

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Drop the run, which was on other data; the network of a model file stays, evaluated on `dataset`."""
        if isinstance(self.run, SavedRun):
            self._set_saved_run(SavedRun(self.run.model, dataset), self.costs, is_same_network=True)
        else:
            self.reset()

    def show_reproduction(self, reproduction: Reproduction, is_same_network: bool = True) -> None:
        """Show a run that was repeated, in place of the saved run of the same network, or of another."""
        costs = CostHistory(reproduction.costs, *reproduction.test_costs)
        self._abort()
        self._set_current(
            CurrentRun(reproduction.run, costs, newest=reproduction.newest, is_same_network=is_same_network)
        )
        self.show(reproduction.snapshot)

    @property
    def is_evaluating(self) -> bool:
        """Whether the network of a model file is being evaluated."""
        return self._evaluator.busy

    def reset(self) -> None:
        """Drop the run with its costs and network, and reset the threshold."""
        self._abort()
        self._threshold = THRESHOLD
        self._set_current(CurrentRun())
        self.evaluated.emit(None)

    def shutdown(self) -> None:
        """Drop the run and wait for its threads."""
        self._abort()
        self._evaluator.shutdown()

    def _abort(self) -> None:
        """End at once whatever is under way."""
        self._evaluator.cancel()

    def _set_saved_run(self, run: SavedRun, costs: CostHistory, is_same_network: bool = False) -> None:
        self._abort()
        self._set_current(CurrentRun(run, costs, is_same_network=is_same_network))
        if run.dataset is not None:
            self._evaluator.evaluate(run)
        self.evaluated.emit(None)

    def _show_newest(self, snapshot: Snapshot) -> None:
        self._current.newest = snapshot
        self.show(snapshot)

    def _on_evaluation_failed(self, text: str) -> None:
        self.failed.emit(text)
        self.evaluated.emit(None)


def _evaluate(run: SavedRun, progress: ProgressCallback, cancelled: threading.Event) -> Snapshot | None:
    return run.snapshot(cancellable(progress, cancelled.is_set))
