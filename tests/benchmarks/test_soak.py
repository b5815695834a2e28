"""The growth of memory is told from its noise."""

import numpy as np
import pytest

from tests.benchmarks.soak import Trend


def test_one_value_that_is_too_high_does_not_tilt_the_line():
    values = [250e6 + 50e3 * number for number in range(31)]
    values[-2] += 5e6
    trend = Trend.of(values)
    assert trend.slope == pytest.approx(5e3)
    assert trend.error < 100


def test_noise_is_no_growth():
    values = 250e6 + np.random.default_rng(1).normal(scale=5e5, size=31)
    trend = Trend.of(values)
    assert abs(trend.slope) < trend.error
    assert 1e3 < trend.error < 5e3
