"""Settings are accepted or refused by name, value and reason, before anything is trained."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from engine.errors import ConfigError, EngineError
from engine.training.config import TrainingConfig


def test_the_defaults_are_the_notebooks():
    config = TrainingConfig()

    assert (config.hidden_layers, config.learning_rate, config.iterations, config.seed) == ((20, 7, 5), 0.0075, 2500, 1)
    assert config.layer_dims(12288) == (12288, 20, 7, 5, 1)


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("hidden_layers", (), "at least one hidden layer"),
        ("hidden_layers", (1,) * 51, "51 hidden layers are too many; a network has at most 50 here"),
        ("hidden_layers", (20, 0), "at least one unit"),
        ("hidden_layers", (-3,), "at least one unit"),
        ("hidden_layers", (20, 7.5), "a whole number"),
        ("hidden_layers", (True,), "a whole number"),
        ("hidden_layers", ("20",), "a whole number"),
        ("learning_rate", 0, "above 0"),
        ("learning_rate", -0.1, "above 0"),
        ("learning_rate", float("nan"), "finite"),
        ("learning_rate", float("inf"), "finite"),
        ("learning_rate", "fast", "a number is needed"),
        ("learning_rate", None, "a number is needed"),
        ("iterations", 0, "between 1 and"),
        ("iterations", -5, "between 1 and"),
        ("iterations", 10_000_001, "between 1 and 10,000,000"),
        ("iterations", 2.5, "a whole number"),
        ("seed", -1, "between 0 and 4,294,967,295"),
        ("seed", 2**32, "between 0 and"),
        ("seed", 1.0, "a whole number"),
        ("l2", -0.1, "0 for none"),
        ("l2", float("inf"), "finite"),
        ("l2", "much", "a number is needed"),
        ("momentum", -0.1, "below 1"),
        ("momentum", 1, "below 1"),
        ("momentum", float("nan"), "below 1"),
        ("initialization", "hers", "one of notebook, he"),
        ("initialization", ["he"], "one of notebook, he"),
        ("batch_size", -1, "between 0 and 10,000,000"),
        ("batch_size", 2.5, "a whole number"),
        ("dropout", 1.0, "below 1"),
        ("dropout", -0.5, "not below 0"),
        ("patience", -1, "between 0 and"),
        ("patience", True, "a whole number"),
        ("flips", 1, "true or false"),
        ("shifts", -1, "between 0 and 64"),
        ("shifts", 65, "between 0 and 64"),
    ],
)
def test_a_setting_is_refused_with_its_name_value_and_reason(setting, value, reason):
    with pytest.raises(ConfigError) as caught:
        TrainingConfig(**{setting: value})

    assert caught.value.field == setting
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"{setting} = ")
    assert reason in str(caught.value)


def test_a_refusal_is_an_error_for_users_and_a_value_error_for_programmers():
    assert issubclass(ConfigError, EngineError)
    assert issubclass(ConfigError, ValueError)


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_seeds_go_as_far_as_numpys(seed):
    assert TrainingConfig(seed=seed).seed == seed
    np.random.RandomState(seed)


def test_numbers_of_numpy_become_plain_ones():
    config = TrainingConfig(np.array([3, 2]), np.float64(0.5), np.int64(7), np.int64(3))

    assert config == TrainingConfig((3, 2), 0.5, 7, 3)
    assert all(type(width) is int for width in config.hidden_layers)
    assert type(config.learning_rate) is float
    assert (type(config.iterations), type(config.seed)) == (int, int)


def test_settings_written_before_there_were_options_are_the_notebooks():
    written = {"hidden_layers": [4, 3], "learning_rate": 0.01, "iterations": 7, "seed": 5}

    assert TrainingConfig.from_dict(written) == TrainingConfig((4, 3), 0.01, 7, 5)
    assert TrainingConfig.from_dict(written).is_notebook_default


def test_settings_come_back_from_json():
    config = TrainingConfig((4, 3), 0.01, 7, 5, 0.5, 0.9, "he", 16, 0.2, 30, True, 2)

    assert TrainingConfig.from_dict(json.loads(json.dumps(asdict(config)))) == config


def test_the_first_weights_alone_leave_the_steps_plain():
    assert TrainingConfig(initialization="he").uses_plain_steps
    assert not TrainingConfig(initialization="he").is_notebook_default
    assert not TrainingConfig(l2=0.1).uses_plain_steps
