"""Leave-one-out: the effect of each training picture is that of training without it, and chance is told apart."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.experiments import leave_one_out as module
from engine.experiments import subset_training
from engine.experiments.leave_one_out import PictureEffects, by_size, leave_one_out
from engine.nn.propagation import sigmoid
from engine.progress import Work
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=4)


def examples_of(dataset, features="pixels"):
    return [make_examples(features, part.pictures, part.labels) for part in dataset.parts.values()]


def probabilities_of_a_run(dataset, config):
    """The probabilities on the test part after a whole run."""
    run = TrainingRun(dataset, config)
    for _ in run:
        pass
    return run.snapshot().test.probabilities[0]


@pytest.mark.parametrize(("features", "momentum"), [("pixels", 0.0), ("pretrained", 0.0), ("pixels", 0.9)])
def test_each_is_the_run_on_the_set_without_the_picture(features, momentum):
    dataset = make_dataset(train=6, test=4, side=16)
    config = replace(CONFIG, features=features, momentum=momentum)

    found = leave_one_out(*examples_of(dataset, features), config, seeds=2)

    assert found.without.shape == (2, 6, 4)
    for seed in (0, 1):
        of_seed = config.with_seed(4 + seed)
        expected = probabilities_of_a_run(dataset, of_seed)
        np.testing.assert_allclose(sigmoid(found.logits[seed])[0], expected, rtol=0, atol=1e-9)
        for index in range(6):
            without = EditedDataset.of(dataset).leave_out([PictureKey("train", index)]).dataset
            expected = probabilities_of_a_run(without, of_seed)
            np.testing.assert_allclose(sigmoid(found.without[seed, index])[0], expected, rtol=0, atol=1e-9)
    assert np.ptp(found.logits) > 0.1  # the network is not dead


@pytest.mark.slow
@pytest.mark.photos
def test_each_is_the_run_on_the_course_photos_without_the_picture(course):
    omitted = [0, 71, 208]

    effects = leave_one_out(*examples_of(course), TrainingConfig(), omitted, seeds=1)

    for number, index in enumerate(omitted):
        without = EditedDataset.of(course).leave_out([PictureKey("train", index)]).dataset
        expected = probabilities_of_a_run(without, TrainingConfig())
        np.testing.assert_allclose(sigmoid(effects.without[0, number])[0], expected, rtol=0, atol=1e-9)


def test_the_networks_answer_other_targets_as_they_answered_theirs():
    train, test = examples_of(make_dataset(train=9, test=4))
    others = train.subset(np.array([5, 2]))

    found = leave_one_out(train, test, CONFIG, [2, 5], seeds=3).on(others)

    alone = leave_one_out(train, others, CONFIG, [2, 5], seeds=3)
    np.testing.assert_allclose(found.logits, alone.logits, atol=1e-9)
    np.testing.assert_allclose(found.without, alone.without, atol=1e-9)
    np.testing.assert_allclose(found.on(test).effects, alone.on(test).effects, atol=1e-9)


def test_networks_that_take_too_much_memory_are_not_kept(monkeypatch):
    train, test = examples_of(make_dataset(train=9, test=4))
    monkeypatch.setattr(subset_training, "_MOST_KEPT_BYTES", 5 * (9 + 8) * 8)
    assert leave_one_out(train, test, CONFIG, [2, 5], seeds=1).networks is None
    assert leave_one_out(train, test, CONFIG, [2], seeds=1).networks is not None


def test_a_picture_that_is_there_twice_has_less_effect():
    dataset = make_dataset(train=12, test=5)
    twice = replace(dataset.train, pictures=dataset.train.pictures.copy())
    twice.pictures[3] = twice.pictures[0]  # both are cats
    train, test = examples_of(replace(dataset, train=twice))
    alone, _ = examples_of(dataset)

    once = leave_one_out(alone, test, CONFIG, [0], seeds=1)
    again = leave_one_out(train, test, CONFIG, [0, 3], seeds=1)

    assert np.abs(again.effects).max() < np.abs(once.effects).max()
    np.testing.assert_allclose(again.effects[0, 0], again.effects[0, 1], atol=1e-9)


def test_the_only_picture_cannot_be_left_out():
    part = make_dataset().train
    only = make_examples("pixels", part.pictures[:1], part.labels[:, :1])
    with pytest.raises(ValueError, match="the only training picture"):
        leave_one_out(only, only, TrainingConfig())


def effects_of(effects):
    """The effects (s, k) on one target; of fewer than FEWEST_TYPICAL, they are measured from the logits."""
    without = -np.asarray(effects, dtype=float)[:, :, np.newaxis]
    return PictureEffects(np.arange(without.shape[1]), np.zeros((len(without), 1)), without)


# --- what leaving out any picture does


def test_effects_are_measured_from_what_is_typical_without_one_picture():
    shifts, own = np.array([[0.6], [-0.4]]), np.linspace(-1, 1, 21)
    without = (2.0 + shifts - own)[:, :, np.newaxis]
    found = PictureEffects(np.arange(21), np.full((2, 1), 2.0), without)
    np.testing.assert_allclose(found.effects[:, :, 0], [own, own], atol=1e-12)
    np.testing.assert_allclose(found.deviations, 0.0, atol=1e-12)


def test_networks_that_diverged_are_not_typical():
    without = np.vstack([np.full((22, 1), 2.0), np.full((9, 1), np.nan)])[np.newaxis]
    found = PictureEffects(np.arange(31), np.array([[1.0]]), without)
    assert found.effects[0, :22].max() == 0.0
    too_few = replace(found, without=without[:, 5:])
    np.testing.assert_allclose(too_few.effects[0, 0], -1.0)


# --- chance


def test_the_mean_and_the_deviation_are_of_the_seeds_that_did_not_diverge():
    found = effects_of([[1.0, 2.0, np.nan], [0.8, np.nan, np.nan], [1.2, 1.0, 1.0]])
    np.testing.assert_allclose(found.means[:, 0], [1.0, 1.5, 1.0])
    np.testing.assert_allclose(found.deviations[:, 0], [0.2, np.sqrt(0.5), np.nan])
    np.testing.assert_allclose(found.errors[:, 0], [0.2 / np.sqrt(3), 0.5, np.nan])


def test_of_one_picture_it_is_the_share_of_signs_with_a_sum_as_large():
    assert effects_of([[3.0], [2.0], [2.0]]).p_values(0).tolist() == [0.25]
    assert effects_of([[3.0], [2.0], [-2.0]]).p_values(0).tolist() == [0.75]  # 7, 3 and twice 3 of 7, 3, 3, 1


def test_an_effect_must_be_larger_than_chance_makes_the_largest_of_all():
    noise = np.random.RandomState(3).randn(8, 200)
    alone, among_many = np.full((8, 1), 0.9), np.hstack([np.full((8, 1), 0.9), noise])
    assert effects_of(alone).stand_out(0).tolist() == [True]
    assert not effects_of(among_many).stand_out(0).any()
    clear = effects_of(np.hstack([np.full((8, 1), 4.0), noise]))
    assert np.flatnonzero(clear.stand_out(0)).tolist() == [0]


def test_a_large_effect_does_not_hide_the_next():
    noise = 0.1 * np.random.RandomState(3).randn(8, 40)
    found = effects_of(np.hstack([np.full((8, 1), -5.0), np.full((8, 1), 1.0), noise]))
    assert np.flatnonzero(found.stand_out(0)).tolist() == [0, 1]
    assert (np.diff(found.p_values(0)[by_size(found.means[:, 0])]) >= 0).all()


@pytest.mark.parametrize("seeds", [8, pytest.param(module._MOST_EXACT_SEEDS + 1, marks=pytest.mark.slow)])
def test_where_nothing_has_an_effect_hardly_ever_any_stands_out(seeds):
    stream = np.random.RandomState(1)
    found = [effects_of(stream.randn(seeds, 30)).stand_out(0).any() for _ in range(200)]
    assert 2 <= sum(found) <= 20  # of 200 5% are 10, with a standard deviation of 3


def test_without_seeds_that_converged_nothing_stands_out():
    found = effects_of(np.full((8, 3), np.nan))
    assert np.isnan(found.means).all()
    assert not found.stand_out(0).any()


def test_the_strongest_come_first_whatever_their_sign():
    assert by_size(np.array([0.5, -2.0, np.nan, 0.6])).tolist() == [1, 3, 0, 2]


def test_the_work_may_be_stopped():
    dataset = make_dataset(train=9, test=4)

    def stop(done, total):
        assert total == 20 * 1_000_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave_one_out(*examples_of(dataset), replace(CONFIG, iterations=1_000_000), seeds=2, work=Work(stop))
