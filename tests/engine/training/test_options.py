"""The texts of the options belong to settings that exist, and tell which of them a config uses."""

from dataclasses import fields, replace

import pytest

from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.options import OPTIONS, non_default_options, slow_option_warning
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

NOTEBOOKS_OWN = ["hidden_layers", "learning_rate", "iterations", "seed"]
OTHERS = {
    "l2": 0.5,
    "momentum": 0.9,
    "initialization": "he",
    "batch_size": 4,
    "dropout": 0.2,
    "patience": 9,
    "flips": True,
    "shifts": 1,
}
each_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.field)


def test_every_setting_that_the_notebook_leaves_open_is_an_option():
    assert NOTEBOOKS_OWN + [option.field for option in OPTIONS] == [field.name for field in fields(TrainingConfig)]


@each_option
def test_an_option_has_a_title_one_sentence_and_a_formula(option):
    assert option.title
    assert option.formula
    assert option.description.endswith(".")
    assert ". " not in option.description


@each_option
def test_with_an_option_a_config_is_no_longer_plain_and_names_it(option):
    config = replace(TrainingConfig(), **{option.field: OTHERS[option.field]})

    assert not config.is_notebook_default
    assert non_default_options(config) == {option.field: OTHERS[option.field]}
    assert option.value_in(config) == OTHERS[option.field]


@each_option
def test_an_option_that_stays_fast_leaves_the_choice_of_the_first_layer(option):
    config = replace(TrainingConfig((3,), iterations=2), **{option.field: OTHERS[option.field]})
    trainer = Trainer(random_examples(10, side=4), config)

    assert (trainer.network.first_layer.kind == "gram") is option.allows_gram_layer
    assert bool(slow_option_warning(config)) is not option.allows_gram_layer


def test_the_notebooks_config_uses_none():
    assert non_default_options(TrainingConfig((3,), 0.1, 7, 2)) == {}
    assert slow_option_warning(TrainingConfig()) == ""


def test_the_defaults_make_the_notebooks_steps(monkeypatch):
    # The plain way is chosen once: the pictures are neither split nor gathered in batches.
    monkeypatch.setattr(Examples, "chosen", None)
    trainer = Trainer(random_examples(10, side=4), TrainingConfig((3,), iterations=2, initialization="he"))

    assert trainer._optimizer is None
    assert len(list(trainer)) == 2
