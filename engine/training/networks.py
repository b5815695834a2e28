"""The kinds of networks: what a run with some features trains.

All that is particular to one kind and is needed before there is a network is a method of its `NetworkKind`. Whoever has
a network finds the rest in `engine.nn.interface.TrainableNetwork`.

The plan of a run has the form of its first layer and its memory. Both are decided once, from one reading of the free
memory. The estimate counts the arrays of the network, at most. It leaves out the program, the pixels and their
products, which do not grow with the network, and what the C library keeps of freed arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.core import initialize_parameters_deep
from engine.errors import ConfigError
from engine.nn.examples import PIXEL_RANGE, Examples
from engine.nn.first_layer import GramFirstLayer, PixelFirstLayer
from engine.nn.interface import TrainableNetwork
from engine.nn.network import FIRST_LAYERS, Network
from engine.system.memory import available_memory, describe_need
from engine.system.threads import limit_blas_threads
from engine.training.config import TrainingConfig
from engine.training.features import (
    CONVOLUTION,
    count_features,
    is_convolution,
    scale_of,
)
from engine.training.optimizer import largest_batch
from engine.typing import FloatArray

if TYPE_CHECKING:
    from engine.vision.network import Architecture


# Shape and type of an array.
Header = tuple[tuple[int, ...], np.dtype[Any]]

_FLOAT_BYTES = 8
# The share of the free memory that Gram matrices may take, and the most that they may take: 20,000 pictures of 64x64
# then train in pixels, which takes a quarter longer, but 0.3 GB instead of 3.5.
_GRAM_SHARE = 0.25
_MAX_GRAM_BYTES = 2 * 10**9
# Of m pictures in a step, both forms multiply n1 rows by a matrix: Gram by K, of m x m numbers, once, pixels by X, of
# m x features, twice, and converted from bytes. So the Gram form is faster below so many pictures for each feature.
_GRAM_STEP = 2.3
# It must compute K first, which mini-batches and short runs repay less: all steps together must learn from m**2
# pictures divided by the first number, and the second for each unit. Of 3,440 sizes of runs, two in a hundred take more
# than 1.2 times as long as in the other form.
_GRAM_REPAID, _GRAM_REPAID_PER_UNIT = 90, 4
# Runs are continued: a shorter run is planned as one of this length.
_LEAST_ITERATIONS = 100
# Arrays of the size of the parameters at the end of a step: values, gradients, what is subtracted, new values.
_COPIES = 4
# Per unit and picture: A, written over Z, and its gradient.
_TRAINING_UNIT_BYTES = 16
# Per unit and picture in a forward pass: A, written over Z, and little beside it.
_PREDICTION_UNIT_BYTES = 9
# A sum and its bound, which are rounded, differ by far less than this factor.
_ROUNDING = 2.0
# Arrays of the size of the weights when they are inspected, as numbers and as pictures.
_INSPECTED_COPIES = 3


class NetworkKind:
    """A kind of network: the notebook's, on pixels or on pretrained filters. Other kinds override all methods.

    Attributes: `forms`, the names of the forms of its first layer.
    """

    forms: tuple[str, ...] = tuple(FIRST_LAYERS)

    def create(self, config: TrainingConfig, train: Examples, form: str) -> TrainableNetwork:
        """A network before its first step. Raises ConfigError for examples that it cannot take."""
        parameters = initialize_parameters_deep(config.layer_dims(train.features), config.seed, config.initialization)
        # On a busy computer, two BLAS threads for a small product wait for each other, a hundred times as long. Large
        # ones are shared out to other threads.
        with limit_blas_threads(0):
            layer = FIRST_LAYERS[form](parameters.pop("W1"), parameters.pop("b1"), train)
        return Network(layer, parameters)

    def restore(
        self, config: TrainingConfig, parameters: Mapping[str, FloatArray], train: Examples
    ) -> TrainableNetwork:
        """The network of `parameters` over the training examples `train`, which may be none."""
        upper = {name: value for name, value in parameters.items() if name not in ("W1", "b1")}
        return Network(PixelFirstLayer(parameters["W1"], parameters["b1"], train), upper)

    def headers(self, config: TrainingConfig, picture_shape: tuple[int, int]) -> dict[str, Header]:
        """The shape and the type of each of its parameters, by name."""
        dims, number = config.layer_dims(count_features(config.features, picture_shape)), np.dtype(np.float64)
        headers: dict[str, Header] = {}
        for layer, (fan_in, fan_out) in enumerate(pairwise(dims), 1):
            headers |= {f"W{layer}": ((fan_out, fan_in), number), f"b{layer}": ((fan_out, 1), number)}
        return headers

    def has_finite_outputs(self, config: TrainingConfig, parameters: Mapping[str, FloatArray]) -> bool:
        """Whether no sum of the forward pass can overflow, whatever the picture."""
        # The largest sums, which no order of their terms exceeds: the first layer multiplies bytes, and scales the sum.
        bound, scale = np.full((parameters["W1"].shape[1], 1), PIXEL_RANGE), scale_of(config.features)
        largest = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for layer in range(1, len(config.hidden_layers) + 2):
                sums = np.abs(parameters[f"W{layer}"]) @ bound
                bound = sums * scale + np.abs(parameters[f"b{layer}"])
                largest, scale = np.maximum(largest, np.maximum(sums, bound).max()), 1.0
        return bool(largest < np.finfo(np.float64).max / _ROUNDING)

    def initial_weights(self, config: TrainingConfig, picture_shape: tuple[int, int]) -> FloatArray:
        """W1 before the first step."""
        dims = config.layer_dims(count_features(config.features, picture_shape))
        return initialize_parameters_deep(dims, config.seed, config.initialization)["W1"]

    def better_form(self, config: TrainingConfig, features: int, examples: int, tested: int, free: int) -> str:
        """The faster form of the first layer that fits into `free` bytes of memory."""
        learned = max(config.iterations, _LEAST_ITERATIONS) * largest_batch(config, examples)
        repaid = learned * (_GRAM_REPAID + _GRAM_REPAID_PER_UNIT * config.first_units)
        is_faster = examples < _GRAM_STEP * features and examples**2 <= repaid
        return GramFirstLayer.kind if is_faster and fits_gram(examples, tested, free) else PixelFirstLayer.kind

    def training_bytes(self, config: TrainingConfig, features: int, examples: int, tested: int, form: str) -> int:
        """The memory of training on `examples` pictures and evaluating `tested` others."""
        units, *above = config.layer_dims(features)[1:]
        first = units * features
        upper = sum((a + 1) * b for a, b in pairwise([units, *above]))
        changed = units + upper
        if form == GramFirstLayer.kind:
            # W1_0 stays, and its product with each picture; C changes.
            constant, changed = first + units * (examples + tested), changed + units * examples
        else:
            constant, changed = 0, changed + first
        # Momentum keeps its velocities and the gradients they grow by, L2 adds to gradients, and early stopping keeps
        # the best weights so far.
        copies = _COPIES + max(2 * (config.momentum > 0), config.l2 > 0) + (config.patience > 0)
        per_unit = _TRAINING_UNIT_BYTES + _FLOAT_BYTES * (config.dropout > 0)
        in_a_step = per_unit * largest_batch(config, examples)
        activations = _units(config) * max(in_a_step, _PREDICTION_UNIT_BYTES * max(examples, tested))
        # Between steps W1 as a whole, the sum of two arrays, takes the place of the gradients.
        return _FLOAT_BYTES * (constant + max(copies * changed, 2 * first + (copies - 3) * changed)) + activations

    def too_large(self, config: TrainingConfig, needed: int, free: int) -> ConfigError:
        """The error for a network that needs more memory than is free."""
        reason = f"must be narrower; {describe_need(needed, free)}"
        return ConfigError("hidden_layers", config.hidden_layers, reason)

    def prediction_bytes(self, config: TrainingConfig, features: int, pictures: int) -> int:
        """The memory to predict `pictures` at a time and to inspect the weights, without the weights."""
        weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(features)))
        return _INSPECTED_COPIES * _FLOAT_BYTES * weights + _PREDICTION_UNIT_BYTES * _units(config) * pictures


def _units(config: TrainingConfig) -> int:
    return sum(config.hidden_layers) + 1


class _ConvolutionKind(NetworkKind):
    """The convolutional network. What it needs of `engine.vision` is not loaded before it is used."""

    forms = (CONVOLUTION,)

    def create(self, config: TrainingConfig, train: Examples, form: str) -> TrainableNetwork:
        from engine.vision.classification import ConvolutionalClassifier, require_pictures

        architecture = convolution_architecture(config, require_pictures(train))
        return ConvolutionalClassifier.from_seed(architecture, train, config.seed, config.initialization)

    def restore(
        self, config: TrainingConfig, parameters: Mapping[str, FloatArray], train: Examples
    ) -> TrainableNetwork:
        from engine.vision.classification import ConvolutionalClassifier, require_pictures

        architecture = convolution_architecture(config, require_pictures(train))
        return ConvolutionalClassifier(architecture, parameters, train)

    def headers(self, config: TrainingConfig, picture_shape: tuple[int, int]) -> dict[str, Header]:
        from engine.vision.classification import array_shapes

        shapes = array_shapes(convolution_architecture(config, picture_shape))
        return {name: (shape, np.dtype(np.float32)) for name, shape in shapes.items()}

    def has_finite_outputs(self, config: TrainingConfig, parameters: Mapping[str, FloatArray]) -> bool:
        from engine.vision.classification import LARGEST_SAFE_OUTPUT, largest_output

        return largest_output(parameters) < LARGEST_SAFE_OUTPUT

    def initial_weights(self, config: TrainingConfig, picture_shape: tuple[int, int]) -> FloatArray:
        from engine.vision.classification import random_state

        return random_state(convolution_architecture(config, picture_shape), config.seed, config.initialization)["W1"]

    def better_form(self, config: TrainingConfig, features: int, examples: int, tested: int, free: int) -> str:
        return CONVOLUTION

    def training_bytes(self, config: TrainingConfig, features: int, examples: int, tested: int, form: str) -> int:
        from engine.vision.classification import prediction_bytes, training_bytes

        shape = _square_shape(features)
        architecture, batch = convolution_architecture(config, shape), largest_batch(config, examples)
        return training_bytes(architecture, shape, batch) + prediction_bytes(architecture, shape, examples + tested)

    def too_large(self, config: TrainingConfig, needed: int, free: int) -> ConfigError:
        reason = f"must be smaller, or take fewer filters; {describe_need(needed, free)}"
        return ConfigError("batch_size", config.batch_size or "all pictures", reason)

    def prediction_bytes(self, config: TrainingConfig, features: int, pictures: int) -> int:
        from engine.vision.classification import prediction_bytes

        shape = _square_shape(features)
        return prediction_bytes(convolution_architecture(config, shape), shape, pictures)


def convolution_architecture(config: TrainingConfig, picture_shape: tuple[int, int]) -> Architecture:
    """The blocks of the convolutional network of `config` for pictures of (height, width)."""
    from engine.vision.classification import architecture_for

    return architecture_for(config.hidden_layers, picture_shape)


def _square_shape(features: int) -> tuple[int, int]:
    """The height and the width of square pictures of as many numbers."""
    side = isqrt(features // 3)
    return side, side


_DENSE, _CONVOLUTION = NetworkKind(), _ConvolutionKind()


def kind_of(features: str) -> NetworkKind:
    """The kind of network that is trained on `features`."""
    return _CONVOLUTION if is_convolution(features) else _DENSE


def fits_gram(examples: int, tested: int, free: int) -> bool:
    """Whether the Gram matrices of `examples` and `tested` pictures fit into their share of `free` bytes of memory."""
    return _FLOAT_BYTES * examples * (examples + tested) <= min(_MAX_GRAM_BYTES, _GRAM_SHARE * free)


class TrainingPlan(NamedTuple):
    """The plan of a run.

    Attributes: `config`; `first_layer`, the form of the first layer: "gram", "pixels" or "convolution";
    `needed_bytes`, the estimated memory.
    """

    config: TrainingConfig
    first_layer: str
    needed_bytes: int

    @property
    def uses_gram_layer(self) -> bool:
        """Whether the first layer takes its Gram form."""
        return self.first_layer == GramFirstLayer.kind

    @property
    def allows_population(self) -> bool:
        """Whether networks can take each step together: in the Gram form, without an option that rules it out."""
        return self.uses_gram_layer and not self.config.population_obstacle


def plan_training(
    config: TrainingConfig, features: int, examples: int, tested: int = 0, first_layer: str | None = None
) -> TrainingPlan:
    """The plan to train on `examples` pictures and evaluate `tested` others.

    A picture has `features` numbers. `first_layer` asks for a form of the first layer. Raises ConfigError,
    with the estimate, for a network that needs more memory than is free.
    """
    free = available_memory()
    kind = kind_of(config.features)
    if first_layer is None or first_layer not in kind.forms:
        first_layer = kind.better_form(config, features, examples, tested, free)
    needed = kind.training_bytes(config, features, examples, tested, first_layer)
    if needed > free:
        raise kind.too_large(config, needed, free)
    return TrainingPlan(config, first_layer, needed)
