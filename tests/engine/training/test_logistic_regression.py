"""Networks without hidden layers, and those that begin with zeros."""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from engine.analysis.evaluation import Evaluation, detect_dead_network
from engine.analysis.inspection import dead_layers, inspect_network
from engine.errors import ConfigError
from engine.nn.examples import Examples
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from engine.training.optimizer import depends_on_seed, require_seeds
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import columns_of, random_dataset

both_forms = pytest.mark.parametrize("form", ["gram", "pixels"])


def trained(examples, config, form=None):
    trainer = Trainer(examples, config, first_layer=form)
    costs = [step.cost for step in trainer]
    return trainer, costs


@both_forms
def test_the_drawings_are_learned_as_by_plain_numpy(builtin_dataset, form):
    examples = Examples.from_pictures(builtin_dataset.train.pictures, builtin_dataset.train.labels)
    iterations = 100 if form == "gram" else 20
    trainer, costs = trained(examples, replace(LOGISTIC_REGRESSION, iterations=iterations), form)

    w, b, expected = oracle.logistic_regression(columns_of(examples), examples.Y, 0.005, iterations)

    assert trainer.network.first_layer.kind == form
    np.testing.assert_allclose(costs, expected, rtol=0, atol=1e-10)
    assert trainer.parameters.keys() == {"W1", "b1"}
    np.testing.assert_allclose(trainer.parameters["W1"], w.T, rtol=0, atol=1e-10)
    np.testing.assert_allclose(trainer.parameters["b1"], b, rtol=0, atol=1e-10)


@pytest.mark.photos
def test_the_published_numbers_on_the_course_photos(course):
    trainer, costs = trained(
        Examples.from_pictures(course.train.pictures, course.train.labels), LOGISTIC_REGRESSION, None
    )

    assert trainer.plan.uses_gram_layer
    assert [round(cost, 6) for cost in costs[::100]] == list(oracle.LOGISTIC_COSTS)
    for name, right in oracle.LOGISTIC_RIGHT.items():
        part = course.parts[name]
        answers = trainer.probabilities(Examples.from_pictures(part.pictures, part.labels))
        assert Evaluation(answers, part.labels, course.classes).correct == right


def test_without_hidden_layers_there_are_no_units():
    run = TrainingRun(random_dataset(12, 4, side=4), replace(LOGISTIC_REGRESSION, iterations=40))
    run_to_end = list(run)
    network = run.snapshot().network

    assert len(run_to_end) == 40
    assert network.hidden(network.train) == []
    assert network.active_layers(network.train).shape == (0, 12)
    assert detect_dead_network(network) is None
    assert run.warning() is None
    found = inspect_network(network, (4, 4), run.initial_weights())
    assert found.is_of_output
    assert found.weights.shape == (1, 4, 4, 3)
    [activity] = found.activity
    logits = network.forward(network.train)[1][0]
    assert activity.active_counts == [np.count_nonzero(logits > 0)]
    assert activity.top.of_unit(0)[0][0] == logits.argmax()
    assert dead_layers([]) == 1


@pytest.mark.parametrize(
    ("config", "change", "reason"),
    [
        (TrainingConfig.for_features("convolution"), {"hidden_layers": ()}, r"hidden_layers = \(\): must"),
        (LOGISTIC_REGRESSION, {"dropout": 0.5}, r"dropout = 0\.5: must be 0 without hidden layers"),
    ],
)
def test_convolution_and_dropout_need_a_hidden_layer(config, change, reason):
    with pytest.raises(ConfigError, match=reason):
        replace(config, **change)


# --- zeros


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"hidden_layers": (4, 3)}, "All neurons of layer 1 are the same: zeros give each the same gradient"),
        ({"hidden_layers": (1,), "l2": 1.0, "momentum": 0.9}, "All neurons of layer 1 are the same: zeros give each"),
        ({"hidden_layers": (4,), "features": "convolution"}, "All filters of block 1 are the same: zeros give each"),
    ],
)
def test_hidden_layers_that_begin_with_zeros_stand_still(settings, text):
    config = TrainingConfig(learning_rate=0.1, iterations=20, initialization="zeros", **settings)
    run = TrainingRun(random_dataset(12, 4, side=16), config)
    assert len(list(run)) == 20

    parameters = run.snapshot().network.parameters
    weights = [value for name, value in parameters.items() if name.startswith("W")]

    assert not any(W.any() for W in weights), "no gradient moves them"
    assert run.warning().startswith(text)
    assert run.warning().endswith(". Try another initialization.")
    assert str(detect_dead_network(run.snapshot().network)).startswith("Dead network")


def test_other_starts_do_not_stand_still():
    assert not TrainingConfig().zero_weights_note
    assert not LOGISTIC_REGRESSION.zero_weights_note


@pytest.mark.parametrize(
    ("settings", "depends"),
    [
        ({}, False),
        ({"momentum": 0.9, "l2": 1.0}, False),
        ({"batch_size": 200}, False),
        ({"batch_size": 20}, True),
        ({"patience": 10}, True),
        ({"initialization": "he"}, True),
    ],
)
def test_a_seed_matters_where_something_is_random(settings, depends):
    config = replace(LOGISTIC_REGRESSION, **settings)
    assert depends_on_seed(config, 100) is depends
    require_seeds(config, 100, seeds=1)
    with nullcontext() if depends else pytest.raises(ConfigError, match="seed = 1: changes nothing"):
        require_seeds(config, 100, seeds=2)


# --- files


def test_older_programs_are_told_of_the_new_values():
    described = LOGISTIC_REGRESSION.as_dict()

    assert set(described) - set(TrainingConfig().as_dict()) == {"no hidden layers", "initialization with zeros"}
    assert TrainingConfig.from_dict(described) == LOGISTIC_REGRESSION
    assert TrainingConfig((4,), initialization="zeros").as_dict().keys() - TrainingConfig().as_dict().keys() == {
        "initialization with zeros"
    }
