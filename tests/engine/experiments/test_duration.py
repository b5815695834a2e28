"""Rough estimates of how long trainings take."""

from dataclasses import replace

import pytest

from engine.experiments.duration import estimate_seconds, estimate_study_seconds
from engine.training.config import TrainingConfig
from engine.training.features import count_features
from engine.training.plan import plan_training


def seconds(config, examples, features=12288, side=64):
    return estimate_seconds(plan_training(config, features, examples), (side, side), features, examples)


# Measured on two processors, quiet: 0.2 s, 0.25 s and 7 s; and an hour for each of many pictures.
@pytest.mark.parametrize(
    ("features", "examples", "count", "low", "high"),
    [
        ("pixels", 207, 12288, 0.05, 0.5),
        ("pretrained", 207, 256, 0.05, 0.5),
        ("convolution", 207, 12288, 3, 20),
        ("pixels", 16000, 12288, 300, 5000),
    ],
)
def test_the_estimate_is_of_the_right_size(features, examples, count, low, high):
    assert low < seconds(TrainingConfig.for_features(features), examples, count) < high


def test_it_grows_with_the_work():
    config = TrainingConfig()
    assert seconds(replace(config, iterations=5000), 207) == pytest.approx(2 * seconds(config, 207))
    assert seconds(replace(config, hidden_layers=(40, 7, 5)), 207) > seconds(config, 207)
    convolution = TrainingConfig.for_features("convolution")
    assert seconds(convolution, 207, side=32) == pytest.approx(seconds(convolution, 207) / 4)
    assert seconds(convolution, 5000) == seconds(convolution, 207)  # a step takes a batch


def study_seconds(features, networks, pictures):
    config = TrainingConfig.for_features(features)
    plan = plan_training(config, count_features(features, (64, 64)), 207)
    return estimate_study_seconds(plan, (64, 64), networks, pictures)


def test_a_study_takes_the_time_of_all_its_networks():
    one, other = (study_seconds("pixels", {size: 1}, 0) for size in (207, 50))
    assert study_seconds("pixels", {207: 3, 50: 2}, 0) == pytest.approx(3 * one + 2 * other)


def test_only_pretrained_features_are_made_before():
    assert study_seconds("pixels", {}, 1000) == 0
    assert study_seconds("convolution", {}, 1000) == 0
    assert 1 < study_seconds("pretrained", {}, 1000) < 20
