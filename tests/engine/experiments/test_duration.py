"""Rough estimates of how long trainings take."""

from dataclasses import replace

import pytest

from engine.experiments.duration import duration_text, estimate_seconds, estimate_study_seconds
from engine.training.config import TrainingConfig
from engine.training.features import count_features
from engine.training.networks import plan_training


def seconds(config, examples, features=12288, side=64):
    return estimate_seconds(plan_training(config, features, examples), (side, side), features, examples)


# Of one step on two processors, quiet, in microseconds; that of a batch is for each network in it.
@pytest.mark.parametrize(
    ("layers", "examples", "options", "microseconds"),
    [
        ((20, 7, 5), 209, {}, 53),
        ((5,), 209, {}, 15.3),
        ((200, 50), 100, {}, 389),
        ((20,) * 6, 100, {}, 73.7),
        ((20, 7, 5), 209, {"initialization": "he"}, 85),
        ((20, 7, 5), 209, {"momentum": 0.9}, 105),
        ((20, 7, 5), 209, {"l2": 0.5}, 134),
        ((20, 7, 5), 209, {"momentum": 0.9, "l2": 0.5}, 144),
        ((20, 7, 5), 209, {"dropout": 0.2}, 147),
        ((20, 7, 5), 209, {"batch_size": 64}, 93),
        ((20, 7, 5), 209, {"batch_size": 16}, 66),
        ((20, 7, 5), 209, {"batch_size": 64, "dropout": 0.2}, 133),
        ((20, 7, 5), 209, {"patience": 3000}, 148),
        ((20, 7, 5), 100, {"momentum": 0.9}, 61),
        ((20, 7, 5), 100, {"dropout": 0.2}, 96),
        ((20, 7, 5), 3000, {"batch_size": 64}, 990),
        ((5,), 209, {"momentum": 0.9}, 45),
        ((5,), 209, {"dropout": 0.2}, 69),
        ((5,), 100, {"batch_size": 64}, 59),
        ((200, 50), 209, {"momentum": 0.9}, 810),
        ((200, 50), 209, {"dropout": 0.2}, 973),
        ((200, 50), 209, {"batch_size": 64}, 321),
        ((20,) * 6, 209, {"momentum": 0.9}, 204),
        ((20,) * 6, 209, {"dropout": 0.2}, 306),
    ],
)
def test_a_step_is_estimated_within_a_factor_of_two(layers, examples, options, microseconds):
    assert 0.5 < step_seconds(TrainingConfig(layers, **options), examples) / (1e-6 * microseconds) < 2


# The same in milliseconds.
@pytest.mark.parametrize(
    ("filters", "batch_size", "milliseconds"),
    [
        ((16, 32, 64), 64, 32.7),
        ((16, 32, 64), 16, 9.3),
        ((16, 32, 64), 4, 4.2),
        ((16, 32, 64), 0, 100.9),
        ((8,), 64, 13.6),
        ((64,), 64, 31.1),
        ((4, 4), 64, 14.1),
        ((4, 4), 4, 2.3),
        ((32, 64), 64, 42.5),
        ((16, 256), 64, 64.2),
        ((64,) * 4, 64, 85.6),
    ],
)
def test_so_is_one_of_a_convolutional_network(filters, batch_size, milliseconds):
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=filters, batch_size=batch_size)
    assert 0.5 < step_seconds(config, 209) / (1e-3 * milliseconds) < 2


def step_seconds(config, examples):
    """The estimate of a step; of so many that the start of the run counts for nothing."""
    return seconds(replace(config, iterations=10_000_000), examples) / 10_000_000


# Measured likewise: 0.15 s in a batch; alone 0.3 s, of which the start takes a tenth; and an hour for many pictures.
@pytest.mark.parametrize(
    ("features", "options", "examples", "count", "low", "high"),
    [
        ("pixels", {}, 209, 12288, 0.08, 0.3),
        ("pixels", {"momentum": 0.9}, 209, 12288, 0.15, 0.6),
        ("pixels", {"momentum": 0.9, "iterations": 1}, 209, 12288, 0.01, 0.08),
        ("pretrained", {}, 209, 256, 0.08, 0.3),
        ("convolution", {}, 209, 12288, 4, 16),
        ("pixels", {}, 16000, 12288, 300, 5000),
    ],
)
def test_the_estimate_is_of_the_right_size(features, options, examples, count, low, high):
    assert low < seconds(replace(TrainingConfig.for_features(features), **options), examples, count) < high


def test_it_grows_with_the_work():
    config = TrainingConfig()
    assert seconds(replace(config, iterations=5000), 207) == pytest.approx(2 * seconds(config, 207))
    assert seconds(replace(config, hidden_layers=(40, 7, 5)), 207) > seconds(config, 207)
    convolution = TrainingConfig.for_features("convolution")
    assert seconds(convolution, 207, side=32) < seconds(convolution, 207) / 3
    assert seconds(convolution, 5000) == pytest.approx(seconds(convolution, 207), rel=0.1)  # a step takes a batch


def study_seconds(features, networks, pictures):
    config = TrainingConfig.for_features(features)
    plan = plan_training(config, count_features(features, (64, 64)), 207)
    return estimate_study_seconds(plan, (64, 64), networks, pictures)


def test_only_pretrained_features_are_made_before():
    assert study_seconds("pixels", {}, 1000) == 0
    assert study_seconds("convolution", {}, 1000) == 0
    assert 1 < study_seconds("pretrained", {}, 1000) < 20


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (3, "some seconds"),
        (60, "about a minute"),
        (200, "about 4 minutes"),
        (3700, "about 2 hours"),
        (4e6, "about 1,112 hours"),
    ],
)
def test_how_long_it_takes_is_said_roughly(seconds, text):
    assert duration_text(seconds) == text
