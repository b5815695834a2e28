"""Any settings are accepted as they are or refused by name, and nothing else happens."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.training.config import MAX_ITERATIONS, TrainingConfig

FIELDS = ("hidden_layers", "learning_rate", "iterations", "seed")
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


def attempt(**settings):
    """The settings and no refusal, or no settings and the refusal."""
    try:
        return TrainingConfig(**settings), None
    except ConfigError as refusal:
        return None, refusal


@given(st.sampled_from(FIELDS[1:]), anything)
def test_whatever_is_given_for_a_field_is_taken_or_refused_by_its_name(field, value):
    config, refusal = attempt(**{field: value})

    if config is None:
        assert refusal.field == field
        assert str(refusal).startswith(f"{field} = {value!r}"[:40])
    else:
        kept = getattr(config, field)
        assert type(kept) is (float if field == "learning_rate" else int)
        assert kept == float(value) if field == "learning_rate" else kept == value


@given(st.lists(anything, max_size=4))
def test_whatever_is_given_for_the_layers_is_taken_or_refused_by_name(layers):
    config, refusal = attempt(hidden_layers=tuple(layers))

    if config is None:
        assert refusal.field == "hidden_layers"
    else:
        assert all(type(width) is int and width >= 1 for width in config.hidden_layers)


@given(widths, rates, st.integers(1, MAX_ITERATIONS), st.integers(0, 2**32 - 1))
def test_all_that_the_bounds_admit_is_kept(hidden, rate, iterations, seed):
    config = TrainingConfig(hidden, rate, iterations, seed)

    assert (config.hidden_layers, config.learning_rate, config.iterations, config.seed) == (
        hidden,
        rate,
        iterations,
        seed,
    )
    assert config.layer_dims(7) == (7, *hidden, 1)
    assert TrainingConfig.from_dict({name: getattr(config, name) for name in FIELDS}) == config


def test_a_value_that_is_refused_is_shown():
    for field, value in (("iterations", 2.5), ("seed", "seven"), ("learning_rate", math.inf)):
        with pytest.raises(ConfigError, match=f"^{field} = {value!r}: "):
            TrainingConfig(**{field: value})
