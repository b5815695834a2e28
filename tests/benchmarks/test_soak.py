"""The growth of memory is told from its noise."""

import numpy as np
import pytest

from tests.benchmarks.soak import Trend, lows


def test_one_value_that_is_too_high_does_not_tilt_the_line():
    values = [250e6 + 50e3 * number for number in range(31)]
    values[-2] += 5e6
    trend = Trend.of(values, 10)
    assert trend.slope == pytest.approx(5e3)
    assert trend.error < 100


def test_noise_is_no_growth():
    values = 250e6 + np.random.default_rng(1).normal(scale=5e5, size=31)
    trend = Trend.of(values, 10)
    assert abs(trend.slope) < trend.error
    assert 1e3 < trend.error < 5e3


def test_looks_at_a_heap_that_has_more_for_a_while_do_not_count():
    assert lows([5, 1, 2, 3, 9, 9, 9, 4, 6]) == [1, 4, 6]
