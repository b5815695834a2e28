"""Confidence intervals, against published tables and by their properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, -1)])
def test_more_successes_than_trials_are_refused(successes, trials):
    with pytest.raises(ValueError, match=f"{successes} successes in {trials} trials"):
        wilson_interval(successes, trials)


@given(st.integers(1, 10**6), st.data())
def test_an_interval_is_within_0_and_1_holds_the_rate_and_mirrors_the_failures(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson_interval(successes, trials)

    assert 0.0 <= low <= successes / trials <= high <= 1.0
    assert low < high
    mirrored = wilson_interval(trials - successes, trials)
    assert mirrored == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)
