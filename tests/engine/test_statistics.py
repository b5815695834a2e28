"""Confidence intervals, against published tables and by their properties."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import statistics as statistics_module
from engine.statistics import wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        # By hand, with z^2 = 3.8415: (40 + 1.9207 -+ 1.96 sqrt(8 + 0.9604)) / 53.8415.
        (40, 50, (0.6696, 0.8876)),
    ],
)
def test_the_interval_of_a_rate_is_that_of_published_tables(successes, trials, interval):
    assert wilson_interval(successes, trials) == pytest.approx(interval, abs=5e-5)


def test_without_trials_every_rate_is_possible():
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, -1)])
def test_more_successes_than_trials_are_refused(successes, trials):
    with pytest.raises(ValueError, match=f"{successes} successes in {trials} trials"):
        wilson_interval(successes, trials)


def test_the_quantile_of_the_interval_is_that_of_the_normal_distribution():
    assert NormalDist().inv_cdf(0.975) == pytest.approx(statistics_module._Z_95, rel=1e-15)


@given(st.integers(1, 10**6), st.data())
def test_an_interval_is_within_0_and_1_holds_the_rate_and_mirrors_the_failures(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson_interval(successes, trials)

    assert 0.0 <= low <= successes / trials <= high <= 1.0
    assert low < high
    mirrored = wilson_interval(trials - successes, trials)
    assert mirrored == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


@given(st.integers(1, 1000), st.integers(2, 100), st.data())
def test_an_interval_narrows_with_more_trials_of_the_same_rate(trials, times, data):
    successes = data.draw(st.integers(0, trials))
    few, many = wilson_interval(successes, trials), wilson_interval(times * successes, times * trials)

    assert many[1] - many[0] < few[1] - few[0]
