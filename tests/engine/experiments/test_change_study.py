"""Change study: the accuracy before and after an edit, with the same seeds."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.change_study import ChangeStudy, study_change
from engine.experiments.summary import Summary
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

    np.testing.assert_allclose(np.subtract(found.after.values, found.before.values), found.change.values)
    if not momentum:
        assert list(found.before.values) == [accuracy_of_a_run(DATASET.train, after.test, seed) for seed in (3, 4, 5)]
        assert list(found.after.values) == [accuracy_of_a_run(after.train, after.test, seed) for seed in (3, 4, 5)]


def test_no_edit_is_no_change():
    found = study_change(DATASET, DATASET, CONFIG, seeds=2)

    assert found.change.values == (0.0, 0.0)
    assert found.is_chance


def test_turning_labels_around_is_no_chance():
    found = study_change(DATASET, relabeled(20), CONFIG, seeds=5)

    assert found.change.mean < -0.2
    assert not found.is_chance


def study(*changes):
    return ChangeStudy(Summary.of([0.5]), Summary.of([0.5]), Summary.of(changes))


def test_a_change_within_the_spread_is_chance():
    assert study(0.1, -0.08, 0.05).is_chance
    assert study(0.1).is_chance
    assert not study(0.1, 0.09, 0.12).is_chance
    assert not study(-0.1, -0.09, -0.12).is_chance


def test_networks_that_diverge_are_refused():
    with pytest.raises(ConfigError, match="must be lower: the networks diverge"):
        study_change(DATASET, DATASET, replace(CONFIG, learning_rate=1e200), seeds=1)


def test_the_progress_is_over_both_and_may_stop_the_work():
    seen = []
    study_change(DATASET, DATASET, CONFIG, 2, lambda *now: seen.append(now))

    steps = [now for now in seen if now[1] == 400]
    assert steps[-1] == (400, 400)
    assert steps == sorted(steps)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study_change(DATASET, DATASET, replace(CONFIG, iterations=1_000_000), 2, stop)
