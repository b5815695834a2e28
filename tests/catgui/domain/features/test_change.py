"""What other features change of the settings."""

from dataclasses import replace

import pytest

from catgui.domain.features.change import change_features, ruled_out_options
from engine.training.config import TrainingConfig
from engine.training.features import FEATURES


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


def test_options_that_the_new_features_rule_out_are_off():
    config = TrainingConfig(seed=7, flips=True, shifts=3)
    assert change_features(config, "pretrained") == TrainingConfig(seed=7, features="pretrained")


def test_the_ruled_out_options_have_reasons():
    assert ruled_out_options("pixels").keys() == {"trained_blocks"}
    assert ruled_out_options("convolution") == ruled_out_options("pixels")
    reason = "Features must be pixels, convolution or fine-tuned with flips or shifts, which change pixels"
    assert ruled_out_options("pretrained") == {"flips": reason, "shifts": reason, **ruled_out_options("pixels")}
    assert ruled_out_options("fine-tuned").keys() == {"initialization"}
