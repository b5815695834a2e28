"""A population takes the steps of each of its networks alone."""

import numpy as np
import pytest

from engine.experiments.population import train_together
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.network import Network
from engine.training.config import TrainingConfig


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
