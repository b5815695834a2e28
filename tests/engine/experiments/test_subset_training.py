"""Networks trained on subsets: each is that of a run on its subset alone."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import DivergedError
from engine.experiments.subset_training import SubsetRun, SubsetTraining, train_together
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.network import Network
from engine.progress import UNOBSERVED
from engine.system.parallel import collect_results
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig((4, 3), learning_rate=0.05, iterations=60)
TRAIN, TARGETS = random_examples(12, side=4, seed=1), random_examples(5, side=4, seed=2)
RUNS = [
    SubsetRun(seed, np.array(indices))
    for seed, indices in [
        (3, [0, 1, 2, 5, 7]),
        (1, [2, 4, 6, 8]),
        (3, [9, 1, 0, 11]),
        (2, range(12)),
        # Nearly all, in two sizes.
        (1, range(11)),
        (3, [11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (3, range(12)),
    ]
]


def ignore(steps):
    """The counter of a training that nobody waits for."""


# --- when, and how many


def population(W2, labels):
    """Networks with one hidden unit and the weights `W2` above it, on two pictures with these labels."""
    W2 = np.array(W2)[:, np.newaxis, np.newaxis]
    bias = np.zeros_like(W2)
    examples = Examples.from_matrix(np.ones((1, 2)), [labels])
    return Network(GramFirstLayer(np.ones_like(W2), bias, examples), {"W2": W2, "b2": bias})


@pytest.mark.parametrize("iterations", [1, 3])
def test_a_network_that_starts_diverged_has_no_costs_and_does_not_affect_the_others(iterations):
    networks = population([np.inf, 0.5], [0, 1])

    diverged, healthy = train_together(networks, TrainingConfig((1,), iterations=iterations), ignore)

    assert (diverged.diverged_at, len(diverged.costs)) == (0, 0)
    assert healthy.diverged_at is None
    assert np.isfinite(healthy.costs).all()
    assert len(healthy.costs) > 0


def test_a_network_has_not_diverged_while_its_costs_are_finite():
    (outcome,) = train_together(population([1e200], [1, 1]), TrainingConfig((1,), iterations=3), ignore)

    assert outcome.diverged_at is None
    np.testing.assert_array_equal(outcome.costs, [0.0, 0.0])


def trainer_alone(config, run):
    trainer = Trainer(TRAIN.subset(run.indices), replace(config, seed=run.seed))
    trainer.take_steps(config.iterations)
    return trainer


def logits_of(training, work=UNOBSERVED):
    """The logits of all runs, in their order."""
    results = collect_results(iter(training), work)
    return np.stack([result.logits for result in sorted(results, key=lambda result: result.number)])


@pytest.mark.parametrize(
    ("options", "trains_populations"),
    [({}, True), ({"momentum": 0.9}, True), ({"batch_size": 3}, False)],
)
def test_each_network_is_that_of_a_run_on_its_subset(options, trains_populations):
    config = replace(CONFIG, **options)
    runs = [*RUNS, SubsetRun(2, np.array([1, 2, 3, 8]), targets=np.array([4, 0]))]
    training = SubsetTraining(TRAIN, TARGETS, config, runs)

    results = collect_results(iter(training), UNOBSERVED)

    assert training.trains_populations == trains_populations
    assert {result.number for result in results} == set(range(len(runs)))
    for result in results:
        run = runs[result.number]
        alone, all_targets = trainer_alone(config, run), np.arange(TARGETS.count)
        targets = TARGETS.subset(all_targets if run.targets is None else run.targets)
        np.testing.assert_allclose(result.logits, alone.network.forward(targets)[1][0], rtol=0, atol=1e-11)
        np.testing.assert_allclose(result.probabilities, alone.probabilities(targets)[0], rtol=0, atol=1e-11)
        assert result.train_accuracy == alone.metrics(alone.train).accuracy


def diverges(config, run):
    try:
        trainer_alone(config, run)
    except DivergedError:
        return True
    return False


def test_convolutional_networks_are_trained_one_after_the_other():
    train, targets = random_examples(8, side=16, seed=1), random_examples(3, side=16, seed=2)
    config = TrainingConfig.for_features("convolution")
    config = replace(config, hidden_layers=(2, 3), iterations=3, batch_size=4, patience=0)
    indices = np.array([0, 1, 2, 4, 5, 7])
    training = SubsetTraining(train, targets, config, [SubsetRun(6, indices)])

    logits = logits_of(training)

    alone = Trainer(train.subset(indices), replace(config, seed=6))
    alone.take_steps(3)
    assert not training.trains_populations
    np.testing.assert_allclose(logits[0], alone.network.forward(targets)[1][0], rtol=1e-5)


@pytest.mark.parametrize("batch_size", [0, 3])
def test_a_network_that_diverges_says_nothing(batch_size):
    config = replace(CONFIG, learning_rate=1e200, batch_size=batch_size)
    # A single picture is learned at once.
    runs = [*RUNS, SubsetRun(1, np.array([3]))]

    logits = logits_of(SubsetTraining(TRAIN, TARGETS, config, runs))

    expected = [diverges(config, run) for run in runs]
    assert np.isnan(logits).all(axis=1).tolist() == np.isnan(logits).any(axis=1).tolist() == expected
    assert sum(expected) > 0


@pytest.mark.parametrize("batch_size", [0, 3])
def test_the_steps_are_counted(batch_size):
    work = WatchedWork()
    training = SubsetTraining(TRAIN, TARGETS, replace(CONFIG, batch_size=batch_size), RUNS)
    logits_of(training, work)

    assert work.reports[-1] == (len(RUNS) * 60,) * 2
    assert work.reports == sorted(work.reports)
