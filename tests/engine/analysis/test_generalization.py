"""Whether networks have learned, and whether the gap between the parts is smaller."""

import math

import numpy as np
import pytest

from engine.analysis.evaluation import Evaluation
from engine.analysis.generalization import PartAccuracies, cross_entropy, gap_is_smaller, has_learned
from engine.nn.propagation import cost_from_logits
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

CLASSES = ("other", "cat")


def evaluation(probabilities, labels):
    return Evaluation(np.array([probabilities], float), np.array([labels]), CLASSES)


def answers(right, count):
    """An evaluation of `count` pictures of class 1, of which the first `right` are predicted so."""
    return evaluation([0.9] * right + [0.1] * (count - right), [1] * count)


def parts(train_right, test_right, train_count=200, test_count=50):
    return PartAccuracies(answers(train_right, train_count), answers(test_right, test_count))


def test_the_cross_entropy_is_the_cost_without_penalty(builtin_dataset):
    run = TrainingRun(builtin_dataset, TrainingConfig(iterations=20))
    list(run)
    snapshot = run.snapshot()
    _, logits = snapshot.network.forward(run._train)
    assert cross_entropy(snapshot.train) == pytest.approx(cost_from_logits(logits, run._train.Y), rel=1e-12)


def test_a_probability_that_has_rounded_to_the_wrong_class_has_a_finite_cost():
    assert cross_entropy(evaluation([0.0, 1.0], [1, 0])) == pytest.approx(-math.log(np.finfo(float).eps))


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([0.9, 0.9, 0.1, 0.1], True),
        ([0.5, 0.5, 0.5, 0.5], False),  # dead
        ([0.51, 0.51, 0.49, 0.49], False),  # right, but its cost has hardly fallen
        ([0.9, 0.1, 0.9, 0.1], False),  # not better than one answer for all
    ],
)
def test_a_network_has_learned_if_it_is_better_than_one_answer_by_both_measures(probabilities, expected):
    assert has_learned(evaluation(probabilities, [1, 1, 0, 0])) is expected


def test_a_gap_is_smaller_if_more_pictures_changed_than_chance_would():
    before = parts(198, 38)
    assert gap_is_smaller(before, parts(198, 48))
    assert not gap_is_smaller(before, parts(198, 40)), "2 of 50 pictures"
    assert not gap_is_smaller(before, parts(198, 36)), "it has grown"
    assert not gap_is_smaller(before, before)


def test_a_gap_is_smaller_though_only_the_training_accuracy_is_lower():
    assert gap_is_smaller(parts(200, 40), parts(170, 40))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"features": "pretrained"}, True),
        ({"iterations": 900}, False),  # where the test cost is lowest
        ({"l2": 20.0}, False),  # 2 more of 50 test pictures
    ],
)
def test_what_the_lesson_recommends_narrows_the_gap_on_the_drawings(builtin_dataset, settings, expected):
    def trained(**changes):
        run = TrainingRun(builtin_dataset, TrainingConfig(**changes))
        list(run)
        snapshot = run.snapshot()
        return PartAccuracies(snapshot.train, snapshot.test)

    before, after = trained(), trained(**settings)
    assert gap_is_smaller(before, after) is expected
    assert not expected or after.test.accuracy > before.test.accuracy
