"""Explanations of the selected picture: the prediction, pictures with similar activations, and the map."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain import answers, prediction_texts
from catgui.domain.answers import SHOWN, Answer, AnsweredPicture
from catgui.domain.map_texts import MappedPicture
from catgui.domain.picture import Picture
from catgui.models.analysis import Analysis, Subject
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from engine.analysis.inspection import Occlusion, layer_activations
from engine.analysis.similarity import activation_similarity, find_equal_rows, rank_by_similarity
from engine.data.dataset import Dataset
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.system.threads import threads_for
from engine.training.features import is_convolution, make_examples
from engine.typing import FloatArray

# Covered pictures between two looks at whether the map is still wanted.
_AT_ONCE = 64
_FIRST = Picture("train", 0)  # which Data selects by itself


class AnswerFinder(Analysis):
    """Finds the Answer for the selected picture."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._comparer: PictureComparer | None = None
        self._has_begun = False

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; the first time, select the worst mistake if nobody has chosen a picture."""
        if active and not self._has_begun:
            self._begin()
        super().set_active(active)

    def _begin(self) -> None:
        run, snapshot = self._session.now.run, self._session.now.snapshot
        if run is None or run.dataset is None or snapshot is None:
            return
        self._has_begun = True
        wrong = snapshot.test.wrong()
        if wrong and self._picked.picture == _FIRST:
            picture = Picture("test", wrong[0].index)
            self._picked.pick(picture.pixels(run.dataset), picture.name(run.dataset), picture)

    def subject(self) -> Subject | str | None:
        """The picture, and the data to compare it with; the answer before stays until then, for the focus."""
        run, network, pixels = self._session.now.run, self._session.now.network, self._picked.pixels
        if run is None:
            return prediction_texts.NO_NETWORK
        if pixels is None:
            return prediction_texts.NO_PICTURE
        if (example := self._picked.example_for(run.picture_shape, run.config.features)) is None:
            return prediction_texts.OTHER_SHAPE
        if network is None:
            return None
        dataset, features = None if run.is_on_other_data else run.dataset, run.config.features
        title, threshold, is_constant = self._picked.title, self._session.now.threshold, self._is_constant
        subject = AnsweredPicture(pixels, title, run.classes, threshold, run.trained_on, dataset, is_constant)
        # To a network that gives all pictures the same answer, all are alike.
        comparer = None if is_constant else self._comparer_of(dataset, features)
        compute = partial(_answer, subject, network, example, comparer)
        return Subject((pixels, dataset, features), compute, (network, threshold), answers.COMPARING)

    @property
    def _is_constant(self) -> bool:
        """Whether the network gives the same probability to all pictures of the data, as a dead one does."""
        snapshot = self._session.now.snapshot
        if snapshot is None:
            return False
        found = np.concatenate([part.probabilities[0] for part in (snapshot.train, snapshot.test)])
        return len(found) > 1 and bool((found == found[0]).all())

    def _comparer_of(self, dataset: Dataset | None, features: str) -> PictureComparer | None:
        """The comparer of pictures with the network's data, cached until other data are shown."""
        comparer = self._comparer
        if dataset is None:
            self._comparer = None
        elif comparer is None or comparer.dataset is not dataset or comparer.features != features:
            self._comparer = PictureComparer(dataset, features)
        return self._comparer


class PictureComparer:
    """Compares pictures with the training pictures of `dataset`, in one thread at a time.

    They are compared by the last hidden layer of a network on `features`, or by the logit without hidden layers. What
    it takes from the training pictures is kept, since a network asks again and again.
    """

    def __init__(self, dataset: Dataset, features: str) -> None:
        self.dataset, self.features = dataset, features
        self._train: Examples | None = None
        self._taken: tuple[TrainableNetwork, FloatArray] | None = None

    def similar(
        self, network: TrainableNetwork, example: Examples, pixels: NDArray[np.uint8], work: Work
    ) -> tuple[Picture, ...]:
        """`similar` of an Answer to `example`, without the training pictures that have these `pixels`."""
        if self._taken is None or self._taken[0] is not network:
            self._taken = network, layer_activations(network, self._examples_for(network, work))[-1]
        found = activation_similarity(self._taken[1], layer_activations(network, example)[-1])
        is_itself = find_equal_rows(
            Examples.from_pictures(self.dataset.train.pictures), Examples.from_pictures(pixels[np.newaxis])
        )
        rows = [row for row in rank_by_similarity(found).tolist() if not is_itself[row]]
        return tuple(Picture("train", row) for row in rows[:SHOWN])

    def _examples_for(self, network: TrainableNetwork, work: Work) -> Examples:
        """The training pictures as features of `network`; a network from a file may lack those of filters."""
        train = self.dataset.train
        if network.train.count == train.count:
            return network.train
        if self._train is None:
            self._train = make_examples(self.features, train.pictures, train.labels, work)
        return self._train


def _answer(
    subject: AnsweredPicture, network: TrainableNetwork, example: Examples, comparer: PictureComparer | None, work: Work
) -> Answer:
    similar = () if comparer is None else comparer.similar(network, example, subject.pixels, work)
    return Answer(subject, float(network.forward(example)[0][0, 0]), similar)


class MappedExamples:
    """A picture as the input of a network for a map; for occlusion, its examples are made once for all networks.

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
                pictures = self._occlusion.pictures[some]
                labels = np.zeros((1, len(pictures)), np.int64)  # not used
                self._covered.append(make_examples(self.features, pictures, labels))
            logits[some] = network.forward(self._covered[number])[1][0]
        return self._occlusion.make_map(logits).changes

    def _activation_map(self, network: TrainableNetwork) -> FloatArray:
        from engine.vision.classification import ConvolutionalClassifier  # loaded with the network
        from engine.vision.convolution import team

        assert isinstance(network, ConvolutionalClassifier)
        folded = network.folded()
        with team(threads_for(1), folded.dtype) as members:
            return folded.activation_map(self.pixels, members).values


class NetworkMapper(Analysis):
    """Maps the selected picture by the network shown: finds a MappedPicture."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._examples: MappedExamples | None = None

    def subject(self) -> Subject | str | None:
        """The picture as the input of the network."""
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
