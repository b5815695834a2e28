"""Decimated curves, drawn at random."""

import numpy as np
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
