"""Cross-validation: every picture is predicted by a network that has not seen it."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset, Part
from engine.data.duplicates import find_duplicate_groups, stratified_folds
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError, DivergedError
from engine.experiments.cross_validation import (
    CrossValidation,
    RepeatResult,
    baseline_p,
    chance_deviation,
    find_doubtful_labels,
)
from engine.experiments.summary import Summary, folds_texts
from engine.statistics import area_under_roc
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.trainer import Trainer
from tests import ROOT
from tests.support.random_networks import random_labels, random_pictures
from tests.support.small_data import make_clear_dataset, make_dataset

BOTH = ("train", "test")
CONFIG = TrainingConfig((4, 3), learning_rate=0.05, iterations=60)
# With the published settings and seeds 1 to 10: how many of the course's training pictures are right.
RIGHT_BY_SEED = (123, 133, 121, 129, 126, 132, 119, 136, 123, 120)
COURSE_PICTURES = 209
CLEAR_CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=3)
DATASET = make_dataset(train=26, test=12)


def random_dataset(train=10, test=6, side=4, seed=0):
    """Random pictures, the first four of both classes."""
    pictures, labels = random_pictures(train + test, side, seed), random_labels(train + test, seed)
    labels[0, :4] = [0, 1, 0, 1]
    parts = (Part(pictures[:train], labels[:, :train]), Part(pictures[train:], labels[:, train:]))
    return Dataset("random", "random", *parts, ("non-cat", "cat"))


def results_of(validation):
    found = [result for progress in validation for result in progress.results]
    return {result.seed: result for result in found}


def probabilities_by_hand(dataset, config, folds, seed):
    """The probabilities by one Trainer per fold."""
    pictures = np.concatenate([part.pictures for part in dataset.parts.values()])
    labels = np.concatenate([part.labels for part in dataset.parts.values()], axis=1)
    probabilities = np.empty(labels.shape)
    for fold in stratified_folds(find_duplicate_groups(pictures), labels[0], folds, seed):
        others = np.setdiff1d(np.arange(len(pictures)), fold)
        train, left_out = (make_examples(config.features, pictures[some], labels[:, some]) for some in (others, fold))
        trainer = Trainer(train, replace(config, seed=seed))
        trainer.take_steps(config.iterations)
        probabilities[:, fold] = trainer.probabilities(left_out)
    return probabilities


@pytest.mark.parametrize("test", [6, 30])
def test_a_repeat_with_a_network_that_diverged_says_so(test):
    dataset, config = random_dataset(test=test), TrainingConfig((4, 3), learning_rate=1e150, iterations=20)

    results = results_of(CrossValidation(dataset, config, folds=2, repeats=8, parts=BOTH))

    for seed, result in results.items():
        try:
            probabilities_by_hand(dataset, config, 2, seed)
        except DivergedError:
            assert result.diverged
        else:
            assert not result.diverged
    # Or else this would not test both.
    assert {result.diverged for result in results.values()} == {True, False}


def test_impossible_settings_are_refused_before_anything_is_trained():
    with pytest.raises(ConfigError, match="folds = 1"):
        CrossValidation(random_dataset(), CONFIG, folds=1, parts=BOTH)
    with pytest.raises(ConfigError, match="pictures of non-cat differ"):
        CrossValidation(random_dataset(), CONFIG, folds=16, parts=BOTH)
    with pytest.raises(ConfigError, match="memory"):
        CrossValidation(random_dataset(), TrainingConfig((10**12,)), parts=BOTH)


def test_the_accuracy_on_the_course_photos_is_that_of_the_readme():
    summary = Summary.of(right / COURSE_PICTURES for right in RIGHT_BY_SEED)

    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    mean, deviation = re.search(r"seeds 1 to 10, the network is right for ([\d.]+)% ± ([\d.]+)", text).groups()
    assert (100 * summary.mean, 100 * summary.std) == pytest.approx((float(mean), float(deviation)), abs=0.08)


@pytest.mark.slow
@pytest.mark.photos
def test_each_seed_has_its_accuracy_on_the_course_photos(course):
    validation = CrossValidation(course, TrainingConfig(), repeats=10, parts=["train"])

    results = list(results_of(validation).values())
    for result in results:
        # Another processor rounds otherwise, which may turn a prediction or two.
        right = COURSE_PICTURES * result.evaluation.accuracy
        assert right == pytest.approx(RIGHT_BY_SEED[result.seed - 1], abs=3)
    summary = Summary.of(result.evaluation.accuracy for result in results)
    sentence, figures = folds_texts(results)
    assert "always non-cat (65.6%)" in sentence
    assert figures == f"Cross-validation of 209 training pictures: {summary}."


def test_the_difference_from_the_baseline_is_weighed_picture_by_picture():
    def repeat(*probabilities):
        labels = np.array([[1, 1, 1, 0, 0]])
        return RepeatResult(1, Evaluation(np.array([probabilities]), labels, ("non-cat", "cat")))

    right, wrong = repeat(0.9, 0.9, 0.9, 0.1, 0.1), repeat(0.9, 0.9, 0.1, 0.1, 0.9)

    assert baseline_p([right]) == 0.5  # two pictures more are right than if the answer is always cat
    assert baseline_p([wrong]) == 1.0  # one more, and one less
    assert baseline_p([right, wrong]) == 0.75  # 2, 1 and -1 over both: of their eight sums, two are nearer to 0 than 2


def test_networks_on_pretrained_filters_are_trained_as_one_by_one():
    dataset, config = random_dataset(side=16), replace(CONFIG, features="pretrained")

    validation = CrossValidation(dataset, config, folds=3, repeats=1, parts=BOTH)

    assert validation.trains_populations
    found = results_of(validation)[1].evaluation.probabilities
    np.testing.assert_allclose(found, probabilities_by_hand(dataset, config, 3, seed=1), rtol=1e-9)


def test_the_probabilities_are_means_over_networks_that_have_not_seen_the_picture():
    found = find_doubtful_labels(DATASET, CLEAR_CONFIG, folds=3, repeats=2)

    validation = CrossValidation(DATASET, CLEAR_CONFIG, 3, 2, ("train", "test"), first_seed=3)
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

    found = find_doubtful_labels(wrong.dataset, CLEAR_CONFIG, folds=4, repeats=2)

    assert {(doubt.part, doubt.index) for doubt in found.doubts[:2]} == {("train", 4), ("test", 3)}
    assert found.better_than_constant
    assert f"on {len(found.doubts)} training and test pictures" in found.verdict


def test_of_labels_that_mean_nothing_the_list_is_noise():
    labels = np.random.RandomState(8).permutation(DATASET.train.labels[0])[np.newaxis]
    shuffled = replace(DATASET, train=replace(DATASET.train, labels=labels))

    found = find_doubtful_labels(shuffled, CLEAR_CONFIG, folds=4, repeats=2, parts=("train",))

    assert not found.better_than_constant
    assert {doubt.part for doubt in found.doubts} == {"train"}
    assert "on 26 training pictures" in found.verdict


def test_the_same_seed_gives_the_same_list():
    first, again = (find_doubtful_labels(DATASET, CLEAR_CONFIG, 3, 3) for _ in range(2))

    assert first.doubts == again.doubts
    assert first.doubts != find_doubtful_labels(DATASET, replace(CLEAR_CONFIG, seed=9), 3, 3).doubts


def test_the_deviation_by_chance_is_that_of_all_orders():
    areas = []
    for places in combinations(range(9), 4):
        areas.append(area_under_roc(np.linspace(0.1, 0.9, 9), np.isin(np.arange(9), places)))

    assert chance_deviation(5, 4) == pytest.approx(np.std(areas))


def test_networks_that_diverge_are_refused():
    with pytest.raises(ConfigError, match="must be lower, since the networks diverge"):
        find_doubtful_labels(DATASET, replace(CLEAR_CONFIG, learning_rate=1e200), 3, 1)
