"""Settings are accepted as they are or refused by name, value and reason."""

import json
import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError, EngineError
from engine.training.config import TrainingConfig

NUMBERS = ("learning_rate", "iterations", "seed")
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=5),
    st.lists(st.integers(-2, 5), max_size=3),
    st.integers(-5, 2**33).map(np.int64),
    st.floats(width=32).map(np.float32),
    st.complex_numbers(),
)
widths = st.lists(st.integers(1, 10**12), min_size=1, max_size=5).map(tuple)
rates = st.floats(min_value=0, exclude_min=True, allow_infinity=False)


def build(**settings):
    """The config and None, or None and the error."""
    try:
        return TrainingConfig(**settings), None
    except ConfigError as error:
        return None, error


def test_the_defaults_are_the_notebooks():
    config = TrainingConfig()

    assert (config.hidden_layers, config.learning_rate, config.iterations, config.seed) == ((20, 7, 5), 0.0075, 2500, 1)
    assert config.layer_dims(12288) == (12288, 20, 7, 5, 1)


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("hidden_layers", (), "must be one or more"),
        ("hidden_layers", (1,) * 51, "must be at most 50, not 51"),
        ("hidden_layers", (20, 0), "at least one unit"),
        ("hidden_layers", (-3,), "at least one unit"),
        ("hidden_layers", (20, 7.5), "a whole number"),
        ("hidden_layers", (True,), "a whole number"),
        ("hidden_layers", ("20",), "a whole number"),
        ("learning_rate", 0, "above 0"),
        ("learning_rate", -0.1, "above 0"),
        ("learning_rate", math.nan, "finite"),
        ("learning_rate", math.inf, "finite"),
        ("learning_rate", "fast", "must be a number"),
        ("learning_rate", None, "must be a number"),
        ("iterations", 0, "between 1 and"),
        ("iterations", -5, "between 1 and"),
        ("iterations", 10_000_001, "between 1 and 10,000,000"),
        ("iterations", 2.5, "a whole number"),
        ("seed", -1, "between 0 and 4,294,967,295"),
        ("seed", 2**32, "between 0 and"),
        ("seed", 1.0, "a whole number"),
        ("l2", -0.1, "at least 0"),
        ("l2", math.inf, "finite"),
        ("l2", "much", "must be a number"),
        ("momentum", -0.1, "at least 0"),
        ("momentum", 1, "less than 1"),
        ("momentum", math.nan, "less than 1"),
        ("initialization", "hers", "one of notebook, he"),
        ("initialization", ["he"], "one of notebook, he"),
        ("batch_size", -1, "between 0 and 10,000,000"),
        ("batch_size", 2.5, "a whole number"),
        ("dropout", 1.0, "less than 1"),
        ("dropout", -0.5, "at least 0"),
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


def test_a_config_error_is_an_error_for_users_and_a_value_error_for_programmers():
    assert issubclass(ConfigError, EngineError)
    assert issubclass(ConfigError, ValueError)


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_all_seeds_of_numpy_are_accepted(seed):
    assert TrainingConfig(seed=seed).seed == seed
    np.random.RandomState(seed)


def test_numpy_numbers_become_plain_ones():
    config = TrainingConfig(np.array([3, 2]), np.float64(0.5), np.int64(7), np.int64(3))

    assert config == TrainingConfig((3, 2), 0.5, 7, 3)
    assert all(type(width) is int for width in config.hidden_layers)
    assert type(config.learning_rate) is float
    assert (type(config.iterations), type(config.seed)) == (int, int)


def test_settings_saved_before_there_were_options_are_the_notebooks():
    saved = {"hidden_layers": [4, 3], "learning_rate": 0.01, "iterations": 7, "seed": 5}

    assert TrainingConfig.from_dict(saved) == TrainingConfig((4, 3), 0.01, 7, 5)
    assert TrainingConfig.from_dict(saved).is_notebook_default


def test_settings_survive_json():
    config = TrainingConfig((4, 3), 0.01, 7, 5, 0.5, 0.9, "he", 16, 0.2, 30, True, 2)

    assert TrainingConfig.from_dict(json.loads(json.dumps(asdict(config)))) == config


def test_another_initialization_leaves_the_steps_plain():
    assert TrainingConfig(initialization="he").uses_plain_steps
    assert not TrainingConfig(initialization="he").is_notebook_default
    assert not TrainingConfig(l2=0.1).uses_plain_steps


@given(st.sampled_from(NUMBERS), anything)
def test_any_value_of_a_number_is_accepted_or_refused_by_field(field, value):
    config, error = build(**{field: value})

    if config is None:
        assert error.field == field
        assert str(error).startswith(f"{field} = {value!r}"[:40])
    else:
        accepted = getattr(config, field)
        assert type(accepted) is (float if field == "learning_rate" else int)
        assert accepted == float(value) if field == "learning_rate" else accepted == value


@given(st.lists(anything, max_size=4))
def test_any_layers_are_accepted_or_refused_by_field(layers):
    config, error = build(hidden_layers=tuple(layers))

    if config is None:
        assert error.field == "hidden_layers"
    else:
        assert all(type(width) is int and width >= 1 for width in config.hidden_layers)


@given(widths, rates, st.integers(1, 10_000_000), st.integers(0, 2**32 - 1))
def test_every_value_within_the_limits_is_kept(hidden, rate, iterations, seed):
    config = TrainingConfig(hidden, rate, iterations, seed)

    assert (config.hidden_layers, config.learning_rate, config.iterations, config.seed) == (
        hidden,
        rate,
        iterations,
        seed,
    )
    assert config.layer_dims(7) == (7, *hidden, 1)
    assert TrainingConfig.from_dict(asdict(config)) == config


def test_a_refused_value_is_shown():
    for field, value in (("iterations", 2.5), ("seed", "seven"), ("learning_rate", math.inf)):
        with pytest.raises(ConfigError, match=f"^{field} = {value!r}: "):
            TrainingConfig(**{field: value})
