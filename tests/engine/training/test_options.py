"""Each row describes a field of the config, admits its default, and names the field where it refuses a value."""

from dataclasses import fields, replace

import pytest

from engine.errors import ConfigError
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.options import ALL_OPTIONS, OPTIONS, OTHER_DEFAULTS, non_default_options, slow_option_warning
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

OTHER_VALUES = {
    "l2": 0.5,
    "momentum": 0.9,
    "initialization": "he",
    "batch_size": 4,
    "dropout": 0.2,
    "patience": 9,
    "flips": True,
    "shifts": 1,
    "features": "pretrained",
    "steps": "0.2",
    "trained_blocks": 2,
}
# The rules of the steps concern momentum and batches alone, and only pretrained blocks may stay as they are.
BESIDES = {"steps": {"momentum": 0.9}, "trained_blocks": {"features": "fine-tuned"}}
each_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.field)


def test_there_is_a_row_for_each_field_in_the_order_of_the_config():
    assert [option.field for option in ALL_OPTIONS] == [field.name for field in fields(TrainingConfig)]


@pytest.mark.parametrize("option", ALL_OPTIONS, ids=lambda option: option.field)
def test_a_row_describes_its_field(option):
    assert option.title
    assert option.formula
    assert option.description.endswith(".")
    assert ". " not in option.description
    assert option.check(option.default) == option.default == option.value_in(TrainingConfig())
    with pytest.raises(ConfigError, match=f"^{option.field} = "):
        option.check((-1,) if option.field == "hidden_layers" else -1)


def test_the_usual_values_are_admitted():
    for option in ALL_OPTIONS:
        for value in getattr(option.values, "usual", None) or ():
            assert option.check((value,) if option.field == "hidden_layers" else value) is not None


def settings_with(option):
    return {**BESIDES.get(option.field, {}), option.field: OTHER_VALUES[option.field]}


def config_with(option, layers):
    settings = settings_with(option)
    fixed = OTHER_DEFAULTS.get(settings.get("features"), {})
    return TrainingConfig(fixed.get("hidden_layers", layers), iterations=2, **settings)


@each_option
def test_a_config_with_an_option_names_it(option):
    config = config_with(option, (20, 7, 5))

    assert not config.is_notebook_default
    assert non_default_options(config) == settings_with(option)
    assert option.value_in(config) == OTHER_VALUES[option.field]


# A run of convolution has no Gram form to lose.
@pytest.mark.parametrize("option", OPTIONS[:-1], ids=lambda option: option.field)
def test_an_option_takes_the_gram_form_exactly_if_it_says_so(option):
    config = config_with(option, (3,))
    trainer = Trainer(random_examples(10, side=4), config)

    assert (trainer.network.first_layer.kind == "gram") is option.allows_gram_layer
    assert bool(slow_option_warning(config)) is not option.allows_gram_layer


def test_without_momentum_and_batches_there_is_one_rule_of_steps():
    assert TrainingConfig(steps="0.2") == TrainingConfig()
    assert TrainingConfig(steps="0.2", batch_size=3) != TrainingConfig(batch_size=3)


def test_the_notebooks_config_uses_no_option():
    assert non_default_options(TrainingConfig((3,), 0.1, 7, 2)) == {}
    assert slow_option_warning(TrainingConfig()) == ""


def test_flips_do_not_slow_convolution_down():
    assert slow_option_warning(replace(TrainingConfig.for_features("convolution"), flips=True)) == ""


def test_plain_steps_need_no_optimizer(monkeypatch):
    # Chosen once: the pictures are neither split nor gathered in batches.
    monkeypatch.setattr(Examples, "subset", None)
    trainer = Trainer(random_examples(10, side=4), TrainingConfig((3,), iterations=2, initialization="he"))

    assert trainer._optimizer is None
    assert len(list(trainer)) == 2
