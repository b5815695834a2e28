"""A rough estimate of how long many trainings take, to warn of hours before they begin.

It is arithmetic, so that it can follow each change of a setting; once the networks are trained, their progress tells
the time left.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, PIXELS, count_features
from engine.training.plan import TrainingPlan

# Measured on two processors; others differ by a factor of two or three.
_STEP_SECONDS = 2e-5
_SECONDS_PER_PRODUCT = 4e-11
_SECONDS_PER_CONVOLVED = 1.4e-11
# Of the features that filters make of a picture.
_FEATURES_SECONDS = 5e-3
# The places at which a filter looks are 3 x 3; each block leaves a quarter of them to the next.
_FILTER_SIZE, _POOLING = 9, 4


def estimate_seconds(plan: TrainingPlan, picture_shape: tuple[int, int], features: int, examples: int) -> float:
    """The seconds that training one network to the end takes, on `examples` pictures of `features` numbers."""
    config = plan.config
    seen = min(config.batch_size or examples, examples)
    if config.features == CONVOLUTION:
        return config.iterations * seen * _SECONDS_PER_CONVOLVED * _convolved(config, picture_shape)
    # Forward and backward: the first layer multiplies with K once in its Gram form, with X twice in that of pixels.
    first = examples if plan.uses_gram_layer else 2 * features
    above = sum(fan_in * fan_out for fan_in, fan_out in pairwise((*config.hidden_layers, 1)))
    products = seen * (config.hidden_layers[0] * first + 3 * above)
    return config.iterations * (_STEP_SECONDS + _SECONDS_PER_PRODUCT * products)


def estimate_study_seconds(
    plan: TrainingPlan, picture_shape: tuple[int, int], networks: Mapping[int, int], pictures: int
) -> float:
    """The seconds that many networks take, and before them the features of all `pictures`.

    `networks` has how many of them learn from so many examples. What a batch saves is not counted.
    """
    features = count_features(plan.config.features, picture_shape)
    seconds = sum(
        count * estimate_seconds(plan, picture_shape, features, examples) for examples, count in networks.items()
    )
    return seconds + _features_seconds(plan.config, pictures)


def _features_seconds(config: TrainingConfig, pictures: int) -> float:
    return 0.0 if config.features in (PIXELS, CONVOLUTION) else _FEATURES_SECONDS * pictures


def _convolved(config: TrainingConfig, picture_shape: tuple[int, int]) -> float:
    """The products of one picture in a step of a convolutional network, roughly."""
    places = float(picture_shape[0] * picture_shape[1])
    products = 0.0
    for channels, filters in pairwise((3, *config.hidden_layers)):
        products += _FILTER_SIZE * channels * filters * places
        places /= _POOLING
    return 3 * products
