"""Summaries, the sentences about them, and how far accuracies can be trusted, compared with the numbers."""

import math
import statistics

import pytest

from engine.experiments.summary import (
    Summary,
    describe_seed_study,
    expected_interval,
    folds_sentence,
    seeds_sentence,
)
from engine.statistics import wilson_interval

FIVE_SEEDS = Summary.of([0.70, 0.72, 0.74, 0.76, 0.78])
BASELINE = ("cat", 0.66)
SEEDS = Summary.of([0.72, 0.76] * 25)


def test_mean_and_standard_deviation():
    summary = Summary.of([0.5, 0.7])

    assert summary.mean == pytest.approx(0.6)
    assert summary.std == pytest.approx(0.02**0.5)
    assert summary.values == (0.5, 0.7)
    assert str(summary) == "60.0% ± 14.1"


def test_the_interval_is_two_standard_errors_around_the_mean():
    error = statistics.stdev(FIVE_SEEDS.values) / 5**0.5

    assert FIVE_SEEDS.interval == pytest.approx((0.74 - 2 * error, 0.74 + 2 * error))
    assert Summary.of([0.5]).interval == (-float("inf"), float("inf"))


@pytest.mark.parametrize(
    ("run_accuracy", "sentence"),
    [
        (None, "Test accuracy 74.0% ± 3.2 over 5 seeds."),
        (0.78, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 78.0% is above 4."),
        (0.90, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 90.0% is above 5."),
        (0.70, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 70.0% is above 0."),
        (0.74, "Test accuracy 74.0% ± 3.2 over 5 seeds. This run's 74.0% is above 2."),
    ],
)
def test_the_description_of_a_seed_study(run_accuracy, sentence):
    assert describe_seed_study(FIVE_SEEDS, run_accuracy) == sentence


@pytest.mark.parametrize(
    ("run_accuracy", "ends"),
    [
        (0.86, "above 10: a lucky seed."),
        (0.75, "above 5."),
        (0.6, "above 0: an unlucky seed."),
        (0.79, "above 9: a lucky seed."),
    ],
)
def test_the_seed_of_a_run_above_nearly_all_others_is_lucky(run_accuracy, ends):
    of_ten = Summary.of([0.7, 0.71, 0.72, 0.73, 0.74, 0.76, 0.77, 0.78, 0.785, 0.8])
    assert describe_seed_study(of_ten, run_accuracy).endswith(ends)


def test_dead_networks_are_a_group_of_their_own():
    """No network has the mean of both groups."""
    dead = Summary.of([0.34])

    sentence = describe_seed_study(FIVE_SEEDS, 0.74, dead)
    assert sentence == ("Test accuracy 74.0% ± 3.2 over 5 seeds. Dead: 1, with 34.0%. This run's 74.0% is above 3.")
    several = describe_seed_study(Summary.of([0.7]), None, Summary.of([0.34, 0.66]))
    assert several == "Test accuracy 70.0% over 1 seed. Dead: 2, with 34.0–66.0%."


def test_the_interval_has_both_kinds_of_chance():
    low, high = expected_interval(SEEDS, 50)
    wilson_low, wilson_high = wilson_interval(37, 50)
    assert low == pytest.approx(0.74 - math.hypot(0.02, 0.74 - wilson_low))
    assert high == pytest.approx(0.74 + math.hypot(0.02, wilson_high - 0.74))
    # Of very many pictures, only the seeds are left, of a few of those two standard deviations; of seeds that agree,
    # only the pictures.
    assert expected_interval(SEEDS, 10**9) == pytest.approx((0.72, 0.76), abs=1e-3)
    of_a_few = Summary.of([0.72, 0.76])
    assert expected_interval(of_a_few, 10**9) == pytest.approx(
        (0.74 - 2 * of_a_few.std, 0.74 + 2 * of_a_few.std), abs=1e-3
    )
    assert expected_interval(Summary.of([0.74] * 9), 50) == pytest.approx((wilson_low, wilson_high))


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_no_interval_leaves_0_and_1(accuracy):
    low, high = expected_interval(Summary.of([accuracy, accuracy]), 5)
    assert 0.0 <= low <= accuracy <= high <= 1.0
    assert expected_interval(Summary.of([0.0, 1.0]), 5) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("pictures", "mean", "verdict"),
    [(50, 0.74, "No clear difference from"), (5000, 0.9, "Better than"), (5000, 0.4, "Worse than")],
)
def test_the_sentence_on_seeds_compares_with_always_the_same_answer(pictures, mean, verdict):
    text = seeds_sentence(Summary.of([mean - 0.02, mean + 0.02]), pictures, BASELINE)
    assert text.startswith(f"{verdict} always cat (66.0%).")


def test_of_two_groups_nothing_is_expected_beyond_what_was_seen():
    groups = Summary.of([0.34] * 25 + [0.56, 0.6, 0.66, 0.7, 0.76] * 5)  # nearly dead, and others
    assert groups.mean - 2 * groups.std < 0.2  # the lowest is 0.34
    assert expected_interval(groups, 10**9) == pytest.approx((0.34, 0.76), abs=1e-3)
    text = seeds_sentence(groups, 10**9, BASELINE)
    assert "expect 34–76% right on test pictures like these" in text


def test_what_is_expected_of_a_network_that_lives_is_reported_without_the_dead():
    living = Summary.of([0.9, 0.92, 0.94] * 16 + [0.92])
    text = seeds_sentence(living, 10**9, BASELINE, dead=1)
    assert text.startswith("Dead, and not counted: 1 of 50. Better than always cat")
    assert "With another seed, expect 90–94% right" in text
    assert "2 of 51" in seeds_sentence(living, 50, BASELINE, dead=2)
    assert "dead" not in seeds_sentence(living, 50, BASELINE).lower()
    assert "1 of 2" in seeds_sentence(Summary.of([0.9]), 50, BASELINE, dead=1)


def test_one_network_tells_nothing_of_seeds():
    assert "Run more seeds" in seeds_sentence(Summary.of([0.8]), 50, BASELINE)


@pytest.mark.parametrize(
    ("values", "picture_p", "expected"),
    [
        ([0.90, 0.91], 0.001, "Better than"),
        ([0.90, 0.91], 0.2, "No clear difference from"),
        ([0.5, 0.9], 0.001, "No clear difference from"),
        ([0.40, 0.41], 0.001, "Worse than"),
        ([0.66], 0.001, "No clear difference from"),
        ([0.9], 0.001, "Better than"),
    ],
)
def test_the_sentence_on_folds_weighs_repeats_and_pictures(values, picture_p, expected):
    text = folds_sentence(Summary.of(values), 200, BASELINE, picture_p)
    assert text.startswith(f"{expected} always cat (66.0%).")


def test_names_of_classes_are_printable():
    hostile = ("\x1bcat", 0.66)
    assert "\x1b" not in seeds_sentence(SEEDS, 50, hostile)
    assert "\x1b" not in folds_sentence(SEEDS, 50, hostile, 0.5)
