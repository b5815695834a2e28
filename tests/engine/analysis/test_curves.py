"""Cost curves: jumps and zigzags of drawn ones and of real runs."""

import numpy as np
import pytest

from engine.analysis.curves import jump_count, jumps
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

FALLING = np.geomspace(0.7, 0.05, 1000)
FLAT = np.full(1000, 0.64)


def with_spikes(count, height):
    costs = FALLING.copy()
    costs[np.linspace(100, 900, count).astype(int)] += height
    return costs


@pytest.mark.parametrize("costs", [FALLING, FLAT, FALLING[::-1], with_spikes(2, 5.0), with_spikes(50, 0.01)])
def test_a_curve_without_a_pattern_of_plain_rises_does_not_jump(costs):
    assert not jumps(costs)


@pytest.mark.parametrize(("count", "height"), [(3, 0.2), (50, 0.1), (400, 3.0)])
def test_a_curve_jumps_that_rises_again_and_again(count, height):
    costs = with_spikes(count, height)
    assert jump_count(costs) == count
    assert jumps(costs)


def test_a_longer_run_may_have_more_jumps():
    costs = np.geomspace(0.7, 0.05, 10_000)
    costs[1000:9000:400] += 0.2  # 20 in 10,000
    assert jump_count(costs) == 20
    assert not jumps(costs)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 49])
def test_a_short_run_has_no_shape(count):
    costs = np.linspace(1, 0.5, count) + np.arange(count) % 2
    assert not jumps(costs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "iterations", "expected"),
    [(0.0075, 2500, False), (0.0075, 900, False), (0.003, 2500, False), (0.01, 2500, True), (0.01, 900, True)],
)
def test_the_runs_on_the_drawings_are_judged_as_they_look(builtin_dataset, rate, iterations, expected):
    run = TrainingRun(builtin_dataset, TrainingConfig(learning_rate=rate, iterations=iterations))
    assert jumps(np.array([step.cost for step in run])) is expected


PICTURES = 60
