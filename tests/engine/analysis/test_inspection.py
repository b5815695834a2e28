"""The inspection of a network, against its weights and activations by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.inspection import (
    LEAST_SHARE,
    Pile,
    TopExamples,
    asleep_layers,
    find_pile,
    inspect_network,
    top_examples,
    unit_activity,
    weight_pictures,
)
from engine.nn.examples import Examples
from engine.nn.first_layer import PixelFirstLayer
from engine.nn.network import Network
from engine.nn.propagation import initialize_parameters_deep
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from tests.support.random_networks import columns_of, random_examples
from tests.support.small_data import make_dataset

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


def drawn_network(seed, pictures=40, widths=(3, 2, 2), bias=-0.5):
    """A network of few units with drawn weights, over drawn pictures, so that its layers are often inactive."""
    random = np.random.RandomState(seed)
    pixels = random.randint(0, 256, (pictures, 2, 2, 3)).astype(np.uint8)
    train = Examples.from_pictures(pixels, random.randint(0, 2, (1, pictures)))
    upper, before = {}, widths[0]
    for number, width in enumerate((*widths[1:], 1), start=2):
        upper[f"W{number}"] = random.randn(width, before)
        upper[f"b{number}"] = bias * random.rand(width, 1)
        before = width
    first = PixelFirstLayer(random.randn(widths[0], 12), bias * random.rand(widths[0], 1), train)
    return Network(first, upper), pixels


@given(st.integers(0, 500), st.sampled_from([-0.5, 0.0, 0.3]))
def test_a_pile_is_what_its_sentence_says(seed, bias):
    network, _ = drawn_network(seed, bias=bias)
    pile, train = find_pile(network), network.train
    hidden, answers = network.hidden(train), network.forward(train)[0][0]
    groups = [(A <= 0).all(axis=0) for A in hidden]
    if any(group.all() for group in groups):
        assert pile is None, "it is dead"
        return
    # By another way: of pictures on which a layer is inactive, but none above it.
    sizes = [int((group & ~np.any(groups[at + 1 :], axis=0)).sum()) for at, group in enumerate(groups)]
    if max(sizes) < max(2, LEAST_SHARE * train.count):
        assert pile is None
        return
    assert pile.count == max(sizes)
    members = np.isclose(answers, pile.probability, rtol=1e-12, atol=0)
    assert members.sum() >= pile.count
    inactive = groups[pile.layer - 1] & members
    assert inactive.sum() >= pile.count
    assert pile.wrong <= pile.count <= pile.of == train.count


@given(st.integers(0, 300))
def test_its_own_pictures_change_nothing_up_to_its_layer(seed):
    network, pixels = drawn_network(seed)
    pile = find_pile(network)
    if pile is None:
        return
    members = np.flatnonzero((network.hidden(network.train)[pile.layer - 1] <= 0).all(axis=0))
    alone = Examples.from_pictures(pixels[members], network.train.Y[:, members].astype(np.int64))
    grads = network.cost_and_gradients(alone).grads
    assert not any(grads[name].any() for name in grads if name != "dupper")
    upper = network.upper
    network.descend(0.1, alone)
    for number in range(2, pile.layer + 1):
        for letter in "Wb":
            np.testing.assert_array_equal(network.upper[f"{letter}{number}"], upper[f"{letter}{number}"])


def test_its_sentence():
    pile = Pile(84, 209, 2, 0.0796, 2)
    assert pile.text() == ("84 of 209 training pictures get the same answer, 8%: layer 2 passes nothing of them on")
    assert pile.text(only_others=True) == f"{pile.text()}. Only learning from the others can change that"


def test_a_convolutional_network_has_none():
    config = TrainingConfig.for_features("convolution")
    run = TrainingRun(make_dataset(), TrainingConfig((4, 4, 4), features="convolution", iterations=1, seed=config.seed))
    assert find_pile(run.snapshot().network) is None


@pytest.mark.slow
def test_that_of_the_course_photos_is_what_was_measured(course):
    run = TrainingRun(course, TrainingConfig())
    for _ in run:
        pass
    pile = find_pile(run.snapshot().network)
    assert (pile.count, pile.of, pile.layer, pile.wrong, round(pile.probability, 3)) == (84, 209, 2, 2, 0.08)
