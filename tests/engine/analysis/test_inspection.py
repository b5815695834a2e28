"""The inspection of a network, against its weights and activations by hand, and the occlusion map."""

import numpy as np
import pytest

from engine.analysis.inspection import (
    Occlusion,
    dead_layers,
    inspect_network,
    top_examples,
    unit_activity,
    weight_pictures,
)
from engine.core import initialize_parameters_deep
from engine.training.config import TrainingConfig
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


@pytest.mark.parametrize(
    ("W1", "pictures"),
    [
        ([[0.5, -0.5, 0.25], [0.0, 0.0, 0.0]], [[[[255, 0, 191]]], [[[128, 128, 128]]]]),
        ([[1e-3, -1e-3, 0.0], [50.0, -25.0, 0.0]], [[[[255, 0, 128]]], [[[255, 64, 128]]]]),
        ([[1.7e308, -1.7e308, 0.0]], [[[[255, 0, 128]]]]),
    ],
)
def test_a_picture_of_weights_is_gray_at_zero_and_extreme_at_the_largest_of_its_unit(W1, pictures):
    assert weight_pictures(np.array(W1), (1, 1)).tolist() == pictures


def test_the_pictures_that_activate_each_unit_are_counted(trainer):
    inspection = inspect_network(trainer.network, (6, 6))
    parameters, A = trainer.parameters, columns_of(trainer.train)
    for layer, activity in enumerate(inspection.activity, start=1):
        A = np.maximum(parameters[f"W{layer}"] @ A + parameters[f"b{layer}"], 0)
        np.testing.assert_array_equal(activity.active_counts, (A > 0).sum(axis=1))
        assert activity.examples == 12


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
    assert dead_layers(activity) == expected


def test_a_unit_that_no_picture_activates_is_silent(trainer):
    trainer.network.first_layer.b = trainer.network.first_layer.b - np.array([[0.0], [1e6], [0.0], [0.0], [0.0]])
    silent = inspect_network(trainer.network, (6, 6)).activity[0].silent
    assert silent[1]
    assert not silent.all()


def test_of_the_weights_what_training_added_is_shown_where_their_start_is_known(trainer):
    config, W1 = trainer.config, trainer.parameters["W1"]
    start = initialize_parameters_deep(config.layer_dims(trainer.train.features), config.seed)["W1"]
    for known, expected in ((None, W1), (start, W1 - start)):
        weights = inspect_network(trainer.network, (6, 6), known).weights
        np.testing.assert_array_equal(weights, weight_pictures(expected, (6, 6)))
    assert set(inspect_network(trainer.network, (6, 6), W1).weights.ravel()) == {128}


@pytest.mark.parametrize("examples", [1, 4, 9, 50])
def test_top_examples_are_the_first_after_sorting(examples):
    # Few different values, so that many are equal, and units with fewer active examples than wanted.
    activations = np.maximum(STREAM.integers(-6, 5, (30, examples)), 0).astype(np.float64)

    top = top_examples(activations)

    for unit, row in enumerate(activations):
        indices, largest = top.of_unit(unit)
        expected = [k for k in np.argsort(-row, kind="stable") if row[k] > 0][:9]
        assert (indices.tolist(), largest.tolist()) == (expected, row[expected].tolist())


def test_activations_of_a_diverged_network_raise_nothing():
    top = top_examples(np.array([[np.nan, 2.0, np.inf], [np.nan, np.nan, np.nan]]))

    assert top.of_unit(0)[0].tolist() == [2, 1]
    assert top.of_unit(1)[0].tolist() == []


def black_with_a_white(*pixels, shape=(32, 48)):
    picture = np.zeros((*shape, 3), np.uint8)
    for row, column in pixels:
        picture[row, column] = 255
    return picture


def test_only_what_the_logit_depends_on_changes_it():
    occlusion = Occlusion(black_with_a_white((10, 20)))

    found = occlusion.make_map(occlusion.pictures[:, 10, 20, 0] / 255.0)

    assert found.logit == 1.0
    assert found.patch == 8
    # All patches that cover this pixel change it; nothing that cannot be covered together with it matters.
    assert found.changes[10, 20] == pytest.approx(1.0)
    assert found.changes.max() == found.changes[10, 20]
    assert not found.changes[:, 20 + 8 :].any()
    assert not found.changes[10 + 8 :].any()


@pytest.mark.parametrize("shape", [(64, 64), (32, 96), (96, 32)])
@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_what_lies_in_a_corner_shows_in_that_corner(shape, corner):
    occlusion = Occlusion(black_with_a_white(corner, shape=shape))

    changes = occlusion.make_map(occlusion.pictures.sum(axis=(1, 2, 3)).astype(float)).changes

    assert changes.shape == shape
    assert changes[corner] == changes.max() > 0
    assert changes.min() == 0


@pytest.mark.parametrize("shape", [(64, 64), (7, 10), (1, 1), (3, 40)])
def test_every_pixel_is_covered_whatever_the_size(shape):
    occlusion = Occlusion(np.full((*shape, 3), 255, np.uint8))
    is_covered = np.ones(len(occlusion.pictures))
    is_covered[-1] = 0

    np.testing.assert_allclose(occlusion.make_map(-is_covered).changes, 1.0)


def test_the_patch_has_the_mean_color_and_the_last_picture_is_the_whole_one():
    picture = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    covered, *_, whole = Occlusion(picture).pictures

    assert (covered[:4, :4] == np.rint(picture.mean(axis=(0, 1)))).all()
    np.testing.assert_array_equal(covered[4:], picture[4:])
    np.testing.assert_array_equal(whole, picture)
