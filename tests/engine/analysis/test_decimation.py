"""Decimated curves, drawn at random."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.decimation import decimate, decimate_visible

curves = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=400).map(np.array)


@given(curves, st.integers(4, 60))
def test_decimation_keeps_extremes_order_and_the_last_point(y, max_points):
    kept = decimate(y, max_points)
    assert len(kept) <= max_points + 3
    assert (np.diff(kept) >= 0).all()
    assert kept[-1] == len(y) - 1
    assert {y.min(), y.max()} <= set(y[kept])
    stretch = -(-2 * len(y) // max_points)
    for begin in range(0, len(y), stretch) if len(y) > max_points else ():
        of_stretch = y[begin : begin + stretch]
        assert {of_stretch.min(), of_stretch.max()} <= set(y[kept[(kept >= begin) & (kept < begin + stretch)]])


@given(curves, st.integers(-10, 410), st.integers(-10, 410))
def test_of_a_visible_part_each_point_is_kept_and_those_to_which_lines_lead(y, first, end):
    kept = decimate_visible(y, first, end, 500)
    expected = [k for k in range(first - 1, end + 1) if 0 <= k < len(y)] if first <= end else []
    assert kept.tolist()[: len(expected)] == expected
    assert first > end or len(kept) == len(expected)


def test_as_many_points_as_allowed_are_all_kept_and_one_more_is_decimated():
    y = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert decimate(y[:6], 6).tolist() == [0, 1, 2, 3, 4, 5]
    # Stretches of three: the last one has but one point, which is both of its extremes and the last of all.
    assert decimate(y, 6).tolist() == [0, 2, 3, 5, 6, 6, 6]


@pytest.mark.parametrize(
    ("y", "expected"),
    [
        ([5, 9, 1, 5, 0, 5, 7, 4, 5], [1, 4, 6, 7, 8]),  # stretches of five and of four
        ([5, 9, 1, 5, 0, 5, 7, 5], [1, 2, 4, 6, 7]),  # two of four
    ],
)
def test_the_extremes_of_a_stretch_come_in_its_order(y, expected):
    assert decimate(np.array(y, float), 4).tolist() == expected


def test_a_visible_part_is_decimated_with_the_points_to_which_lines_lead():
    y = np.tile([0.0, 1.0], 100)
    y[[49, 90]] = 7.0, -7.0  # the points before and after
    kept = decimate_visible(y, 50, 90, 8)
    assert len(kept) <= 11
    assert {kept[0], kept[-1]} == {49, 90}


@pytest.mark.parametrize(("first", "end"), [(-10, -5), (30, 40)])
def test_beside_the_curve_no_point_is_visible(first, end):
    assert decimate_visible(np.arange(20.0), first, end, 500).tolist() == []
