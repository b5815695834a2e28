"""Inspects the network in the background."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import Signal

from catgui.models.network.observer import NetworkObserver
from catgui.models.training.current_run import ShownRun
from engine.analysis.inspection import Inspection, inspect_network
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.progress import ProgressCallback


class Inspector(NetworkObserver):
    """Inspects the network and the activations of the selected picture, while active.

    Signals: `inspected(object)`, an Inspection, or None without a network; `failed(str)`, a text for the user.
    """

    inspected = Signal(object)

    def _request(self) -> None:
        network, run = self._session.network, self._session.run
        if network is None or run is None:
            self._task.discard_waiting()
            if run is None:
                self.inspected.emit(None)
            return
        shape = run.picture_shape
        self._task.submit(partial(_inspection, run, network, self._picked.example_for(shape)))

    def _on_succeeded(self, found: Inspection) -> None:
        if self._session.run is not None:
            self.inspected.emit(found)


def _inspection(
    run: ShownRun,
    network: Network,
    picture: Examples | None,
    _progress: ProgressCallback,
    _cancelled: threading.Event,
) -> Inspection:
    return inspect_network(network, run.picture_shape, picture, run.initial_weights())
