"""`Model`: a trained network and its description, as a value, with the `RunRecipe` that repeats its run.

A run is a function of its data, its settings and the form of its first layer, so these are saved instead of its
checkpoints. `engine.saved_model.reproduction` takes the steps again; until then the network is shown as a
`SavedRun`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, Failure
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import DataReference
from engine.errors import ModelFileError
from engine.images.photo import Framing
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import UNOBSERVED, Work
from engine.system.memory import available_memory, describe_need
from engine.training.config import TrainingConfig
from engine.training.features import count_features, filtering_bytes, filters_fingerprint, make_examples, takes_pixels
from engine.training.networks import kind_of
from engine.training.run import Snapshot, TrainingRun
from engine.typing import FloatArray

# The file name extension of model files.
MODEL_SUFFIX = ".npz"
# The iterations done (k,), and the test costs (k,) after them.
TestCosts = tuple[FloatArray, FloatArray]
_NO_TEST_COSTS: TestCosts = (np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained network, its description, and the recipe of its run.

    Attributes: `parameters`, by the names and in the shapes of `TrainableNetwork.parameters`, or none if they are not
    known; `classes`, the names of class 0 and 1; `picture_shape`, height and width in pixels; `costs` (iterations,);
    `recipe`; `test_costs`.
    """

    parameters: Mapping[str, FloatArray]
    classes: tuple[str, str]
    picture_shape: tuple[int, int]
    costs: FloatArray
    recipe: RunRecipe
    test_costs: TestCosts = _NO_TEST_COSTS

    @classmethod
    def of(
        cls,
        run: TrainingRun,
        snapshot: Snapshot,
        costs: FloatArray,
        test_costs: TestCosts = _NO_TEST_COSTS,
    ) -> Model:
        """The network of `snapshot`, and the recipe of the steps of `run` that had `costs`.

        Any thread may call it while another trains. Slow for a data set whose fingerprint is not known yet.
        """
        return cls(
            parameters=snapshot.network.parameters,
            classes=run.classes,
            picture_shape=run.picture_shape,
            costs=costs,
            recipe=RunRecipe.of(run, len(costs), snapshot.iterations, snapshot.test.threshold),
            test_costs=test_costs,
        )

    @property
    def config(self) -> TrainingConfig:
        """The settings of its training."""
        return self.recipe.config

    @property
    def trained_on(self) -> str:
        """The name of the data set that it was trained on."""
        return self.recipe.data.name

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data it was trained on, or None if it is unknown."""
        return self.recipe.data.origin

    @property
    def framing(self) -> Framing:
        """The framing of photos: that of the pictures that the network was trained on."""
        return (self.origin and self.origin.framing) or Framing.WHOLE

    def fits(self, dataset: Dataset) -> bool:
        """Whether its network can be evaluated on `dataset`: the classes and the size of the pictures are the same."""
        return self.classes == dataset.classes and self.picture_shape == dataset.picture_shape

    def check_memory(self, path: str | Path, pictures: int) -> None:
        """Raise ModelFileError if the memory is too small to predict `pictures` at a time."""
        kind, shape, features = kind_of(self.config.features), self.picture_shape, self.config.features
        needed = kind.prediction_bytes(self.config, count_features(features, shape), pictures)
        needed += filtering_bytes(features, shape)
        free = available_memory()
        if needed > free:
            raise ModelFileError(path, f"{describe_need(needed, free)}; close other programs")

    def has_finite_outputs(self) -> bool:
        """Whether no sum of the forward pass can overflow, whatever the picture."""
        return kind_of(self.config.features).has_finite_outputs(self.config, self.parameters)

    def probabilities(self, pictures: NDArray[np.uint8]) -> FloatArray:
        """The probability of class 1 for each of `pictures` (m, height, width, 3): (1, m)."""
        examples = make_examples(self.config.features, pictures, np.zeros((1, len(pictures)), dtype=np.int64))
        return network_from_model(self, None).forward(examples)[0]


def network_from_model(model: Model, dataset: Dataset | None) -> TrainableNetwork:
    """The network of `model` over the training examples of `dataset`, if any.

    One of other features than pixels has no training examples here: making their features may take minutes.
    """
    features, (height, width) = model.config.features, model.picture_shape
    if dataset is None or not takes_pixels(features):
        size = count_features(features, (height, width))
        train = Examples(np.empty((0, size), np.uint8), 1.0, np.empty((1, 0)), (height, width))
    else:
        train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    return kind_of(features).restore(model.config, model.parameters, train)


class RunRecipe(NamedTuple):
    """The recipe of a run, and what was shown of it.

    Attributes: `data`; `config`; `iterations`, the number done; `position`, the iteration shown; `threshold`, that of
    its predictions; `first_layer`, the form it was planned with, or '' if unknown; `filters`, the fingerprint of those
    that made its features, or ''; `is_over`, whether its settings leave no step to take; `is_repeatable`, False if
    Catgui 1 did what this one cannot.
    """

    data: DataReference
    config: TrainingConfig
    iterations: int
    position: int
    threshold: float = THRESHOLD
    first_layer: str = ""
    filters: str = ""
    is_over: bool = False
    is_repeatable: bool = True

    @classmethod
    def of(cls, run: TrainingRun, iterations: int, position: int, threshold: float = THRESHOLD) -> RunRecipe:
        """The recipe of the first `iterations` steps of `run`. Any thread may call it while another trains.

        Slow for a data set whose fingerprint is not known yet.
        """
        recipe = cls.without_fingerprint(run, iterations)
        return recipe._replace(data=DataReference.of(run.dataset), position=position, threshold=threshold)

    @classmethod
    def without_fingerprint(cls, run: TrainingRun, iterations: int) -> RunRecipe:
        """The recipe of the first `iterations` steps, where the costs identify the data as well as a fingerprint."""
        data = DataReference(run.trained_on, origin=run.dataset.origin, edits=run.dataset.edits)
        return cls(
            data,
            run.config,
            iterations,
            iterations,
            first_layer=run.first_layer,
            filters=filters_fingerprint(run.config.features),
            is_over=run.is_over and iterations == run.iterations_done,
        )


class SavedRun:
    """The run of a model file: it takes no steps, and only the saved iteration can be shown.

    Attributes: `model`; `dataset`, that on which it is evaluated, or None if the one given does not fit; `network`, or
    None if the run must be repeated to find it; `is_on_other_data`, whether that is known not to be the data it was
    trained on, so that its figures are no results of this run. Whoever compares the contents sets it. The others are
    those of a TrainingRun.
    """

    can_replay = False
    failure: Failure | None = None
    is_over = False

    def __init__(self, model: Model, dataset: Dataset | None) -> None:
        self.model = model
        self.dataset = dataset if dataset is not None and model.fits(dataset) else None
        self.network: TrainableNetwork | None = network_from_model(model, self.dataset) if model.parameters else None
        data = model.recipe.data
        self.is_on_other_data = self.dataset is not None and (
            (data.name, data.edits) != (self.dataset.name, self.dataset.edits)
        )

    @property
    def config(self) -> TrainingConfig:
        """The settings of its training."""
        return self.model.config

    @property
    def trained_on(self) -> str:
        """The name of the data that the network has learned from."""
        return self.model.trained_on

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data, or None if it is unknown."""
        return self.model.origin

    @property
    def classes(self) -> tuple[str, str]:
        """The names of class 0 and class 1."""
        return self.model.classes

    @property
    def picture_shape(self) -> tuple[int, int]:
        """Height and width of the pictures that the network takes."""
        return self.model.picture_shape

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""
        return self.config.iterations

    @property
    def iterations_done(self) -> int:
        """The number of steps taken before it was saved."""
        return len(self.model.costs)

    @property
    def position(self) -> int:
        """The iteration whose network was saved."""
        return self.model.recipe.position

    @property
    def is_on_own_data(self) -> bool:
        """Whether it is on the data that its recipe names, whose contents may have changed since."""
        return self.dataset is not None and self.model.recipe.data.is_of(self.dataset)

    def initial_weights(self) -> FloatArray | None:
        """W1 before the first step, as in `TrainingRun.initial_weights`, or None if it is unknown."""
        features = self.config.features
        if self.model.recipe.filters != filters_fingerprint(features):
            return None
        return kind_of(features).initial_weights(self.config, self.picture_shape)

    @property
    def _best_iteration(self) -> int | None:
        """The iteration to whose network early stopping went back before the last one, else None."""
        done, patience = self.iterations_done, self.config.patience
        ended_early = self.model.recipe.is_over and 0 < patience <= done < self.iterations
        return done - patience if ended_early and self.position == done else None

    def snapshot(self, work: Work = UNOBSERVED) -> Snapshot | None:
        """The network, evaluated on the data set; None without both. `work` is that of `make_features`."""
        if self.dataset is None or self.network is None:
            return None
        run = TrainingRun(self.dataset, self.config)
        run.make_features(work)
        found = run.evaluate_network(self.network, self.position, self._best_iteration)
        return found.with_threshold(self.model.recipe.threshold)
