"""Confidence intervals and tests of significance, against published tables and by their properties."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.statistics import mcnemar_p, sign_flip_p, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (0, 0, (0.0, 1.0)),
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


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_p_value_of_flips_is_binomial_symmetric_and_at_most_1(improved, worsened):
    p, count = mcnemar_p(improved, worsened), improved + worsened
    tail = sum(math.comb(count, k) for k in range(min(improved, worsened) + 1)) / 2**count

    assert p == mcnemar_p(worsened, improved)
    assert p == pytest.approx(min(1.0, 2 * tail), abs=1e-12)
    assert 0.0 <= p <= 1.0


@given(st.lists(st.integers(-12, 12), max_size=9))
def test_the_p_value_of_differences_is_the_share_of_all_choices_of_signs(differences):
    sums = [abs(sum(signs)) for signs in product(*((value, -value) for value in differences))]

    assert sign_flip_p(differences) == pytest.approx(np.mean(np.array(sums) >= abs(sum(differences))), abs=1e-12)


def test_very_many_differences_have_a_normal_distribution():
    differences = np.append(np.full(8_100, 6), np.full(7_900, -6))  # 96,000 in all
    exact, approximate = sign_flip_p(differences), sign_flip_p(2 * differences)

    # 200 of 16,000 are 1.58 standard deviations, half of the next step of 2 nearer to the exact one.
    assert approximate == pytest.approx(math.erfc(200 / math.sqrt(2 * 16_000)))
    assert exact == pytest.approx(math.erfc(199 / math.sqrt(2 * 16_000)), rel=1e-4)
