"""What changed between two networks: flips for better and for worse, and the accuracy."""

from dataclasses import replace

import numpy as np
import pytest

from engine.analysis.evaluation import Evaluation
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
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


def test_the_largest_change_comes_first():
    changes = PredictionChanges(np.array([0.45, 0.1, 0.3]), np.array([0.55, 0.9, 0.8]), np.array([1, 1, 1]))

    assert changes.flipped.tolist() == changes.improved.tolist() == [1, 2, 0]
    assert changes.worsened.tolist() == []


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
