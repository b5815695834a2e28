"""The spread of many curves: median, middle half and all, by the trends of the runs."""

import numpy as np
import pytest

from engine.analysis.trend import BLOCK_UNIT, trend
from engine.experiments.cost_spread import CostSpread


def curve(costs, stride=1):
    return stride * np.arange(len(costs), dtype=np.float64), np.asarray(costs, np.float64)


def test_of_few_costs_each_is_a_point_and_the_quantiles_are_those_of_the_runs():
    spread = CostSpread.of([curve([level, 2 * level], stride=7) for level in (5.0, 1.0, 2.0, 3.0, 4.0)])
    assert spread.iterations.tolist() == [0, 7]
    assert spread.runs[:, 1].tolist() == [10, 2, 4, 6, 8]
    assert spread.quantiles.tolist() == [[1, 2], [2, 4], [3, 6], [4, 8], [5, 10]]


@pytest.mark.parametrize("count", [150, 229, 1000])
def test_of_many_costs_each_run_counts_by_its_trend(count):
    random = np.random.RandomState(3)
    rows = [1 / np.arange(1, count + 1) + level + 0.3 * random.rand(count) for level in (0.1, 0.5, 0.2)]
    spread = CostSpread.of([curve(row) for row in rows])
    for run, row in zip(spread.runs, rows, strict=True):
        known = np.interp(np.arange(count), spread.iterations, run)
        np.testing.assert_allclose(known[BLOCK_UNIT:], trend(row)[BLOCK_UNIT:])
        assert known[0] == row[0], "the cost before the first step"
        assert np.ptp(run[-10:]) < 0.2 < np.ptp(row[-100:])
    np.testing.assert_array_equal(spread.quantiles[2], np.median(spread.runs, axis=0))
    np.testing.assert_array_equal(spread.quantiles[[0, 4]], [spread.runs.min(axis=0), spread.runs.max(axis=0)])


def test_a_run_that_has_stopped_counts_with_its_last_cost():
    iterations = np.array([0.0, 5.0, 8.0])
    spread = CostSpread.of([(iterations, np.array([3.0, 2.0, 1.0])), curve([3.0, 2.0, 2.0, 2.0, 4.0], stride=5)])
    assert spread.iterations.tolist() == [0, 5, 10, 15, 20]
    assert spread.runs[0].tolist() == [3, 2, 1, 1, 1]
    assert spread.quantiles[4, -1] == 4


def test_the_nearest_run_is_that_whose_curve_is_next_to_a_point():
    spread = CostSpread.of([curve([0.0, 4.0]), curve([2.0, 2.0])])
    assert spread.nearest(0.0, 0.4) == (0, pytest.approx(0.4))
    assert spread.nearest(0.25, 1.8) == (1, pytest.approx(0.2))
    assert spread.nearest(9.0, 3.5) == (0, pytest.approx(0.5))
