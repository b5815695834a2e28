"""Finds which training pictures the network takes as it takes the selected one, and what it says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain import answers, prediction_texts
from catgui.domain.answers import SHOWN, Answer, AnsweredPicture, SimilarPicture
from catgui.domain.picture import Picture
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.training.session import TrainingSession
from engine.analysis.inspection import layer_activations
from engine.analysis.similarity import NEAR_DUPLICATE, SimilarityIndex, alikeness, by_similarity, find_equal_rows
from engine.data.dataset import Dataset
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.training.features import make_examples
from engine.typing import FloatArray


class AnswerFinder(Analysis):
    """Finds the Answer for the selected picture."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._comparer: PictureComparer | None = None

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
        subject = AnsweredPicture(
            pixels,
            self._picked.title,
            self._picked.picture,
            run.classes,
            features,
            self._session.now.threshold,
            run.trained_on,
            dataset,
        )
        asked = _Asked(network, example, subject, self._is_constant)
        compute = partial(_answer, asked, self._comparer_of(subject))
        return Subject((pixels, dataset, features), compute, (network, subject.threshold), answers.COMPARING)

    @property
    def _is_constant(self) -> bool:
        """Whether the network gives the same probability to all pictures of the data, as a dead one does."""
        snapshot = self._session.now.snapshot
        if snapshot is None:
            return False
        found = np.concatenate([part.probabilities[0] for part in (snapshot.train, snapshot.test)])
        return len(found) > 1 and bool((found == found[0]).all())

    def _comparer_of(self, subject: AnsweredPicture) -> PictureComparer | None:
        """The comparer of pictures with the network's data, cached until other data are shown."""
        dataset, features, comparer = subject.dataset, subject.features, self._comparer
        if dataset is None:
            self._comparer = None
        elif comparer is None or comparer.dataset is not dataset or comparer.features != features:
            self._comparer = PictureComparer(dataset, features)
        return self._comparer


class PictureComparer:
    """Compares pictures with those of `dataset`, in one thread at a time.

    Similar are training pictures by the last hidden layer of a network on `features`, or by the logit without hidden
    layers; twins are the pictures of the other part by their pixels. What was compared last is kept, since a network
    that is trained asks again and again.
    """

    def __init__(self, dataset: Dataset, features: str) -> None:
        self.dataset, self.features = dataset, features
        self._of_pixels: dict[str, SimilarityIndex] = {}
        self._train: Examples | None = None
        self._taken: tuple[TrainableNetwork, FloatArray] | None = None
        self._found: tuple[NDArray[np.uint8], tuple[SimilarPicture, ...]] | None = None

    def twins(self, subject: AnsweredPicture, work: Work) -> tuple[SimilarPicture, ...]:
        """`twins` of an Answer."""
        if self._found is None or self._found[0] is not subject.pixels:
            twins = (twin for part in self._parts_of(subject) for twin in self._twins(subject, part, work))
            self._found = subject.pixels, tuple(twins)
        return self._found[1]

    def similar(
        self, network: TrainableNetwork, example: Examples, twins: Sequence[SimilarPicture], work: Work
    ) -> tuple[tuple[SimilarPicture, ...], tuple[int, int]]:
        """`similar` and `untold` of an Answer to `example`, without the picture itself among `twins`."""
        if self._taken is None or self._taken[0] is not network:
            self._taken = network, layer_activations(network, self._examples_for(network, work))[-1]
        activations, own = self._taken[1], layer_activations(network, example)[-1]
        found, untold = alikeness(activations, own), (activations == own).all(axis=0)
        itself = {twin.picture.index for twin in twins if twin.is_same and twin.picture.part == "train"}
        untold[list(itself)] = False
        counts = np.bincount(self.dataset.train.labels[0, untold], minlength=2)
        rows = [row for row in by_similarity(found).tolist() if row not in itself][:SHOWN]
        similar = tuple(SimilarPicture(Picture("train", row), float(found[row])) for row in rows)
        return similar, (int(counts[0]), int(counts[1]))

    def _examples_for(self, network: TrainableNetwork, work: Work) -> Examples:
        """The training pictures as features of `network`; a network from a file may lack those of filters."""
        train = self.dataset.train
        if network.train.count == train.count:
            return network.train
        if self._train is None:
            self._train = make_examples(self.features, train.pictures, train.labels, work)
        return self._train

    def _parts_of(self, subject: AnsweredPicture) -> list[str]:
        """The parts in which it is a finding that the picture is there, too: both, but the test part for its own."""
        is_of_test = subject.picture is not None and subject.picture.part == "test"
        return ["train"] if is_of_test else ["train", "test"]

    def _twins(self, subject: AnsweredPicture, part: str, work: Work) -> list[SimilarPicture]:
        """The pictures of a part that are the same, or else the nearest one, if it is almost the same."""
        pictures, example = self._pixel_index(part, work), _examples(subject.pixels[np.newaxis])
        same = np.flatnonzero(find_equal_rows(pictures.pictures, example))
        if len(same):
            return [SimilarPicture(Picture(part, int(row)), 1.0, is_same=True) for row in same]
        is_of_part = subject.picture is not None and subject.picture.part == part
        similarities = pictures.similarities(example, work)
        if is_of_part or not len(similarities) or similarities.max() < NEAR_DUPLICATE:
            return []
        row = int(similarities.argmax())
        return [SimilarPicture(Picture(part, row), float(similarities[row]))]

    def _pixel_index(self, part: str, work: Work) -> SimilarityIndex:
        """The pictures of a part by their pixels, around the mean of the training part."""
        if part not in self._of_pixels:
            mean = None if part == "train" else self._pixel_index("train", work).mean
            pictures = self.dataset.parts[part].pictures
            self._of_pixels[part] = SimilarityIndex(_examples(pictures), mean, work)
        return self._of_pixels[part]


def _examples(pictures: NDArray[np.uint8]) -> Examples:
    """The pixels of pictures, whose labels are not used."""
    return Examples.from_pictures(pictures, np.zeros((1, len(pictures)), np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is asked of a network.

    Attributes: `network`; `example`, the features of the picture; `subject`; `is_constant`, as in an Answer.
    """

    network: TrainableNetwork
    example: Examples
    subject: AnsweredPicture
    is_constant: bool


def _answer(asked: _Asked, comparer: PictureComparer | None, work: Work) -> Answer:
    network, example = asked.network, asked.example
    active = network.active_layers(example)[:, 0]
    inactive = np.flatnonzero(~active)
    answer = Answer(
        asked.subject,
        float(network.forward(example)[0][0, 0]),
        asked.is_constant,
        int(inactive[0]) + 1 if len(inactive) else None,
        has_hidden_layers=len(active) > 0,
    )
    if comparer is None:
        return answer
    twins = comparer.twins(asked.subject, work)
    # To a network that gives all pictures the same answer, all are alike.
    similar, untold = ((), (0, 0)) if asked.is_constant else comparer.similar(network, example, twins, work)
    return replace(answer, similar=similar, twins=twins, untold=untold)
