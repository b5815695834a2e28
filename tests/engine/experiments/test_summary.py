"""A spread, and the sentences about it."""

import pytest

from engine.experiments.summary import Summary, describe_cross_validation, describe_seed_study

SEEDS = Summary.of([0.70, 0.72, 0.74, 0.76, 0.78])


def test_mean_and_standard_deviation():
    spread = Summary.of([0.5, 0.7])

    assert spread.mean == pytest.approx(0.6)
    assert spread.std == pytest.approx(0.1)
    assert spread.values == (0.5, 0.7)
    assert str(spread) == "60.0% ± 10.0"


def test_one_value_has_no_spread_to_tell_of_and_none_is_an_error():
    assert Summary.of([0.5]).std == 0.0
    with pytest.raises(ValueError, match="at least one value"):
        Summary.of([])


def test_equals_are_neither_below_nor_above():
    assert (SEEDS.count_below(0.74), SEEDS.count_above(0.74)) == (2, 2)
    assert (SEEDS.count_below(0.75), SEEDS.count_above(0.75)) == (3, 2)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (None, "Test accuracy 74.0% ± 2.8 over 5 seeds."),
        (0.78, "Test accuracy 74.0% ± 2.8 over 5 seeds; this run's 78.0% is higher than 4 of 5."),
        (0.90, "Test accuracy 74.0% ± 2.8 over 5 seeds; this run's 90.0% is higher than 5 of 5."),
        (0.70, "Test accuracy 74.0% ± 2.8 over 5 seeds; this run's 70.0% is lower than 4 of 5."),
        (0.74, "Test accuracy 74.0% ± 2.8 over 5 seeds; this run's 74.0% is higher than 2 of 5."),
    ],
)
def test_what_is_told_of_luck(own, sentence):
    assert describe_seed_study("Test accuracy", SEEDS, own) == sentence


def test_a_run_like_all_others_is_not_called_lucky():
    sentence = describe_seed_study("Train accuracy", Summary.of([1.0]), 1.0)

    assert sentence == "Train accuracy 100.0% ± 0.0 over 1 seed; this run's 100.0% is what all of them reach."


@pytest.mark.parametrize(
    ("mean", "told"),
    [
        (0.582, "58.2% ± 0.0, below the 65.6%"),
        (0.7, "70.0% ± 0.0, above the 65.6%"),
        # Both read 65.6%.
        (0.6559, "65.6% ± 0.0, no better than the 65.6%"),
    ],
)
def test_the_truth_is_told_beside_the_baseline(mean, told):
    sentence = describe_cross_validation(Summary.of([mean]), ("non-cat", 0.6561))

    assert sentence == f"Cross-validation: {told} of always predicting non-cat."
