"""Summaries, and the sentences about them."""

import statistics

import pytest

from engine.experiments.summary import Summary, describe_seed_study

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
        (0.78, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 78.0% is above 4 of them and below 0."),
        (0.90, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 90.0% is above 5 of them and below 0."),
        (0.70, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 70.0% is above 0 of them and below 4."),
        (0.74, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 74.0% is above 2 of them and below 2."),
    ],
)
def test_the_description_of_a_seed_study(own, sentence):
    assert describe_seed_study(SEEDS, own) == sentence


@pytest.mark.parametrize(
    ("own", "ends"),
    [
        (0.86, "above 10 of them and below 0: a lucky seed."),
        (0.75, "above 5 of them and below 5."),
        (0.6, "below 10: an unlucky seed."),
        (0.79, "above 9 of them and below 1: a lucky seed."),
    ],
)
def test_a_run_that_is_better_than_nearly_all_seeds_has_a_lucky_one(own, ends):
    of_ten = Summary.of([0.7, 0.71, 0.72, 0.73, 0.74, 0.76, 0.77, 0.78, 0.785, 0.8])
    assert describe_seed_study(of_ten, own).endswith(ends)


def test_dead_networks_are_a_group_of_their_own():
    """No network has the mean of both groups."""
    dead = Summary.of([0.34])

    sentence = describe_seed_study(SEEDS, 0.74, dead)
    assert sentence == (
        "Test accuracy 74.0% ± 3.2 over 5 seeds. Dead: 1, with 34.0%. This run's 74.0% is above 3 of them and below 2."
    )
    several = describe_seed_study(Summary.of([0.7]), None, Summary.of([0.34, 0.66]))
    assert several == "Test accuracy 70.0% over 1 seed. Dead: 2, with 34.0–66.0%."
