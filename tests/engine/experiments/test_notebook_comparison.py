"""The notebook's arithmetic beside the engine's: the same costs, and any difference told."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.core import compute_cost
from engine.errors import CancelledError, DivergedError
from engine.experiments import notebook_comparison
from engine.experiments.notebook_comparison import (
    Agreement,
    compare_with_notebook,
    describe_comparison,
    notebook_settings,
)
from engine.progress import UNOBSERVED
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from tests.support import notebook_oracle
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig((5, 3), learning_rate=0.05, iterations=40, seed=2)


def compare(config=CONFIG, dataset=None, work=UNOBSERVED):
    """The comparison on the training part."""
    train = (dataset or make_dataset()).train
    return compare_with_notebook(train.pictures, train.labels, config, work)


@pytest.fixture
def costs(monkeypatch):
    """Both costs, as they are compared."""
    found = {}

    def keep(name):
        function = getattr(notebook_comparison, f"_{name}_costs")

        def kept(*arguments):
            found[name] = function(*arguments)
            return found[name]

        monkeypatch.setattr(notebook_comparison, f"_{name}_costs", kept)

    keep("engine")
    keep("notebook")
    return lambda: (found["engine"], found["notebook"])


@pytest.mark.parametrize("count", [24, 150], ids=["Gram form", "pixel form"])
def test_both_have_the_costs_of_the_notebook_written_out(costs, count):
    dataset = make_dataset(train=count)
    X = dataset.train.pictures.reshape(count, -1).T / 255.0
    _, expected = notebook_oracle.train(X, dataset.train.labels, (len(X), 5, 3, 1), 0.05, 40, seed=2)
    agreement = compare(dataset=dataset)
    for of_one in costs():
        np.testing.assert_allclose(of_one, expected, rtol=1e-12, atol=0)
    engine, notebook = costs()
    assert (agreement.iterations, agreement.pictures, agreement.differs_from) == (40, count, None)
    assert agreement.largest_difference == np.abs(engine - notebook).max() < 1e-12


def test_both_agree_without_hidden_layers_from_zeros(costs):
    config = replace(LOGISTIC_REGRESSION, iterations=40, momentum=0.5)
    assert compare(config).differs_from is None
    assert notebook_settings(config) == replace(LOGISTIC_REGRESSION, iterations=40)
    assert costs()[0][0] == pytest.approx(math.log(2))
    assert describe_comparison("cats", 24, config) == (
        "cats, 24 training pictures; hidden layers none; learning rate 0.005; 40 iterations; weights: zeros. "
        "Left out, as the notebook has none: Momentum β."
    )


def test_both_agree_on_features_of_pretrained_filters():
    agreement = compare(replace(CONFIG, features="pretrained", iterations=20), make_dataset(side=32))
    assert agreement.iterations == 20
    assert agreement.largest_difference < 1e-12


@pytest.mark.parametrize(("planted", "differs_from"), [(1e-6, 7), (1e-12, None), (np.nan, 7)])
def test_a_wrong_cost_is_reported(monkeypatch, planted, differs_from):
    calls = []

    def slip(AL, Y):
        calls.append(None)
        return compute_cost(AL, Y) + (planted if len(calls) == 8 else 0.0)

    monkeypatch.setattr(notebook_comparison, "compute_cost", slip)
    agreement = compare()
    assert agreement.differs_from == differs_from
    assert agreement.largest_difference == (np.inf if np.isnan(planted) else pytest.approx(planted, rel=1e-3))
    assert agreement.is_finite is not np.isnan(planted)


def test_a_comparison_reports_the_iterations_and_can_be_cancelled():
    work = WatchedWork(cancelled_at=5)
    with pytest.raises(CancelledError):
        compare(work=work)
    assert work.reports == [(done, 40) for done in range(1, 6)]


def test_divergence_is_an_error():
    with pytest.raises(DivergedError):
        compare(TrainingConfig((4,), 1e200, 50))


def test_what_is_compared_and_what_is_left_out_is_said():
    assert describe_comparison("cats", 1209, CONFIG) == (
        "cats, 1,209 training pictures; hidden layers 5, 3; learning rate 0.05; 40 iterations; weights: seed 2."
    )
    assert describe_comparison("a\x1b", 1, CONFIG).startswith("a\ufffd, ")
    text = describe_comparison("cats", 9, replace(CONFIG, momentum=0.9, features="pretrained"))
    assert text.endswith("seed 2. Left out, as the notebook has none: Momentum β.")
    config = replace(TrainingConfig.for_features("convolution"), seed=4)
    assert notebook_settings(config) == TrainingConfig(seed=4)
    assert "no convolution" in describe_comparison("cats", 9, config)


def test_costs_that_agree_are_said_to():
    text = Agreement(2500, 209, 2.6e-15).verdict
    assert text == "The costs agree to 3e-15: 2,500 iterations, 209 training pictures. Nothing is approximated."
    assert Agreement(1, 209, 0.0).verdict.startswith("The costs agree in every digit: 1 iteration, ")


def test_costs_that_do_not_agree_are_said_first_and_nothing_else_is_claimed():
    text = Agreement(2500, 209, 2.01e-5, 830).verdict
    assert text.startswith("The costs differ by up to 2e-05, from iteration 830 on by more than 1e-09.")
    assert "please report it." in text
    assert "approximated" not in text
