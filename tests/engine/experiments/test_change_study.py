"""Change study: the accuracy before and after an edit, with the same seeds."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.change_study import FEWEST_SEEDS, ChangeStudy, study_change
from engine.progress import Work
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.trainer import Trainer
from tests.support.small_data import make_clear_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=100, seed=3)
DATASET = make_clear_dataset()


def relabeled(count):
    """DATASET with the labels of its first training pictures, and of one test picture, turned around."""
    edited = EditedDataset.of(DATASET).relabel([PictureKey("test", 1)], 1)
    for index in range(count):
        key = PictureKey("train", index)
        edited = edited.relabel([key], 1 - edited.placement(key).label)
    return edited.dataset


def accuracy_of_a_run(train, test, seed):
    examples = [make_examples("pixels", part.pictures, part.labels) for part in (train, test)]
    trainer = Trainer(examples[0], replace(CONFIG, seed=seed))
    trainer.take_steps(CONFIG.iterations)
    return trainer.metrics(examples[1]).accuracy


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_both_are_tested_on_the_edited_test_part(momentum):
    after = relabeled(9)

    found = study_change(DATASET, after, replace(CONFIG, momentum=momentum), seeds=3)

    earlier, later = found.accuracies
    np.testing.assert_allclose(np.subtract(later.values, earlier.values), found.change.values)
    if not momentum:
        assert list(earlier.values) == [accuracy_of_a_run(DATASET.train, after.test, seed) for seed in (3, 4, 5)]
        assert list(later.values) == [accuracy_of_a_run(after.train, after.test, seed) for seed in (3, 4, 5)]


def test_turning_labels_around_is_no_chance():
    found = study_change(DATASET, relabeled(20), CONFIG, seeds=6)

    assert found.change.mean < -0.2
    assert not found.is_chance


def study(before, after):
    """A study with the right answers of each seed, in a row, as 0 and 1."""
    return ChangeStudy(np.array(before, dtype=bool), np.array(after, dtype=bool))


def test_two_pictures_may_be_chance_though_every_seed_shows_them():
    before = np.zeros((10, 50), dtype=bool)
    after = before.copy()
    after[:, :2] = True
    found = study(before, after)

    assert found.seed_p == pytest.approx(2 / 2**10)
    assert found.picture_p == pytest.approx(0.5)  # McNemar of 2 flips against 0
    assert found.changed_pictures == 2.0
    assert found.is_chance


def test_one_seed_may_be_chance_though_all_pictures_show_it():
    found = study(np.zeros((1, 50)), np.ones((1, 50)))

    assert found.picture_p < 1e-12
    assert found.seed_p == 1.0
    assert found.is_chance


def test_what_seeds_and_pictures_show_is_more_than_chance():
    before = np.zeros((FEWEST_SEEDS, 6), dtype=bool)
    after = np.ones_like(before)

    assert not study(before, after).is_chance
    assert not study(after, before).is_chance
    assert study(before[1:], after[1:]).is_chance  # with a seed less, p is 2 / 2^5
    assert study(before[:, 1:], after[:, 1:]).is_chance


def test_a_picture_weighs_as_much_as_seeds_flip():
    #            1, 1 and 0 pictures for the seeds; the pictures flip for 2, 1 and -1 of the seeds
    found = study([[0, 0, 1], [0, 0, 0], [0, 0, 0]], [[1, 1, 0], [1, 0, 0], [0, 0, 0]])

    assert found.change.values == pytest.approx((1 / 3, 1 / 3, 0.0))
    assert found.changed_pictures == pytest.approx(2 / 3)
    assert found.seed_p == pytest.approx(1 / 2)  # of the signs of 1 and 1, two of four add up to 2
    assert found.picture_p == pytest.approx(6 / 8)  # of those of 2, 1 and 1, two of eight add up to 0
    assert found.pictures == 3


def test_networks_that_diverge_are_refused():
    with pytest.raises(ConfigError, match="must be lower, since the networks diverge"):
        study_change(DATASET, DATASET, replace(CONFIG, learning_rate=1e200), seeds=1)


def test_the_progress_is_over_both_and_may_stop_the_work():
    seen = []
    study_change(DATASET, DATASET, CONFIG, 2, Work(lambda *now: seen.append(now)))

    steps = [now for now in seen if now[1] == 400]
    assert steps[-1] == (400, 400)
    assert steps == sorted(steps)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study_change(DATASET, DATASET, replace(CONFIG, iterations=1_000_000), 2, Work(stop))
