"""Maps of the selected picture by the network shown, in the background."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import map_texts
from catgui.domain.place_map import MappedPicture, PlaceMap
from catgui.models.network.observer import NetworkObserver
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from engine.analysis.occlusion import Occlusion
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import ProgressCallback
from engine.system.threads import threads_for
from engine.training.features import is_convolution, make_examples

# Covered pictures between two looks at whether the map is still wanted.
_AT_ONCE = 64


class MappedExamples:
    """A picture as a network takes it for a map; for occlusion, its examples are made once for all networks.

    Attributes: `pixels` (height, width, 3); `features`, those of the network.
    """

    def __init__(self, pixels: NDArray[np.uint8], features: str) -> None:
        self.pixels, self.features = pixels, features
        self._occlusion: Occlusion | None = None
        self._covered: list[Examples] = []

    def make_map(self, network: TrainableNetwork, progress: ProgressCallback) -> PlaceMap:
        """The exact map of a convolutional network, that by occlusion of another; the first one may be slow."""
        if is_convolution(self.features):
            return self._activation_map(network)
        if self._occlusion is None:
            self._occlusion = Occlusion(self.pixels)
        total = len(self._occlusion.pictures)
        logits = np.empty(total)
        for number, begin in enumerate(range(0, total, _AT_ONCE)):
            progress(begin, total)
            some = slice(begin, begin + _AT_ONCE)
            if number == len(self._covered):
                # The same objects for all networks: the first layer caches its products by object.
                self._covered.append(_make_examples(self.features, self._occlusion.pictures[some]))
            logits[some] = network.forward(self._covered[number])[1][0]
        found = self._occlusion.make_map(logits)
        return PlaceMap(map_texts.BY_OCCLUSION, found.changes, found.logit, patch=found.patch)

    def _activation_map(self, network: TrainableNetwork) -> PlaceMap:
        from engine.vision.classification.network import ConvolutionalClassifier  # loaded with the network
        from engine.vision.team import team

        assert isinstance(network, ConvolutionalClassifier)
        folded = network.folded()
        with team(threads_for(1), folded.dtype) as members:
            found = folded.activation_map(self.pixels, members)
        return PlaceMap(map_texts.EXACT, found.values, found.logit, found.bias)


def _make_examples(features: str, pictures: NDArray[np.uint8]) -> Examples:
    return make_examples(features, pictures, np.zeros((1, len(pictures)), np.int64))


class NetworkMapper(NetworkObserver):
    """Maps the selected picture by the network shown, while active; another picture replaces a running request.

    Signals: `found(object)`, a MappedPicture; `unavailable(str)`, a text for the user about what is missing, or what
    has failed.
    """

    found = Signal(object)
    unavailable = Signal(str)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session, picked, parent)
        self._examples: MappedExamples | None = None

    def _request(self) -> None:
        run, network, pixels = self._session.run, self._session.network, self._picked.pixels
        if run is None:
            self._report_unavailable(map_texts.NO_NETWORK)
        elif pixels is None:
            self._report_unavailable(map_texts.NO_PICTURE)
        elif pixels.shape[:2] != run.picture_shape:
            self._report_unavailable(map_texts.OTHER_SHAPE)
        elif network is not None:
            examples = self._examples
            is_another = examples is None or examples.pixels is not pixels or examples.features != run.config.features
            if examples is None or is_another:
                examples = self._examples = MappedExamples(pixels, run.config.features)
            submit = self._task.start if is_another else self._task.submit
            submit(partial(_find, network, examples, run.classes))

    def _on_failed(self, text: str) -> None:
        self._report_unavailable(text)

    def _report_unavailable(self, text: str) -> None:
        self._examples = None
        self._task.cancel()
        self.unavailable.emit(text)

    def _on_succeeded(self, found: MappedPicture) -> None:
        if self._active and self._examples is not None and found.pixels is self._examples.pixels:
            self.found.emit(found)


def _find(
    network: TrainableNetwork,
    examples: MappedExamples,
    classes: tuple[str, str],
    progress: ProgressCallback,
    cancelled: threading.Event,
) -> MappedPicture:
    def report(done: int, total: int) -> None:
        if cancelled.is_set():
            raise CancelledError
        progress(done, total)

    return MappedPicture(examples.pixels, (examples.make_map(network, report),), classes)
