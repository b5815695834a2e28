"""Inspects the network in the background."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.domain.saved_run_texts import other_data_note
from catgui.models.network.observer import NetworkObserver
from catgui.models.network.unit_layers import InspectedNetwork
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import ShownRun, TrainingSession
from engine.analysis.inspection import inspect_network
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import ProgressCallback
from engine.training.features import PIXELS, is_convolution


class Inspector(NetworkObserver):
    """Inspects the network and the activations of the selected picture, while active.

    Signals: `inspected(object)`, an InspectedNetwork, or None without a network.
    """

    inspected = Signal(object)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session, picked, parent)
        session.run_started.connect(self._on_run_started)

    def _on_run_started(self) -> None:
        # A hidden panel must not keep the data of an earlier run in memory.
        if not self._active:
            self.inspected.emit(None)

    def _request(self) -> None:
        network, run = self._session.network, self._session.run
        if network is None or run is None:
            self._task.discard_waiting()
            if run is None:
                self.inspected.emit(None)
            return
        picture = self._picked.example_for(run.picture_shape, run.config.features)
        self._task.submit(partial(_inspection, run, network, picture))

    def _on_succeeded(self, found: InspectedNetwork) -> None:
        if self._active and self._session.run is not None:
            self.inspected.emit(found)


def _inspection(
    run: ShownRun,
    network: TrainableNetwork,
    picture: Examples | None,
    _progress: ProgressCallback,
    _cancelled: threading.Event,
) -> InspectedNetwork:
    shape = run.picture_shape if run.config.features == PIXELS else None
    inspection = inspect_network(network, shape, picture, run.initial_weights())
    return InspectedNetwork(inspection, run.dataset, is_convolution(run.config.features), other_data_note(run))
