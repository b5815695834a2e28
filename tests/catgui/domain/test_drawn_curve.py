"""Curves as a line in its band: what is drawn of every cost, of gaps, and of costs beyond an axis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain.drawn_curve import CurveReducer
from engine.training.run import line_stride

FALLING = 0.1 + 0.6 * np.exp(-np.arange(2500) / 500)
SWINGS = 0.2 * (np.arange(2500) % 2)


def draw(costs, visible=None, pixels=600.0, **options):
    """What is drawn of costs, by default of all of them with the margin of a plot."""
    ends = (-0.02 * len(costs), 1.02 * len(costs)) if visible is None else visible
    return CurveReducer.of(np.asarray(costs, float), line_stride(len(costs))).draw(ends, pixels, **options)


def grown(costs, steps):
    """What is drawn in the end of costs that come in steps and are drawn after each."""
    reducer, end = CurveReducer(line_stride(len(costs))), 0
    for step in steps:
        first, end = end, min(end + step, len(costs))
        reducer.update(costs[:end], first, end)
        reducer.draw((0, len(costs)), 600.0)
    return reducer.draw((-0.02 * len(costs), 1.02 * len(costs)), 600.0)


def same(one, other):
    for name in ("x", "y", "edges", "low", "high"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def contains(drawn, iterations, costs):
    """Whether each cost lies in the band, whose edges are the ends of straight lines."""
    low, high = (np.interp(iterations, drawn.edges, ends) for ends in (drawn.low, drawn.high))
    return bool((low - 1e-12 <= costs).all() and (costs <= high + 1e-12).all())


@given(st.integers(300, 20_000), st.integers(0, 99))
def test_every_cost_is_in_the_band(count, seed):
    costs = np.random.RandomState(seed).rand(count)
    drawn = draw(costs)
    assert contains(drawn, np.arange(count), costs)
    assert drawn.low.min() == costs.min()
    assert drawn.high.max() == costs.max()
    assert len(drawn.edges) < 450, "no more than columns"


@pytest.mark.parametrize(
    ("iterations", "stride"), [(1, 1), (60, 2), (500, 20), (2500, 100), (3000, 100), (10**6, 50_000)]
)
def test_a_line_has_about_25_even_steps(iterations, stride):
    assert line_stride(iterations) == stride


@pytest.mark.parametrize("known", [1, 20])
def test_the_line_goes_through_the_costs_that_the_notebook_prints_and_never_changes(known):
    costs = FALLING + SWINGS
    costs[np.arange(2500) % known != 0] = np.nan
    for done in (1, 100, 777, 2500):
        drawn = CurveReducer.of(costs[:done], 100).draw((-50, 2550), 600.0)
        on_line = np.arange(0, done, 100)
        np.testing.assert_array_equal(drawn.x[: len(on_line)], on_line)
        np.testing.assert_array_equal(drawn.y[: len(on_line)], (FALLING + SWINGS)[on_line])
        assert len(drawn.x) <= len(on_line) + 1


def test_each_cost_is_a_point_where_there_is_room_for_it():
    drawn = draw(FALLING + SWINGS, (700.2, 880.0))
    assert not len(drawn.edges)
    assert drawn.x.tolist() == list(range(699, 882))
    np.testing.assert_array_equal(drawn.y, (FALLING + SWINGS)[699:882])
    assert len(draw(FALLING + SWINGS, (700, 960)).edges)


@given(st.integers(1, 3000), st.lists(st.integers(1, 700), min_size=1, max_size=8), st.integers(0, 9))
def test_costs_that_come_bit_by_bit_are_drawn_as_all_at_once(count, steps, seed):
    costs = np.random.RandomState(seed).rand(count)
    same(grown(costs, [*steps, count]), draw(costs))


def test_costs_that_are_filled_in_later_are_drawn_as_if_they_had_been_there():
    costs = np.random.RandomState(3).rand(2500)
    known, reducer = np.full(2500, np.nan), CurveReducer(100)
    known[::20] = costs[::20]
    reducer.update(known, 0, 2500)
    reducer.draw((0, 2500), 600.0)
    for first in range(0, 2500, 430):
        known[first : first + 430] = costs[first : first + 430]
        reducer.update(known, first, min(first + 430, 2500))
        reducer.draw((0, 2500), 600.0)
    same(reducer.draw((-50, 2550), 600.0), draw(costs))


@pytest.mark.parametrize("unusual", [[0.0], [np.inf, np.nan], [1.7e308, 1e200], [0.0, np.inf, 5.0]])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("visible", [(-50, 2550), (990, 1010)])
def test_costs_that_no_axis_can_show_are_left_out(unusual, logarithmic, visible):
    costs = FALLING.copy()
    costs[1000 : 1000 + len(unusual)] = unusual
    drawn = draw(costs, visible, logarithmic=logarithmic)
    for values in (drawn.y[~np.isnan(drawn.y)], drawn.low, drawn.high):
        assert (values < 10).all()
        assert not logarithmic or (values > 0).all()


@pytest.mark.parametrize("costs", [[], [np.nan] * 400, [1e200] * 400, [0.7], [0.7, 0.6]])
def test_hardly_any_curve_is_drawn_as_well(costs):
    drawn = draw(costs, (-10, 510))
    assert len(drawn.x) == sum(cost < 1 for cost in costs)


def test_what_is_drawn_of_a_long_curve_takes_no_pass_over_it():
    reads = []

    class Watched(np.ndarray):
        def __getitem__(self, key):
            found = super().__getitem__(key)
            reads.append(found.size)
            return found.view(np.ndarray)

    costs = np.random.RandomState(0).rand(1_000_000)
    reducer = CurveReducer.of(costs, 50_000)
    reducer.draw((0, 1_000_000), 600.0)
    costs = np.append(costs, [0.5] * 20).view(Watched)
    reducer.update(costs, 1_000_000, 1_000_020)
    reducer.draw((0, 1_000_000), 600.0)
    assert sum(reads) < 1000, "the new costs"
