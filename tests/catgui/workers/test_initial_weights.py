"""What a run began with, whichever way its first layer is held."""

from dataclasses import replace

import numpy as np
import pytest

from engine.nn.parameters import initialize_parameters_deep
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=3, seed=5)


@pytest.mark.parametrize("options", [{}, {"flips": True}, {"initialization": "he"}], ids=["gram", "pixels", "he"])
def test_they_are_those_of_its_first_settings(options):
    dataset, config = make_dataset(), replace(CONFIG, **options)
    drawn = initialize_parameters_deep(config.layer_dims(dataset.features), config.seed, config.initialization)["W1"]
    run = TrainingRun(dataset, config)
    np.testing.assert_array_equal(run.initial_weights(), drawn)
    for _ in run:
        pass
    np.testing.assert_array_equal(run.initial_weights(), drawn)
    branch = run.resume_from(2, replace(CONFIG, flips=True, seed=9, iterations=6))
    np.testing.assert_array_equal(branch.initial_weights(), drawn)


def test_of_a_network_from_a_file_they_are_not_known():
    assert TrainingRun(make_dataset(), CONFIG, can_replay=False).initial_weights() is None
