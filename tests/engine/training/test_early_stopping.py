"""Early stopping: which examples are held out, when training ends, and which weights remain."""

import numpy as np

from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.early_stopping import EarlyStopping
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples, random_pictures


def overfitting_trainer(**options):
    """A trainer on random labels, which cannot learn anything of use for the held-out pictures."""
    config = TrainingConfig((6, 4), **{"learning_rate": 0.1, "iterations": 400, "patience": 12, **options})
    return Trainer(random_examples(25, side=4), config)


def test_a_fifth_is_held_out_with_the_classes_in_proportion():
    labels = np.array([[0] * 40 + [1] * 20])
    train = Examples.from_pictures(random_pictures(60, 2), labels)

    stopping = EarlyStopping(train, TrainingConfig(patience=5))

    assert np.bincount(labels[0, stopping.held_out]).tolist() == [8, 4]
    np.testing.assert_array_equal(np.sort(np.concatenate([stopping.train_indices, stopping.held_out])), np.arange(60))


def test_duplicates_are_not_on_both_sides():
    pictures = np.concatenate([random_pictures(10, 2)] * 2)
    train = Examples.from_pictures(pictures, np.array([[0, 1] * 10]))

    stopping = EarlyStopping(train, TrainingConfig(patience=5))

    assert set(stopping.held_out % 10).isdisjoint(stopping.train_indices % 10)


def test_held_out_pictures_do_not_affect_the_steps():
    train = random_examples(20, side=3)
    config = TrainingConfig((4,), 0.05, 20, patience=20)
    held_out = EarlyStopping(train, config).held_out
    rows = train.rows.copy()
    rows[held_out] = 255 - rows[held_out]
    changed = Examples(rows, train.scale, train.Y)

    one, other = (Trainer(examples, config, first_layer="pixels") for examples in (train, changed))

    assert [step.cost for step in one] == [step.cost for step in other]


def test_training_ends_when_patience_runs_out_and_restores_the_best_weights():
    trainer = overfitting_trainer()
    stopping = EarlyStopping(trainer.train, trainer.config)
    # The same steps with more patience than iterations, evaluated from outside.
    patient = overfitting_trainer(patience=500)
    costs, weights = [stopping.cost(patient.network)], [patient.parameters]
    for _ in range(399):
        patient.take_steps(1)
        costs.append(stopping.cost(patient.network))
        weights.append(patient.parameters)
    best = 0
    for iteration, cost in enumerate(costs):
        if cost < costs[best]:
            best = iteration
        if iteration - best == 12:
            break

    steps = list(trainer)

    assert 0 < best < len(steps) == iteration == trainer.iteration < 399
    assert trainer.is_over
    assert trainer.best.iteration == best
    assert stopping.cost(trainer.network) == trainer.best.cost == costs[best]
    for name, array in weights[best].items():
        np.testing.assert_array_equal(trainer.parameters[name], array, err_msg=name)


def test_a_run_that_ends_at_its_last_iteration_restores_the_best_weights_too():
    trainer = overfitting_trainer(patience=10_000)

    assert len(list(trainer)) == 400
    assert trainer.best.iteration < 400
    assert EarlyStopping(trainer.train, trainer.config).cost(trainer.network) == trainer.best.cost
