"""Learning curve: accuracy on held-out pictures for more and more training pictures."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.prediction_changes import sign_flip_p
from engine.errors import ConfigError
from engine.experiments.learning_curve import (
    CurveResult,
    CurveStudy,
    LearningCurve,
    curve_sizes,
    draw_order,
    learning_curve,
    least_count,
)
from engine.experiments.summary import Summary
from engine.progress import Work
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.training.trainer import Trainer
from tests.support.small_data import make_clear_dataset, make_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=100, seed=3)


@pytest.fixture(scope="module")
def dataset():
    return make_clear_dataset(train=40, test=20)


def test_the_sizes_go_up_to_all_pictures():
    assert curve_sizes(209) == (10, 20, 50, 100, 209)
    assert curve_sizes(300) == (10, 20, 50, 100, 200, 300)
    assert curve_sizes(5000) == (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
    assert curve_sizes(7) == (7,)


@given(labels=st.lists(st.integers(0, 1), min_size=2, max_size=60), seed=st.integers(0, 99))
def test_the_beginnings_of_an_order_have_the_classes_in_proportion(labels, seed):
    labels = np.array(labels)

    order = draw_order(labels, seed)

    assert sorted(order) == list(range(len(labels)))
    for size in range(2, len(labels) + 1):
        ones = labels[order[:size]].sum()
        assert abs(ones - size * labels.mean()) <= 1.5
        assert len(set(labels[order[:size]])) == len(set(labels))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_each_accuracy_is_that_of_a_run_on_so_many_pictures(dataset, momentum):
    train, held_out = make_part_examples("pixels", list(dataset.parts.values()))
    config = replace(CONFIG, momentum=momentum)

    curve = learning_curve(dataset, config, sizes=(6, 12), repeats=2)

    assert [point.size for point in curve.points] == [6, 12]
    for point in curve.points:
        for seed, accuracy, balanced in zip((3, 4), point.accuracies.values, point.balanced.values, strict=True):
            subset = train.subset(draw_order(train.Y[0], seed)[: point.size])
            trainer = Trainer(subset, replace(config, seed=seed))
            trainer.take_steps(config.iterations)
            correct = (trainer.probabilities(held_out) > 0.5) == held_out.Y
            assert accuracy == correct.mean()
            assert balanced == pytest.approx(np.mean([correct[label == held_out.Y].mean() for label in (0, 1)]))
    gains = np.subtract(curve.points[1].balanced.values, curve.points[0].balanced.values)
    np.testing.assert_allclose(curve.last_gain.values, gains)


def test_more_pictures_of_something_to_learn_help():
    curve = learning_curve(make_dataset(train=60, test=60), CONFIG, sizes=(4, 60), repeats=8)

    assert curve.points[1].balanced.mean > curve.points[0].balanced.mean
    assert curve.still_rises


def curve_with(gains, picture_p=0.01):
    return LearningCurve((), None if gains is None else Summary.of(gains), picture_p)


def test_a_gain_within_chance_is_no_rise():
    assert curve_with([0.1, 0.12, 0.11]).still_rises
    assert not curve_with([0.1, -0.12, 0.11]).still_rises
    assert not curve_with([-0.1, -0.12]).still_rises
    assert not curve_with([0.1]).still_rises
    assert not curve_with(None).still_rises


def test_a_gain_of_a_few_held_out_pictures_is_no_rise():
    gain = curve_with([0.1, 0.12, 0.11], picture_p=0.05)

    assert gain.rises_in_repetitions
    assert not gain.still_rises


def test_scores_weigh_the_classes_alike_and_their_gains_are_tested():
    dataset = make_dataset(train=30, test=21)
    study = CurveStudy(dataset, CONFIG, sizes=(4, 30), repeats=3)
    results = [result for now in study for result in now.results]

    labels = dataset.test.labels[0]
    weights = np.where(labels == 1, (labels == 0).sum(), (labels == 1).sum())
    for result in results:
        assert result.scores.sum() / weights.sum() * np.gcd.reduce(weights) == pytest.approx(result.balanced)
    of_size = {size: sum(result.scores for result in results if result.size == size) for size in (4, 30)}
    assert LearningCurve.of(results).picture_p == sign_flip_p(of_size[30] - of_size[4])


def test_impossible_sizes_are_refused(dataset):
    for size in (1, 41):
        with pytest.raises(ValueError, match="not between 2 and 40"):
            learning_curve(dataset, CONFIG, sizes=(10, size))


def test_networks_that_diverge_are_refused(dataset):
    with pytest.raises(ConfigError, match="must be lower, since the networks diverge"):
        learning_curve(dataset, replace(CONFIG, learning_rate=1e200), sizes=(10,), repeats=1)


def test_the_work_may_be_stopped(dataset):
    def stop(done, total):
        assert total == 2 * 3 * 1_000_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learning_curve(dataset, replace(CONFIG, iterations=1_000_000), (10, 20), repeats=3, work=Work(stop))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_results_come_one_by_one_and_make_the_same_curve(dataset, momentum):
    config = replace(CONFIG, momentum=momentum)
    study = CurveStudy(dataset, config, sizes=(6, 12), repeats=3)

    results = [result for now in study for result in now.results]

    assert study.is_batched == (momentum == 0.0)
    assert sorted((result.size, result.seed) for result in results) == [
        (s, seed) for s in (6, 12) for seed in (3, 4, 5)
    ]
    assert LearningCurve.of(results) == learning_curve(dataset, config, sizes=(6, 12), repeats=3)


def test_one_after_the_other_each_repetition_is_complete_before_the_next(dataset):
    study = CurveStudy(dataset, replace(CONFIG, momentum=0.9), sizes=(6, 12), repeats=2)

    results = [result for now in study for result in now.results]

    assert [(result.seed, result.size) for result in results] == [(3, 6), (3, 12), (4, 6), (4, 12)]


def test_a_part_of_the_results_is_a_curve_of_its_own():
    scores = [np.array(scores) for scores in ([2, 2, 1, 0], [0, 2, 1, 0], [0, 0, 1, 0])]
    found = (20, 1, 0.9, 0.8), (10, 2, 0.6, 0.7), (10, 1, 0.5, 0.5)
    results = [CurveResult(*values, of_pictures) for values, of_pictures in zip(found, scores, strict=True)]

    curve = LearningCurve.of([*results, CurveResult(20, 2, float("nan"), float("nan"), np.zeros(4, np.int64))])

    assert [(point.size, point.balanced.values) for point in curve.points] == [(10, (0.5, 0.7)), (20, (0.8,))]
    assert curve.last_gain.values == pytest.approx((0.3,))
    assert curve.picture_p == 0.5  # of 2 and 2, in the one repetition with both sizes
    assert LearningCurve.of([]) == LearningCurve((), None)


def test_the_interval_of_a_gain_has_both_kinds_of_chance():
    right = np.random.RandomState(5).rand(2, 6, 40) < 0.7
    weights = np.where(np.arange(40) < 10, 3, 1)  # 10 of class 1, 30 of class 0

    def results():
        for size, of_size in zip((10, 20), right, strict=True):
            for seed, it in enumerate(of_size):
                balanced = (it[:10].mean() + it[10:].mean()) / 2
                yield CurveResult(size, seed, float(it.mean()), float(balanced), it * weights)

    curve = LearningCurve.of(results())

    # The gain is a mean over pictures, and its standard error that of a mean.
    of_pictures = ((right[1].astype(int) - right[0]).mean(axis=0) * weights) * 40 / 60
    assert of_pictures.mean() == pytest.approx(curve.last_gain.mean)
    of_choice = of_pictures.std() / np.sqrt(40)
    assert (curve.picture_error, curve.pictures) == (pytest.approx(of_choice), 40)
    of_seeds = curve.last_gain.std / np.sqrt(6)
    low, high = curve.gain_interval
    assert high - low == pytest.approx(4 * np.hypot(of_seeds, of_choice))
    assert (low + high) / 2 == pytest.approx(curve.last_gain.mean)
    assert curve.picture_interval == pytest.approx(
        (np.mean((low, high)) - 2 * of_choice, np.mean((low, high)) + 2 * of_choice)
    )


def test_the_least_count_has_two_sizes():
    assert len(curve_sizes(least_count())) == 2
    assert len(curve_sizes(least_count() - 1)) == 1
