"""The texts of the kinds of features."""

from dataclasses import replace

import pytest

from catgui.domain.features import FEATURES_TEXTS, change_features, describe_inputs
from engine.training.config import TrainingConfig
from engine.training.features import FEATURES


def test_every_kind_has_its_texts():
    assert set(FEATURES) <= FEATURES_TEXTS.keys()
    for texts in FEATURES_TEXTS.values():
        assert texts.title
        assert texts.description.endswith(".")


def test_the_input_is_named_with_its_size():
    pixels = describe_inputs("pixels", (64, 64), 12288)
    assert pixels.text == "12,288"
    assert pixels.tip == "The input: 64 x 64 x 3 pixels, 12,288 numbers"
    pretrained = describe_inputs("pretrained", (64, 64), 256)
    assert pretrained.text == "256"
    assert describe_inputs("convolution", (64, 48), 9216).text == "64 x 48"


@pytest.mark.parametrize("features", FEATURES)
def test_the_defaults_of_one_kind_become_those_of_another(features):
    for before in FEATURES:
        assert change_features(TrainingConfig.for_features(before), features) == TrainingConfig.for_features(features)


def test_settings_whose_default_is_the_same_are_kept():
    config = TrainingConfig((30, 4), learning_rate=0.02, seed=7, l2=0.5)
    assert change_features(config, "pretrained") == replace(config, features="pretrained")


def test_a_convolutional_network_has_layers_and_steps_of_its_own():
    config = TrainingConfig((30, 4), learning_rate=0.001, iterations=100, seed=7, l2=0.5, dropout=0.2)
    convolution = change_features(config, "convolution")
    assert convolution == replace(TrainingConfig.for_features("convolution"), seed=7, l2=0.5, dropout=0.2)
    assert change_features(convolution, "pixels") == TrainingConfig(seed=7, l2=0.5, dropout=0.2)
