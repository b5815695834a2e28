"""The outcome of one run: its recorded costs, and the iteration at which it diverged."""

import numpy as np
import pytest

from engine.errors import DivergedError
from engine.training.config import TrainingConfig
from engine.training.outcome import run_to_end
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples


def run(iterations=150, learning_rate=0.05):
    return Trainer(random_examples(6, side=3), TrainingConfig((3,), learning_rate, iterations))


def test_costs_are_recorded_and_all_steps_counted():
    counted = []
    outcome = run_to_end(run(), counted.append)

    costs = [step.cost for step in run()]
    np.testing.assert_array_equal(outcome.costs, [costs[0], costs[100], costs[149]])
    assert outcome.diverged_at is None
    assert sum(counted) == 150


def test_a_run_that_diverges_names_its_iteration():
    with pytest.raises(DivergedError) as diverged:
        run(learning_rate=1e200).take_steps(150)

    outcome = run_to_end(run(learning_rate=1e200), lambda steps: None)

    assert outcome.diverged_at == diverged.value.iteration
    assert np.isfinite(outcome.costs).all()


def test_the_counter_may_end_the_run():
    class EnoughError(Exception):
        pass

    def enough(steps):
        raise EnoughError

    with pytest.raises(EnoughError):
        run_to_end(run(), enough)
