"""Leave-one-out: the effect of each training picture is that of training without it."""

from dataclasses import replace

import numpy as np
import pytest

from engine import open_dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.experiments import subset_training
from engine.experiments.leave_one_out import PictureEffects, RepeatedEffects, by_size, leave_one_out, repeat_effects
from engine.nn.activations import sigmoid
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
    dataset = make_dataset(train=9, test=4, side=16)
    config = replace(CONFIG, features=features, momentum=momentum)

    effects = leave_one_out(*examples_of(dataset, features), config, seeds=2)

    np.testing.assert_allclose(effects.probabilities, probabilities_of_a_run(dataset, config), rtol=0, atol=1e-9)
    for index in range(9):
        without = EditedDataset.of(dataset).leave_out([PictureKey("train", index)]).dataset
        expected = probabilities_of_a_run(without, config)
        np.testing.assert_allclose(sigmoid(effects.without[index])[0], expected, rtol=0, atol=1e-9)
    assert np.ptp(effects.logits) > 0.1  # the network is not dead


@pytest.mark.slow
@pytest.mark.photos
def test_each_is_the_run_on_the_course_photos_without_the_picture(course):
    omitted = [0, 71, 208]

    effects = leave_one_out(*examples_of(course), TrainingConfig(), omitted, seeds=0)

    for number, index in enumerate(omitted):
        without = EditedDataset.of(course).leave_out([PictureKey("train", index)]).dataset
        expected = probabilities_of_a_run(without, TrainingConfig())
        np.testing.assert_allclose(sigmoid(effects.without[number])[0], expected, rtol=0, atol=1e-9)


def test_the_spread_is_that_between_seeds():
    dataset = make_dataset(train=9, test=4)

    effects = leave_one_out(*examples_of(dataset), CONFIG, omitted=[2], seeds=3)

    logits = [leave_one_out(*examples_of(dataset), replace(CONFIG, seed=seed), [], 0).logits for seed in range(4, 8)]
    assert effects.omitted.tolist() == [2]
    np.testing.assert_allclose(effects.spread, np.std(logits, axis=0, ddof=1), rtol=1e-9)


def test_the_networks_answer_other_targets_as_they_answered_theirs():
    train, test = examples_of(make_dataset(train=9, test=4))
    others = train.subset(np.array([5, 2]))

    found = leave_one_out(train, test, CONFIG, [2, 5], seeds=3).on(others)

    alone = leave_one_out(train, others, CONFIG, [2, 5], seeds=3)
    np.testing.assert_allclose(found.logits, alone.logits, atol=1e-9)
    np.testing.assert_allclose(found.without, alone.without, atol=1e-9)
    np.testing.assert_allclose(found.spread, alone.spread, atol=1e-9)
    np.testing.assert_allclose(found.on(test).effects, alone.on(test).effects, atol=1e-9)


def test_networks_that_take_too_much_memory_are_not_kept(monkeypatch):
    train, test = examples_of(make_dataset(train=9, test=4))
    monkeypatch.setattr(subset_training, "_MOST_KEPT_BYTES", 2 * 5 * (9 + 8) * 8 - 1)
    assert leave_one_out(train, test, CONFIG, [2, 5], seeds=1).networks is None
    assert leave_one_out(train, test, CONFIG, [2], seeds=0).networks is not None


def test_a_picture_that_is_there_twice_has_less_effect():
    dataset = make_dataset(train=12, test=5)
    twice = replace(dataset.train, pictures=dataset.train.pictures.copy())
    twice.pictures[3] = twice.pictures[0]  # both are cats
    train, test = examples_of(replace(dataset, train=twice))
    alone, _ = examples_of(dataset)

    once = leave_one_out(alone, test, CONFIG, [0], seeds=0)
    again = leave_one_out(train, test, CONFIG, [0, 3], seeds=0)

    assert np.abs(again.effects).max() < np.abs(once.effects).max()
    np.testing.assert_allclose(again.effects[0], again.effects[1], atol=1e-9)


# --- what leaving out any picture does


def test_effects_are_measured_from_what_is_typical_without_one_picture():
    own = np.array([[-1.0, 0.0], [2.0, 0.5], *np.linspace(-0.3, 0.3, 30).repeat(2).reshape(30, 2)])
    without = np.array([3.0, 7.0]) - own  # the medians are 3 and 7, less the median of the effects
    typical = np.median(without, axis=0)
    of_run = np.array([1.0, 7.0])

    found = PictureEffects(np.arange(32), of_run, without, spread=np.array([0.4, 0.4]))

    np.testing.assert_allclose(found.effects, typical - without)
    np.testing.assert_allclose(found.shifts, typical - of_run)
    assert found.have_clear_shift.tolist() == [True, False]
    assert (~found.are_noise[:, 0]).sum() == 2  # and not all, as if the run were typical
    other_run = replace(found, logits=of_run + 5.0)
    np.testing.assert_array_equal(other_run.effects, found.effects)
    np.testing.assert_allclose(other_run.shifts, found.shifts - 5.0)


def test_networks_that_diverged_are_not_typical():
    without = np.vstack([np.full((22, 1), 2.0), np.full((9, 1), np.nan)])
    found = PictureEffects(np.arange(31), np.array([1.0]), without, np.array([0.1]))
    assert found.shifts.tolist() == [1.0]
    assert found.are_noise.all()
    assert not found.have_clear_shift.any()  # of 31 networks 9 are not on that side
    too_few = replace(found, without=without[5:])
    assert too_few.shifts.tolist() == [0.0]
    np.testing.assert_allclose(too_few.effects[0], -1.0)


def test_a_shift_that_is_next_to_nothing_is_not_clear():
    found = PictureEffects(np.arange(25), np.zeros(1), np.full((25, 1), 0.02), np.array([2.7]))
    assert not found.have_clear_shift.any()
    assert replace(found, spread=np.array([0.1])).have_clear_shift.all()


def test_repeated_effects_of_many_pictures_are_measured_so_from_each_start():
    shifts = np.array([[0.6], [-0.4]])
    own = np.linspace(-1, 1, 21)
    without = (2.0 + shifts - own)[:, :, np.newaxis]
    found = RepeatedEffects(np.arange(21), np.full((2, 1), 2.0), without)
    np.testing.assert_allclose(found.effects[:, :, 0], [own, own], atol=1e-12)


@pytest.mark.slow
def test_a_run_apart_from_the_others_makes_no_effects():
    train, test = examples_of(open_dataset("builtin"))
    found = leave_one_out(train, test, TrainingConfig(), range(0, train.count, 8))
    larger = (~found.are_noise[:, 32]).sum()
    before = (np.abs(found.logits[32] - found.without[:, 32]) > found.spread[32]).sum()
    assert (before, larger) == (21, 4)
    assert found.have_clear_shift[32]
    assert found.shifts[32] == pytest.approx(0.59, abs=0.01)


def test_small_effects_are_noise_and_the_strongest_come_first():
    without = np.array([[1.0, 1.0], [3.5, 0.0], [0.9, np.nan]])

    effects = PictureEffects(np.arange(3), np.array([1.5, 0.5]), without, spread=np.array([0.55, 0.55]))

    np.testing.assert_allclose(effects.effects, [[0.5, -0.5], [-2.0, 0.5], [0.6, np.nan]])
    assert effects.are_noise.tolist() == [[True, True], [False, True], [False, True]]
    assert by_size(effects.effects[:, 0]).tolist() == [1, 2, 0]
    assert by_size(effects.effects[:, 1]).tolist() == [0, 1, 2]


def test_the_work_may_be_stopped():
    dataset = make_dataset(train=9, test=4)

    def stop(done, total):
        assert total == 12 * 1_000_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave_one_out(*examples_of(dataset), replace(CONFIG, iterations=1_000_000), seeds=2, work=Work(stop))


# --- from several starts


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_repeated_effects_are_those_of_each_start(momentum):
    train, test = examples_of(make_dataset(train=9, test=4))
    config = replace(CONFIG, momentum=momentum)

    found = repeat_effects(train, test, config, [2, 5], seeds=3)

    alone = [leave_one_out(train, test, replace(config, seed=seed), [2, 5], seeds=0) for seed in (4, 5, 6)]
    assert found.omitted.tolist() == [2, 5]
    np.testing.assert_allclose(found.effects, [one.effects for one in alone], atol=1e-9)
    np.testing.assert_allclose(found.logits, [one.logits for one in alone], atol=1e-9)


def test_an_effect_that_is_not_the_same_from_other_starts_is_noise():
    without = np.array([[[1.0, 1.0, np.nan]], [[0.8, 3.0, np.nan]], [[1.1, np.nan, 1.0]]])

    found = RepeatedEffects(np.array([7]), np.full((3, 3), 2.0), without)

    np.testing.assert_allclose(found.effects[1, 0], [1.2, -1.0, np.nan])
    np.testing.assert_allclose(found.means, [[31 / 30, 0.0, 1.0]])
    np.testing.assert_allclose(found.standard_errors[0, 0], np.std([1.0, 1.2, 0.9], ddof=1) / np.sqrt(3))
    assert found.are_noise.tolist() == [[False, True, True]]
