"""The inspection of a network, against its weights and activations by hand."""

import numpy as np
import pytest

from engine.analysis.inspection import (
    TopExamples,
    asleep_layers,
    inspect_network,
    top_examples,
    unit_activity,
    weight_pictures,
)
from engine.core import initialize_parameters_deep
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from tests.support.random_networks import columns_of, random_examples

STREAM = np.random.default_rng(5)


@pytest.fixture(params=["gram", "pixels"])
def trainer(request):
    trainer = Trainer(
        random_examples(12, 6), TrainingConfig((5, 3), iterations=20, learning_rate=0.1), first_layer=request.param
    )
    trainer.take_steps(20)
    return trainer


def test_a_picture_of_weights_is_gray_at_zero_and_extreme_at_the_largest():
    W1 = np.zeros((2, 12))
    W1[0, 0], W1[0, 5], W1[0, 7] = 0.5, -0.5, 0.25
    pictures = weight_pictures(W1, (2, 2))
    assert pictures.shape == (2, 2, 2, 3)
    assert pictures[0, 0, 0, 0] == 255
    assert pictures[0, 0, 1, 2] == 0
    assert pictures[0, 1, 0, 1] == 191
    assert set(pictures[1].ravel()) == {128}


def test_the_pictures_that_activate_each_unit_are_counted(trainer):
    inspection = inspect_network(trainer.network, (6, 6))
    parameters, A = trainer.parameters, columns_of(trainer.train)
    for layer, activity in enumerate(inspection.activity, start=1):
        A = np.maximum(parameters[f"W{layer}"] @ A + parameters[f"b{layer}"], 0)
        np.testing.assert_array_equal(activity.active_counts, (A > 0).sum(axis=1))
        assert activity.examples == 12
    assert inspection.activations is None


def test_the_activations_of_a_picture_are_those_of_the_network(trainer):
    one = Examples(trainer.train.rows[3:4], trainer.train.scale, trainer.train.Y[:, 3:4])
    inspection = inspect_network(trainer.network, (6, 6), one)
    for activations, expected in zip(inspection.activations, trainer.network.hidden(trainer.train), strict=True):
        np.testing.assert_allclose(activations, expected[:, 3], rtol=1e-12)


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        ([[1, 0], [0, 1, 0]], 1),  # in the second layer, a unit may wake as the first one learns
        ([[0, 0], [0, 0, 0]], 1),
        ([[1, 1], [0, 1, 0], [1, 0]], 2),  # its inputs are 0 for good; those of the third layer are the biases of it
        ([[1, 0], [1, 1, 1], [1, 0]], 3),
    ],
)
def test_only_below_a_silent_layer_and_in_the_next_one_nothing_wakes_a_unit(silent, expected):
    activity = [unit_activity(np.ones((len(units), 4)) * (1 - np.array(units)[:, np.newaxis])) for units in silent]
    assert asleep_layers(activity) == expected


def test_a_unit_that_no_picture_activates_is_silent(trainer):
    trainer.network.first_layer.b = trainer.network.first_layer.b - np.array([[0.0], [1e6], [0.0], [0.0], [0.0]])
    silent = inspect_network(trainer.network, (6, 6)).activity[0].silent
    assert silent[1]
    assert not silent.all()


def test_weight_changes_need_the_initial_weights(trainer):
    config = trainer.config
    start = initialize_parameters_deep(config.layer_dims(trainer.train.features), config.seed)["W1"]
    assert inspect_network(trainer.network, (6, 6)).weight_changes is None
    weight_changes = inspect_network(trainer.network, (6, 6), start=start).weight_changes
    np.testing.assert_array_equal(weight_changes, weight_pictures(trainer.parameters["W1"] - start, (6, 6)))
    assert set(inspect_network(trainer.network, (6, 6), start=trainer.parameters["W1"]).weight_changes.ravel()) == {128}


def test_each_unit_has_its_own_scale():
    faint = np.array([[1e-3, -1e-3, 0.0], [50.0, -25.0, 0.0]])

    assert weight_pictures(faint, (1, 1)).tolist() == [[[[255, 0, 128]]], [[[255, 64, 128]]]]


def test_weights_near_the_largest_float_do_not_overflow():
    huge = np.array([[1.7e308, -1.7e308, 0.0]])

    assert weight_pictures(huge, (1, 1)).tolist() == [[[[255, 0, 128]]]]


def test_the_pictures_that_activate_a_unit_most_are_found(trainer):
    inspection = inspect_network(trainer.network, (6, 6))
    for activity, A in zip(inspection.activity, trainer.network.hidden(trainer.train), strict=True):
        for unit in range(len(A)):
            indices, activations = activity.top.of_unit(unit)
            assert indices.tolist() == [k for k in np.argsort(-A[unit], kind="stable") if A[unit, k] > 0][:9]
            np.testing.assert_array_equal(activations, A[unit, indices])


def by_sorting(activations, count):
    """The pairs (activation, index) of each unit, largest first, then in the order of the examples."""
    return [
        sorted(((-value, index) for index, value in enumerate(row) if value > 0))[:count]
        for row in activations.tolist()
    ]


def pairs(top):
    return [
        [(-value, index) for index, value in zip(*(array.tolist() for array in top.of_unit(unit)), strict=True)]
        for unit in range(len(top.indices))
    ]


@pytest.mark.parametrize("examples", [1, 4, 9, 50])
def test_they_are_the_first_after_sorting(examples):
    # Few different values, so that many are equal, and units with fewer active examples than wanted.
    activations = np.maximum(STREAM.integers(-6, 5, (30, examples)), 0).astype(np.float64)

    assert pairs(top_examples(activations)) == by_sorting(activations, 9)


def test_merging_parts_gives_those_of_the_whole():
    activations = np.maximum(STREAM.integers(-6, 5, (30, 40)), 0).astype(np.float64)
    merged = None
    for begin in range(0, 40, 7):
        part = top_examples(activations[:, begin : begin + 7])
        indices = part.indices + begin
        part = TopExamples(indices, part.activations, np.repeat(indices[..., np.newaxis], 4, axis=2))
        merged = part if merged is None else merged.merge(part)

    assert pairs(merged) == by_sorting(activations, 9)
    # The regions, here the index four times, go with their examples.
    np.testing.assert_array_equal(merged.regions, np.repeat(merged.indices[..., np.newaxis], 4, axis=2))


def test_activations_of_a_diverged_network_raise_nothing():
    top = top_examples(np.array([[np.nan, 2.0, np.inf], [np.nan, np.nan, np.nan]]))

    assert top.of_unit(0)[0].tolist() == [2, 1]
    assert top.of_unit(1)[0].tolist() == []


@pytest.mark.slow
def test_units_of_a_deeper_layer_come_back_and_those_of_the_first_do_not(builtin_dataset):
    """The notebook's first run on the drawings: only what `asleep_layers` counts stays silent."""
    run = TrainingRun(builtin_dataset, TrainingConfig(iterations=600))
    for _ in run:
        pass
    earlier, later = (
        [units.silent for units in inspect_network(run.snapshot_at(k).network, None).activity] for k in (100, 600)
    )
    assert any((was & ~still).any() for was, still in zip(earlier[1:], later[1:], strict=True))
    assert not (earlier[0] & ~later[0]).any()
