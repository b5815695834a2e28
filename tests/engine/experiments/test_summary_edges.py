"""Comparisons as they are read, to a tenth of a percent, and the spread of any numbers."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiments.summary import Summary, describe_cross_validation

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("mean", "relation"),
    [(0.6049, "above"), (0.6006, "above"), (0.6004, "no better than"), (0.5996, "no better than"), (0.5994, "below")],
)
def test_a_tenth_of_a_percent_is_a_difference_and_less_is_none(mean, relation):
    assert f", {relation} the 60.0%" in describe_cross_validation(Summary(mean, 0.01, (mean,)), ("cat", 0.6))


@given(numbers, st.floats(-1e6, 1e6))
def test_the_spread_of_any_numbers(values, other):
    spread = Summary.of(values)

    assert spread.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-6)
    assert spread.std == pytest.approx(statistics.pstdev(values), rel=1e-6, abs=1e-6)
    assert spread.count_below(other) + spread.count_above(other) + values.count(other) == len(values)
