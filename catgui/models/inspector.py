"""Takes the network apart in the background, as often as it changes and somebody looks."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.latest_task import LatestTask
from catgui.models.picked_picture import PickedPicture
from catgui.models.training_session import TrainingSession
from catgui.workers.task_worker import Progress
from catgui.workers.training_run import TrainingRun
from engine.examples import Examples
from engine.inspection import Inspection, inspect
from engine.network import Network


class Inspector(QObject):
    """Inspects the network that a session shows, and how the picked picture lights it.

    Signals: `inspected(object)`, an Inspection, or None where there is no network; `failed(str)`, a text for the user.
    """

    inspected = Signal(object)
    failed = Signal(str)

    def __init__(self, session: TrainingSession, picked: PickedPicture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picked = picked
        self._watched = False
        self._task = LatestTask(self)
        self._task.succeeded.connect(self._on_inspected)
        self._task.failed.connect(self.failed)
        session.evaluated.connect(self._ask)
        picked.changed.connect(self._ask)

    def watch(self, watched: bool) -> None:
        """Inspect from now on, or rest: nobody looks."""
        self._watched = watched
        self._ask()

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self._watched = False
        self._task.shutdown()

    def _ask(self) -> None:
        snapshot, run = self._session.snapshot, self._session.run
        if not self._watched:
            return
        if snapshot is None or run is None:
            self._task.drop()
            if run is None:
                self.inspected.emit(None)
            return
        shape = run.dataset.picture_shape
        self._task.ask(partial(_inspection, run, snapshot.network, self._picked.example_for(shape)))

    def _on_inspected(self, inspection: Inspection) -> None:
        if self._session.run is not None:
            self.inspected.emit(inspection)


def _inspection(
    run: TrainingRun,
    network: Network,
    picture: Examples | None,
    _progress: Progress,
    _cancelled: threading.Event,
) -> Inspection:
    return inspect(network, run.dataset.picture_shape, picture, run.starting_weights())
