"""Doubtful labels: out-of-fold probabilities of the given label, and whether they mean anything."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.doubtful_labels import chance_deviation, find_doubtful_labels
from engine.statistics import area_under_roc
from engine.training.config import TrainingConfig
from tests.support.small_data import make_clear_dataset, make_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=3)
DATASET = make_dataset(train=26, test=12)


def test_the_probabilities_are_means_over_networks_that_have_not_seen_the_picture():
    found = find_doubtful_labels(DATASET, CONFIG, folds=3, repeats=2)

    validation = CrossValidation(DATASET, CONFIG, 3, 2, ("train", "test"), first_seed=3)
    results = [result.evaluation for progress in validation for result in progress.results]
    of_one = np.mean([evaluation.probabilities[0] for evaluation in results], axis=0)
    labels = results[0].labels[0]
    assert len(found.doubts) == 38
    for doubt in found.doubts:
        number = doubt.index + (26 if doubt.part == "test" else 0)
        assert doubt.label == labels[number]
        assert doubt.probability == pytest.approx(of_one[number] if doubt.label else 1 - of_one[number], abs=1e-12)
    likely = [doubt.probability for doubt in found.doubts]
    assert likely == sorted(likely)
    assert found.area == pytest.approx(area_under_roc(of_one, labels == 1))


def test_wrong_labels_are_found():
    keys = [PictureKey("train", 4), PictureKey("test", 3)]
    wrong = EditedDataset.of(make_clear_dataset())
    for key in keys:
        wrong = wrong.relabel([key], 1 - wrong.placement(key).label)

    found = find_doubtful_labels(wrong.dataset, CONFIG, folds=4, repeats=2)

    assert {(doubt.part, doubt.index) for doubt in found.doubts[:2]} == {("train", 4), ("test", 3)}
    assert found.better_than_constant
    assert f"on {len(found.doubts)} training and test pictures" in found.verdict


def test_of_labels_that_mean_nothing_the_list_is_noise():
    labels = np.random.RandomState(8).permutation(DATASET.train.labels[0])[np.newaxis]
    shuffled = replace(DATASET, train=replace(DATASET.train, labels=labels))

    found = find_doubtful_labels(shuffled, CONFIG, folds=4, repeats=2, parts=("train",))

    assert not found.better_than_constant
    assert {doubt.part for doubt in found.doubts} == {"train"}
    assert "on 26 training pictures" in found.verdict


def test_the_same_seed_gives_the_same_list():
    first, again = (find_doubtful_labels(DATASET, CONFIG, 3, 3) for _ in range(2))

    assert first.doubts == again.doubts
    assert first.doubts != find_doubtful_labels(DATASET, replace(CONFIG, seed=9), 3, 3).doubts


def test_the_deviation_by_chance_is_that_of_all_orders():
    areas = []
    for places in combinations(range(9), 4):
        areas.append(area_under_roc(np.linspace(0.1, 0.9, 9), np.isin(np.arange(9), places)))

    assert chance_deviation(5, 4) == pytest.approx(np.std(areas))


def test_networks_that_diverge_are_refused():
    with pytest.raises(ConfigError, match="must be lower, since the networks diverge"):
        find_doubtful_labels(DATASET, replace(CONFIG, learning_rate=1e200), 3, 1)
