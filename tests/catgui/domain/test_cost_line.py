"""The points of the line of a cost."""

import numpy as np
import pytest

from catgui.domain.cost_line import line_points
from engine.training.run import line_stride


@pytest.mark.parametrize(
    ("iterations", "stride"), [(1, 1), (60, 2), (500, 20), (2500, 100), (3000, 100), (10**6, 50_000)]
)
def test_a_line_has_about_25_even_steps(iterations, stride):
    assert line_stride(iterations) == stride


@pytest.mark.parametrize("known", [1, 20])
@pytest.mark.parametrize("done", [1, 101, 781, 2501])
def test_the_line_goes_through_the_costs_that_the_notebook_prints_and_never_changes(known, done):
    iterations = np.arange(0.0, done, known)
    costs = np.random.RandomState(0).rand(2501)[:done:known]
    x, y = line_points(iterations, costs, 100)
    assert x.tolist() == sorted({*range(0, done, 100), int(iterations[-1])})
    np.testing.assert_array_equal(y, costs[(x / known).astype(int)])


@pytest.mark.parametrize("costs", [[], [np.nan], [np.inf, np.nan, -np.inf]])
def test_what_is_no_finite_number_is_left_out(costs):
    assert [len(axis) for axis in line_points(np.arange(float(len(costs))), np.array(costs), 1)] == [0, 0]
