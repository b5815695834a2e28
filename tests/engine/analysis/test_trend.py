"""The trend of a curve, where it is lowest, and its swings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.trend import falls, is_falling, lowest_block, swing, trend, trend_blocks, typical_iteration

NOISE = 1 + 0.03 * np.random.RandomState(0).uniform(-1, 1, 1000)
lengths = st.integers(20, 3000)


def noise(count, seed=0):
    return np.random.RandomState(seed).uniform(-1, 1, count)


@given(lengths, st.integers(0, 9))
def test_spikes_in_fewer_than_half_of_a_block_do_not_move_the_trend(count, seed):
    costs = np.full(count, 0.5)
    costs[::3] += 5 * np.abs(noise(count, seed))[::3]
    np.testing.assert_array_equal(trend(costs), 0.5)


@given(lengths, st.floats(0.01, 10), st.sampled_from([2, 3, 6]))
def test_costs_that_oscillate_have_a_level_trend_and_swing_by_their_distance(count, height, period):
    costs = 1 + height * (np.arange(count) % period < period / 2)
    assert np.ptp(trend(costs)[-(count // 3) :]) < 1e-9, "in all blocks alike"
    assert swing(costs, 2 * count // 3) == pytest.approx(height)


@pytest.mark.parametrize("costs", [[0.7], [0.7, 0.2], np.full(30, 0.7)])
def test_short_and_constant_curves_have_a_trend(costs):
    costs = np.asarray(costs)
    np.testing.assert_allclose(trend(costs), np.median(costs))
    assert swing(costs, 0) <= np.ptp(costs)


def test_the_swings_are_those_of_nine_tenths_of_the_costs():
    costs = 0.5 + 0.1 * noise(2000)
    assert swing(costs, 0) == pytest.approx(0.18, abs=0.01)
    costs[::25] += 3
    assert swing(costs, 0) < 0.22, "single spikes are no swings"


def test_swings_are_looked_for_from_an_iteration_on_and_at_least_in_the_last_fifth():
    costs = np.r_[0.5 + 0.3 * noise(500), np.full(500, 0.5)]
    assert swing(costs, 600) == 0 < swing(costs, 0)
    assert swing(costs[::-1], 1000) == swing(costs[::-1], 800) > 0.4


def test_the_last_falls_are_those_of_the_medians_of_tenths():
    assert falls(np.linspace(1, 0, 101)) == pytest.approx((0.1, 0.1))
    assert falls(np.r_[np.full(80, 0.9), np.full(10, 0.6), np.full(10, 0.5)]) == pytest.approx((0.3, 0.1))


@pytest.mark.parametrize(("costs", "expected"), [(np.geomspace(1, 0.5, 1000), True), (np.full(1000, 0.5), False)])
def test_noise_makes_and_hides_no_trend(costs, expected):
    assert is_falling(costs) is expected
    assert is_falling(costs * NOISE) is expected


@given(st.integers(1, 50_000))
def test_blocks_cover_a_curve_and_those_of_a_longer_one_begin_as_its_own_do(count):
    blocks = trend_blocks(count)
    assert set().union(*(range(block.start, block.stop) for block in blocks)) == set(range(count))
    assert trend_blocks(count + 1000)[: len(blocks) - 1] == blocks[:-1]
    assert all((block.stop - block.start) % 6 == 0 for block in blocks) or count < 6


def test_a_single_low_cost_is_not_where_a_curve_is_lowest():
    costs = np.r_[np.linspace(1, 0.5, 500), np.linspace(0.5, 0.8, 500)]
    costs[800] = 0.1
    assert 480 <= lowest_block(costs).start <= 500
    assert costs[typical_iteration(costs)] == pytest.approx(np.median(costs[lowest_block(costs)]), abs=0.01)
