"""Leave-one-out: the effect of each training picture is that of training without it."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.experiments import subset_training
from engine.experiments.leave_one_out import PictureEffects, RepeatedEffects, by_size, leave_one_out, repeat_effects
from engine.nn.activations import sigmoid
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
    np.testing.assert_allclose(effects.effects[3], effects.logits - effects.without[3])


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
        leave_one_out(*examples_of(dataset), replace(CONFIG, iterations=1_000_000), seeds=2, progress=stop)


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
