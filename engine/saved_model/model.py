"""`Model`: a trained network and its description, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.origin import DataOrigin
from engine.data.reference import DataReference
from engine.errors import ModelFileError
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.nn.pixel_layer import PixelFirstLayer
from engine.nn.propagation import L_model_forward
from engine.saved_model.recipe import RunRecipe
from engine.system.memory import available_memory, format_bytes
from engine.training.config import TrainingConfig
from engine.training.features import PIXELS, count_features, filters_fingerprint, largest_feature, make_examples
from engine.training.plan import estimate_prediction_bytes
from engine.training.run import Stage
from engine.typing import FloatArray

# The file name extension of model files.
MODEL_SUFFIX = ".npz"
# The iterations done (k,), and the test costs (k,) after them.
TestCosts = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class SavedPhoto:
    """A photo of the user. Attributes: `path`, absolute; `actual`, the class that the user gave it, or ''."""

    path: str
    actual: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained network, its description, and the recipe of its run.

    Attributes: `parameters` "W1" (n[1], n[0]), "b1" (n[1], 1), ...; `classes`, the names of class 0 and 1;
    `picture_shape`, height and width in pixels; `config`, the settings of its training, the last ones if they changed;
    `costs` (iterations,); `trained_on`, the name of the data set; `recipe`, or None if it is unknown, as in files of
    version 0.1 and 0.2; `test_costs`; `photos` that the user had classified.
    """

    parameters: Mapping[str, FloatArray]
    classes: tuple[str, str]
    picture_shape: tuple[int, int]
    config: TrainingConfig
    costs: FloatArray
    trained_on: str
    recipe: RunRecipe | None = None
    test_costs: TestCosts = (np.empty(0), np.empty(0))
    photos: tuple[SavedPhoto, ...] = ()

    @property
    def full_recipe(self) -> RunRecipe:
        """The recipe; where it is unknown, `config` from the first iteration on, as most runs are."""
        if self.recipe is not None:
            return self.recipe
        done = len(self.costs)
        filters = filters_fingerprint(self.config.features)
        return RunRecipe(DataReference(self.trained_on), (Stage(0, self.config),), done, position=done, filters=filters)

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data it was trained on, or None if it is unknown."""
        return self.full_recipe.data.origin

    def fits(self, dataset: Dataset) -> bool:
        """Whether its network can be evaluated on `dataset`: the classes and the size of the pictures are the same."""
        return self.classes == dataset.classes and self.picture_shape == dataset.picture_shape

    @property
    def layer_dims(self) -> tuple[int, ...]:
        """The layer sizes n[0], n[1], ..., 1. Raises ConfigError for pictures that its features do not allow."""
        return self.config.layer_dims(count_features(self.config.features, self.picture_shape))

    def check_memory(self, path: str | Path, pictures: int, unread_bytes: int = 0) -> None:
        """Raise ModelFileError if the memory is too small to predict `pictures` at a time.

        `unread_bytes` of the file still have to be read.
        """
        needed = unread_bytes + estimate_prediction_bytes(self.config, self.layer_dims[0], pictures)
        free = available_memory()
        if needed > free:
            raise ModelFileError(
                path,
                f"its network needs about {format_bytes(needed)} of memory and {format_bytes(free)} is free; "
                "close other programs, or open a network of narrower layers",
            )

    def has_finite_outputs(self) -> bool:
        """Whether no sum of the forward pass can overflow, whatever the picture."""
        bound = np.full((self.layer_dims[0], 1), largest_feature(self.config.features))
        with np.errstate(over="ignore", invalid="ignore"):
            for layer in range(1, len(self.layer_dims)):
                bound = np.abs(self.parameters[f"W{layer}"]) @ bound + np.abs(self.parameters[f"b{layer}"])
        return bool(np.isfinite(bound).all())

    def probabilities(self, pictures: NDArray[np.uint8]) -> FloatArray:
        """The probability of class 1 for each of `pictures` (m, height, width, 3): (1, m)."""
        examples = make_examples(self.config.features, pictures, np.zeros((1, len(pictures)), dtype=np.int64))
        X = examples.rows.astype(np.float64).T * examples.scale
        return L_model_forward(X, self.parameters)[0]


def network_from_model(model: Model, dataset: Dataset | None) -> Network:
    """The network of `model` in the pixel form, over the training examples of `dataset`, if any.

    One of other features than pixels has no training examples here: making their features may take minutes.
    """
    if dataset is None or model.config.features != PIXELS:
        train = Examples(np.empty((0, model.layer_dims[0]), np.uint8), 1.0, np.empty((1, 0)))
    else:
        train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    upper = {name: value for name, value in model.parameters.items() if name not in ("W1", "b1")}
    return Network(PixelFirstLayer(model.parameters["W1"], model.parameters["b1"], train), upper)
