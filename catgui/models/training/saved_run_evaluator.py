"""Evaluates the networks of model files in the background."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from engine.progress import ProgressCallback, cancellable
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


def _evaluate(run: SavedRun, progress: ProgressCallback, cancelled: threading.Event) -> Snapshot | None:
    return run.snapshot(cancellable(progress, cancelled.is_set))
