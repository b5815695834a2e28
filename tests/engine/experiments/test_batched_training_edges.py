"""A network that is out of the finite numbers from its first cost on."""

import numpy as np
import pytest

from engine.experiments.batched_training import BatchedNetworks
from engine.training.config import TrainingConfig


@pytest.mark.parametrize("iterations", [1, 3])
def test_a_network_that_begins_diverged_has_no_costs_and_leaves_the_others_theirs(iterations):
    W2 = np.array([[[np.inf]], [[0.5]]])
    upper = {"b1": np.zeros((2, 1, 1)), "W2": W2, "b2": np.zeros((2, 1, 1))}
    stack = BatchedNetworks(upper, np.ones((2, 1, 2)), np.eye(2), np.array([[0.0, 1.0]]))

    broken, sound = stack.train(TrainingConfig((1,), iterations=iterations), lambda count: None)

    assert (broken.diverged_at, len(broken.costs)) == (0, 0)
    assert sound.diverged_at is None
    assert np.isfinite(sound.costs).all()
    assert len(sound.costs) > 0
