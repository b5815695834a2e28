"""The map of one picture by the network shown."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain import prediction_texts
from catgui.domain.map_texts import MappedPicture
from catgui.models.analysis import Analysis, Subject
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from engine.analysis.inspection import Occlusion
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.system.threads import threads_for
from engine.training.features import is_convolution, make_examples
from engine.typing import FloatArray

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

    def find_values(self, network: TrainableNetwork, work: Work) -> FloatArray:
        """The exact map of a convolutional network, that by occlusion of another; the first one may be slow."""
        if is_convolution(self.features):
            return self._activation_map(network)
        if self._occlusion is None:
            self._occlusion = Occlusion(self.pixels)
        total = len(self._occlusion.pictures)
        logits = np.empty(total)
        for number, begin in enumerate(range(0, total, _AT_ONCE)):
            work.report(begin, total)
            some = slice(begin, begin + _AT_ONCE)
            if number == len(self._covered):
                # The same objects for all networks: the first layer caches its products by object.
                self._covered.append(_make_examples(self.features, self._occlusion.pictures[some]))
            logits[some] = network.forward(self._covered[number])[1][0]
        return self._occlusion.make_map(logits).changes

    def _activation_map(self, network: TrainableNetwork) -> FloatArray:
        from engine.vision.classification.network import ConvolutionalClassifier  # loaded with the network
        from engine.vision.convolution import team

        assert isinstance(network, ConvolutionalClassifier)
        folded = network.folded()
        with team(threads_for(1), folded.dtype) as members:
            return folded.activation_map(self.pixels, members).values


def _make_examples(features: str, pictures: NDArray[np.uint8]) -> Examples:
    return make_examples(features, pictures, np.zeros((1, len(pictures)), np.int64))


class NetworkMapper(Analysis):
    """Maps the selected picture by the network shown: finds a MappedPicture."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._examples: MappedExamples | None = None

    def subject(self) -> Subject | str | None:
        """The picture, as the network takes it."""
        run, network = self._session.now.run, self._session.now.network
        pixels, examples = self._picked.pixels, self._examples
        self._examples = None
        if run is None:
            return prediction_texts.NO_NETWORK
        if pixels is None:
            return prediction_texts.NO_PICTURE
        if pixels.shape[:2] != run.picture_shape:
            return prediction_texts.OTHER_SHAPE
        if examples is None or examples.pixels is not pixels or examples.features != run.config.features:
            examples = MappedExamples(pixels, run.config.features)
        self._examples = examples
        if network is None:
            return None
        return Subject((examples,), partial(_find_by_network, network, examples, run.classes), (network,))


def _find_by_network(
    network: TrainableNetwork,
    examples: MappedExamples,
    classes: tuple[str, str],
    work: Work,
) -> MappedPicture:
    values = examples.find_values(network, work)
    return MappedPicture(examples.pixels, values, classes, is_convolution(examples.features))
