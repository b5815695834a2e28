"""What changed between two networks: flips for better and for worse, and the accuracy."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.evaluation import Evaluation
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges, mcnemar_p, sign_flip_p
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset

BEFORE = np.array([0.9, 0.2, 0.6, 0.4, np.nan, 0.45])
AFTER = np.array([0.3, 0.1, 0.9, 0.8, 0.9, 0.55])
LABELS = np.array([1, 0, 1, 1, 1, UNKNOWN])


def evaluation(probabilities, labels, threshold=0.5):
    return Evaluation(np.array([probabilities]), np.array([labels]), ("non-cat", "cat"), threshold)


def test_flips_are_for_better_or_for_worse():
    changes = PredictionChanges(BEFORE, AFTER, LABELS)

    assert changes.flipped.tolist() == [0, 3, 5]
    assert changes.improved.tolist() == [3]
    assert changes.worsened.tolist() == [0]
    assert changes.accuracies == (0.75, 0.75)


def test_each_network_has_its_threshold():
    before, after = evaluation([0.55, 0.7], [0, 1], threshold=0.6), evaluation([0.55, 0.7], [0, 1])

    changes = PredictionChanges.between(before, after)

    assert changes.worsened.tolist() == [0]
    assert changes.accuracies == (1.0, 0.5)


def test_without_labels_there_is_no_accuracy():
    assert np.isnan(PredictionChanges(BEFORE, AFTER, np.full(6, UNKNOWN)).accuracies).all()


def test_evaluations_of_other_pictures_are_refused():
    with pytest.raises(ValueError, match="evaluations of 1 and of 2 pictures"):
        PredictionChanges.between(evaluation([0.5], [1]), evaluation([0.5, 0.5], [1, 0]))


@pytest.mark.parametrize(
    ("improved", "worsened", "p"),
    [
        # 2 (C(n, 0) + ... + C(n, k)) / 2^n by hand, with k the smaller of the two and n their sum.
        (2, 0, 0.5),
        (0, 0, 1.0),
        (1, 1, 1.0),
        (5, 0, 0.0625),
        (6, 0, 0.03125),
        (8, 1, 2 * (1 + 9) / 512),
        (3, 9, 2 * (1 + 12 + 66 + 220) / 4096),
    ],
)
def test_the_p_value_of_flips_is_that_of_the_exact_mcnemar_test(improved, worsened, p):
    assert mcnemar_p(improved, worsened) == pytest.approx(p, abs=1e-14)


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


def test_a_few_large_differences_among_small_ones_are_not_normally_distributed():
    small, large = np.append(np.full(4_500, 1), np.full(4_500, -1)), np.full(3, 500_000)

    # All three have the same sign in 2 of 8 cases; the small ones are too small to matter.
    assert sign_flip_p(np.append(large, small)) == 0.25
    variance = 9_000 * 60_000**2 + 3 * 500_000**2
    assert sign_flip_p(np.append(large, 60_000 * small)) == pytest.approx(
        math.erfc(1_500_000 / math.sqrt(2 * variance))
    )


def trained(dataset, config):
    run = TrainingRun(dataset, config)
    for _ in run:
        pass
    return run


@pytest.mark.parametrize("features", ["pixels", "pretrained"])
def test_a_network_is_compared_with_one_that_learned_from_edited_data(features):
    dataset = make_dataset(side=16)
    config = TrainingConfig((4,), learning_rate=0.1, iterations=60, features=features)
    edited = EditedDataset.of(dataset).leave_out([PictureKey("test", 0)])
    picture = AddedPicture(dataset.train.pictures[0].copy())
    edited = edited.add([picture], 1, "test").relabel([PictureKey("train", 1)], 1).dataset
    before, after = trained(dataset, config), trained(edited, config)

    earlier = TrainingRun(edited, config).evaluate_network(before.snapshot().network, 60)
    changes = PredictionChanges.between(earlier.test, after.snapshot().test)

    np.testing.assert_allclose(changes.before[:-1], before.snapshot().test.probabilities[0, 1:], atol=1e-9)
    assert changes.labels.tolist() == edited.test.labels[0].tolist()
    assert changes.accuracies == (earlier.test.accuracy, after.snapshot().test.accuracy)
    same = PredictionChanges.between(earlier.test, replace(earlier.test))
    assert same.flipped.size == 0
