"""A rough estimate of how long many trainings take, to warn of hours before they begin.

It is arithmetic, so that it can follow each change of a setting; once the networks are trained, their progress tells
the time left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from engine.training.batches import largest_batch
from engine.training.config import TrainingConfig
from engine.training.features import count_features, is_convolution, takes_pixels
from engine.training.networks import TrainingPlan

# Seconds, measured on two processors; others differ by a factor of two or three. `tests` has what was measured.
# Of the calls into NumPy in a step, and of those for each layer; networks of a batch share them.
_STEP_SECONDS, _LAYER_SECONDS, _SHARING_NETWORKS = 1.1e-5, 5e-6, 10
# For each product of two numbers, each number that a unit puts out, and each weight that is updated.
_PRODUCT_SECONDS, _ACTIVATION_SECONDS, _WEIGHT_SECONDS = 4e-11, 2e-9, 1e-9
# Of options: of their calls for a step or a layer, and for each number.
_MOMENTUM_LAYER_SECONDS, _L2_LAYER_SECONDS, _HELD_OUT_LAYER_SECONDS = 3e-6, 1e-5, 1.2e-5
_DROPOUT_STEP_SECONDS, _DROPOUT_LAYER_SECONDS, _DRAW_SECONDS = 2.5e-5, 2e-6, 4e-9
_BATCH_STEP_SECONDS, _SELECTION_SECONDS = 2e-5, 3e-9
# Of the start of a network that is trained by itself: for each weight that is drawn, and each number of the examples.
_INITIAL_WEIGHT_SECONDS, _COPY_SECONDS = 2e-8, 4e-9
# Of convolution, whose products are larger.
_CONVOLUTION_LAYER_SECONDS, _CONVOLUTION_INPUT_SECONDS = 6e-4, 1.4e-8
_CONVOLUTION_PRODUCT_SECONDS, _CONVOLUTION_ACTIVATION_SECONDS = 5.7e-12, 7.3e-10
# Of the features that filters make of a picture.
_FEATURES_SECONDS = 5e-3
# The places at which a filter looks are 3 x 3; each block leaves a quarter of them to the next.
_FILTER_SIZE, _POOLING = 9, 4
# Up to so many seconds, a duration is told as some seconds, as a minute, in minutes.
_SOME_SECONDS, _A_MINUTE, _AN_HOUR = 20, 90, 3600


class _Step(NamedTuple):
    """The numbers of a step of a dense network.

    Attributes: `layers`; `seen`, its examples; `inputs`, the numbers of each that the first layer multiplies with;
    `weights`; `activations`, of all hidden units on all that is seen.
    """

    layers: int
    seen: int
    inputs: int
    weights: int
    activations: int

    @classmethod
    def of(cls, plan: TrainingPlan, features: int, examples: int) -> _Step:
        """The sizes of a step of `plan`: `examples` pictures, `features` numbers each."""
        widths, seen = plan.config.hidden_layers, largest_batch(plan.config, examples)
        inputs = examples if plan.uses_gram_layer else features
        weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise((inputs, *widths, 1)))
        return cls(len(widths) + 1, seen, inputs, weights, seen * sum(widths))


def estimate_seconds(plan: TrainingPlan, picture_shape: tuple[int, int], features: int, examples: int) -> float:
    """The seconds that training one network to the end takes, on `examples` pictures of `features` numbers."""
    config = plan.config
    if is_convolution(config.features):
        return config.iterations * _convolution_seconds(config, picture_shape, examples)
    step = _Step.of(plan, features, examples)
    seconds = config.iterations * (_plain_seconds(plan, step) + _option_seconds(config, step, examples))
    return seconds if plan.allows_batches else seconds + _start_seconds(plan, features, examples)


def estimate_study_seconds(
    plan: TrainingPlan, picture_shape: tuple[int, int], networks: Mapping[int, int], pictures: int
) -> float:
    """The seconds that many networks take, and before them the features of all `pictures`.

    `networks` has how many of them learn from so many examples.
    """
    features = count_features(plan.config.features, picture_shape)
    seconds = sum(
        count * estimate_seconds(plan, picture_shape, features, examples) for examples, count in networks.items()
    )
    return seconds + _features_seconds(plan.config, pictures)


def duration_text(seconds: float) -> str:
    """Roughly how long something takes: it differs between computers by more than minutes differ."""
    if seconds <= _SOME_SECONDS:
        return "some seconds"
    if seconds <= _A_MINUTE:
        return "about a minute"
    if seconds <= _AN_HOUR:
        return f"about {math.ceil(seconds / 60)} minutes"
    hours = math.ceil(seconds / _AN_HOUR)
    return f"about {hours:,} hours"


def _plain_seconds(plan: TrainingPlan, step: _Step) -> float:
    """The seconds of a step without options."""
    first, calls = plan.config.first_units * step.inputs, _STEP_SECONDS + step.layers * _LAYER_SECONDS
    # Forward and backward: the first layer multiplies with K once in its Gram form, with X twice in that of pixels.
    products = step.seen * ((1 if plan.uses_gram_layer else 2) * first + 3 * (step.weights - first))
    work = products * _PRODUCT_SECONDS + step.activations * _ACTIVATION_SECONDS + step.weights * _WEIGHT_SECONDS
    return work + (calls / _SHARING_NETWORKS if plan.allows_batches else calls)


def _option_seconds(config: TrainingConfig, step: _Step, examples: int) -> float:
    """The seconds that the options of `config` add to a step."""
    seconds = 0.0
    if config.momentum:
        seconds += step.layers * _MOMENTUM_LAYER_SECONDS + step.weights * _WEIGHT_SECONDS
    if config.l2:
        seconds += step.layers * _L2_LAYER_SECONDS + step.weights * _WEIGHT_SECONDS
    if config.dropout:
        seconds += _DROPOUT_STEP_SECONDS + step.layers * _DROPOUT_LAYER_SECONDS + step.activations * _DRAW_SECONDS
    if step.seen < examples:
        seconds += _BATCH_STEP_SECONDS + step.seen * step.inputs * _SELECTION_SECONDS
    if config.patience:
        seconds += step.layers * _HELD_OUT_LAYER_SECONDS
    return seconds


def _start_seconds(plan: TrainingPlan, features: int, examples: int) -> float:
    """The seconds of drawing the weights of a network, and of the products of its own examples."""
    products = features * examples**2 * _PRODUCT_SECONDS if plan.uses_gram_layer else 0.0
    weights = plan.config.first_units * features
    return products + features * examples * _COPY_SECONDS + weights * _INITIAL_WEIGHT_SECONDS


def _convolution_seconds(config: TrainingConfig, picture_shape: tuple[int, int], examples: int) -> float:
    """The seconds of a step of a convolutional network, roughly."""
    height, width = picture_shape
    places, products, activations = float(height * width), 0.0, 0.0
    seconds = 3 * places * _CONVOLUTION_INPUT_SECONDS
    for channels, filters in pairwise((3, *config.hidden_layers)):
        products += 3 * _FILTER_SIZE * channels * filters * places
        activations += filters * places
        places /= _POOLING
    seconds += products * _CONVOLUTION_PRODUCT_SECONDS + activations * _CONVOLUTION_ACTIVATION_SECONDS
    layers = len(config.hidden_layers) + 1
    return largest_batch(config, examples) * seconds + layers * _CONVOLUTION_LAYER_SECONDS


def _features_seconds(config: TrainingConfig, pictures: int) -> float:
    return 0.0 if takes_pixels(config.features) else _FEATURES_SECONDS * pictures
