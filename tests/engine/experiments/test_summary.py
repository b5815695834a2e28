"""Summaries, and the sentences about them."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiments.summary import Summary, describe_comparison, describe_cross_validation, describe_seed_study

SEEDS = Summary.of([0.70, 0.72, 0.74, 0.76, 0.78])


def test_mean_and_standard_deviation():
    summary = Summary.of([0.5, 0.7])

    assert summary.mean == pytest.approx(0.6)
    assert summary.std == pytest.approx(0.02**0.5)
    assert summary.values == (0.5, 0.7)
    assert str(summary) == "60.0% ± 14.1"


def test_the_interval_is_two_standard_errors_around_the_mean():
    error = statistics.stdev(SEEDS.values) / 5**0.5

    assert SEEDS.interval == pytest.approx((0.74 - 2 * error, 0.74 + 2 * error))
    assert Summary.of([0.5]).interval == (-float("inf"), float("inf"))


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (None, "Test accuracy 74.0% ± 3.2 over 5 seeds."),
        (0.78, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 78.0% is higher than 4 of 5."),
        (0.90, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 90.0% is higher than 5 of 5."),
        (0.70, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 70.0% is lower than 4 of 5."),
        (0.74, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 74.0% is higher than 2 of 5."),
    ],
)
def test_the_description_of_a_seed_study(own, sentence):
    assert describe_seed_study(SEEDS, own) == sentence


def test_a_run_equal_to_all_others():
    sentence = describe_seed_study(Summary.of([1.0]), 1.0)

    assert sentence == "Test accuracy 100.0% over 1 seed. This run's 100.0% is what all of them reach."


def test_dead_networks_are_a_group_of_their_own():
    """No network has the mean of both groups."""
    dead = Summary.of([0.34])

    sentence = describe_seed_study(SEEDS, 0.74, dead)
    assert sentence == (
        "Test accuracy 70.0–78.0% with 5 of 6 seeds; dead: 34.0%. This run's 74.0% is higher than 3 of 6."
    )
    several = describe_seed_study(Summary.of([0.7]), None, Summary.of([0.34, 0.66]))
    assert several == "Test accuracy 70.0% with 1 of 3 seeds; dead: 34.0–66.0%."


def test_settings_are_compared_by_the_error_of_the_difference_of_their_means():
    """The course photos with 50 seeds: 73.6% ± 5.2 and 70.4% ± 4.7 differ by 3.3 errors, though by less than 5.2."""
    seeds = Summary.of([0.736 - 0.0515, 0.736 + 0.0515] * 25)

    assert seeds.clear_difference == pytest.approx(2 * (2 / 50) ** 0.5 * seeds.std)
    assert describe_comparison(seeds).endswith(
        "50 seeds of each: by chance, their means seldom differ by more than 2.1 points."
    )


@pytest.mark.parametrize(
    ("mean", "comparison"),
    [
        (0.582, "58.2%, below"),
        (0.7, "70.0%, above"),
        # Both are shown as 65.6%.
        (0.6559, "65.6%, no better than"),
    ],
)
def test_the_description_of_cross_validation_names_the_baseline(mean, comparison):
    sentence = describe_cross_validation(Summary.of([mean]), ("non-cat", 0.6561), 0.01)

    assert sentence == f"Cross-validation: {comparison} always non-cat (65.6%)."


@pytest.mark.parametrize(
    ("values", "picture_p", "is_doubtful"),
    [
        ([0.7, 0.71, 0.7], 0.01, False),
        ([0.7, 0.71, 0.7], 0.05, True),  # too few pictures
        ([0.6, 0.8, 0.65], 0.01, True),  # the repeats differ by more
        ([0.6, 0.6, 0.6], 1.0, False),  # no difference, of which nothing is claimed
    ],
)
def test_a_difference_from_the_baseline_may_be_chance(values, picture_p, is_doubtful):
    sentence = describe_cross_validation(Summary.of(values), ("cat", 0.6), picture_p)

    assert sentence.endswith(", perhaps by chance.") == is_doubtful


numbers = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20)


@given(numbers, st.floats(-1e6, 1e6))
def test_the_summary_of_any_numbers(values, other):
    summary = Summary.of(values)

    assert summary.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-6)
    assert summary.std == pytest.approx(statistics.stdev(values), rel=1e-6, abs=1e-6)
    assert summary.count_below(other) + summary.count_above(other) + values.count(other) == len(values)
