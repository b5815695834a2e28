"""The trend of noisy costs."""

import numpy as np
import pytest

from engine.analysis.cost_trend import is_falling, level, smoothed

NOISE = 1 + 0.03 * np.random.RandomState(0).uniform(-1, 1, 1000)


def test_single_jumps_are_smoothed_away():
    costs = np.linspace(1.0, 0.5, 200)
    jumping = costs.copy()
    jumping[50] = 5.0
    np.testing.assert_allclose(smoothed(jumping), smoothed(costs), rtol=0.02)
    assert smoothed(jumping).shape == costs.shape


def test_the_level_is_that_just_before_the_iteration():
    costs = np.r_[np.full(500, 0.7), np.full(500, 0.2)]
    assert (level(costs, 500), level(costs, 1000)) == (0.7, 0.2)
    assert level(costs, 0) == 0.7, "of the first cost alone"


@pytest.mark.parametrize(("costs", "falls"), [(np.geomspace(1, 0.5, 1000), True), (np.full(1000, 0.5), False)])
def test_noise_makes_and_hides_no_trend(costs, falls):
    assert is_falling(costs) is falls
    assert is_falling(costs * NOISE) is falls
