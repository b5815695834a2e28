"""Settings are accepted or refused by name, value and reason; each row says what its option does."""

import re
from dataclasses import asdict, replace
from itertools import chain
from pydoc import plaintext, render_doc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core import is_recorded
from engine.errors import ConfigError, DivergedError
from engine.experiments.seed_study import SeedStudy
from engine.training.config import (
    ALL_OPTIONS,
    OPTIONS,
    TrainingConfig,
    describe_error,
    non_default_options,
)
from engine.training.features import make_part_examples
from engine.training.optimizer import depends_on_seed
from engine.training.trainer import Trainer
from tests.support.options import used_value
from tests.support.random_networks import random_dataset

each_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.field)
widths = st.lists(st.integers(1, 10**12), max_size=5).map(tuple)
rates = st.floats(min_value=0, exclude_min=True, allow_infinity=False)


def recorded_costs(trainer):
    """The costs that a study keeps, of a run alone."""
    return [step.cost for step in trainer if is_recorded(step.iteration, trainer.config.iterations)]


def test_the_defaults_are_the_notebooks():
    config = TrainingConfig()

    assert (config.hidden_layers, config.learning_rate, config.iterations, config.seed) == ((20, 7, 5), 0.0075, 2500, 1)
    assert config.layer_dims(12288) == (12288, 20, 7, 5, 1)


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("hidden_layers", (1,) * 51, "must be none, or 1 to 50 whole numbers"),
        ("hidden_layers", (20, 0), "above 0"),
        ("hidden_layers", (20, 7.5), "a whole number"),
        ("hidden_layers", (True,), "a whole number"),
        ("hidden_layers", ("20",), "a whole number"),
        ("learning_rate", 0, "above 0"),
        ("iterations", 0, "between 1 and"),
        ("iterations", 10_000_001, "between 1 and 10,000,000"),
        ("seed", 2**32, "between 0 and"),
        ("l2", -0.1, "from 0"),
        ("momentum", 1, "less than 1"),
        ("initialization", "hers", "one of notebook, he"),
        ("batch_size", -1, "between 0 and 10,000,000"),
        ("dropout", 1.0, "less than 1"),
        ("patience", -1, "between 0 and"),
    ],
)
def test_a_setting_is_refused_with_its_name_value_and_reason(setting, value, reason):
    with pytest.raises(ConfigError) as caught:
        TrainingConfig(**{setting: value})

    assert caught.value.field == setting
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"{setting} = ")
    assert reason in str(caught.value)


def test_numpy_numbers_become_plain_ones():
    config = TrainingConfig(np.array([3, 2]), np.float64(0.5), np.int64(7), np.int64(3))

    assert config == TrainingConfig((3, 2), 0.5, 7, 3)
    assert all(type(width) is int for width in config.hidden_layers)
    assert type(config.learning_rate) is float
    assert (type(config.iterations), type(config.seed)) == (int, int)


def test_settings_saved_before_there_were_options_are_the_notebooks():
    saved = {"hidden_layers": [4, 3], "learning_rate": 0.01, "iterations": 7, "seed": 5}

    assert TrainingConfig.from_dict(saved) == TrainingConfig((4, 3), 0.01, 7, 5)
    assert non_default_options(TrainingConfig.from_dict(saved)) == {}


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


@pytest.mark.parametrize("option", ALL_OPTIONS, ids=lambda option: option.field)
def test_a_row_describes_its_field(option):
    assert option.title
    assert option.description.endswith(".")
    assert ". " not in option.description
    assert option.check(option.default) == option.default == option.value_in(TrainingConfig())
    with pytest.raises(ConfigError, match=f"^{option.field} = "):
        option.check((-1,) if option.field == "hidden_layers" else -1)


@each_option
def test_a_config_with_an_option_names_it(option):
    used = {option.field: used_value(option)}
    config = replace(TrainingConfig(), **used)

    assert non_default_options(config) == used
    assert option.value_in(config) == used_value(option)


# Beside the value of each option, those that begin or end it all.
VALUES = [(option, {option.field: used_value(option)}) for option in ALL_OPTIONS]
VALUES += [(ALL_OPTIONS[0], {"hidden_layers": ()}), (ALL_OPTIONS[0], {"hidden_layers": (), "initialization": "zeros"})]


@pytest.mark.parametrize(("option", "used"), VALUES, ids=str)
def test_a_study_ignores_no_option(option, used):
    dataset = random_dataset(10, 4, side=16)
    plain = TrainingConfig((3,), iterations=5)
    config = replace(plain, **used)
    train, test = make_part_examples(config.features, list(dataset.parts.values()))
    seeds = 3 if depends_on_seed(config, dataset.train.count) else 1
    study = SeedStudy(dataset, config, range(config.seed, config.seed + seeds))

    [results] = [list(chain.from_iterable(now.results for now in study))]

    assert study.trains_populations is option.allows_population
    assert study.trains_populations is not bool(config.population_obstacle)
    rounding = 1e-12 if study.trains_populations else 0
    for result in results:
        alone = Trainer(train, config.with_seed(result.seed))
        costs = recorded_costs(alone)
        np.testing.assert_allclose(result.costs, costs, rtol=0, atol=rounding)
        np.testing.assert_allclose(result.probabilities, alone.probabilities(test), rtol=0, atol=rounding)
    # Otherwise the value would show nothing.
    without = replace(config, **{option.field: option.value_in(plain)})
    unlike, _ = make_part_examples(without.features, list(dataset.parts.values()))
    assert recorded_costs(Trainer(unlike, without)) != results[0].costs.tolist()


def test_an_error_of_a_setting_is_reported_by_its_title():
    assert describe_error(ConfigError("l2", -1.0, "must be at least 0")) == "L2 penalty λ: must be at least 0"
    for error in (ConfigError("folds", 1, "must be at least 2"), DivergedError(3, 0.1)):
        assert describe_error(error) == str(error)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (MemoryError(), "There is too little free memory. Close other programs."),
        (ZeroDivisionError(), "Something went wrong: ZeroDivisionError. The log says more."),
        (ValueError("a. b."), "Something went wrong: a. b. The log says more."),
    ],
)
def test_other_errors_have_a_text_too(error, text):
    assert describe_error(error) == text


def test_help_explains_each_setting_with_its_limits():
    shown = render_doc(TrainingConfig, renderer=plaintext)

    for option in ALL_OPTIONS:
        assert f"{option.field}: {option.description}\n |      {option.values.requirement}." in shown
    with pytest.raises(ConfigError, match=re.escape(f"{OPTIONS[1].values.requirement}")):
        TrainingConfig(momentum=1.0)
