"""The examples of each step: every one once an epoch, with augmentation drawn for the step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.training.batches import Batches, batch_count, largest_batch
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples, seeds


def batches_of(examples, train_indices=None, **options):
    return Batches(
        examples, np.arange(examples.count) if train_indices is None else train_indices, TrainingConfig(**options)
    )


def epoch_of(batches, epoch, per_epoch):
    """The indices of the examples in each batch of an epoch."""
    return [batches.at(epoch * per_epoch + place).indices for place in range(per_epoch)]


numbers = given(count=st.integers(2, 60), size=st.integers(1, 59), epoch=st.integers(0, 3), seed=seeds)


@numbers
def test_each_epoch_shows_every_example_once_in_batches_of_nearly_the_same_size(count, size, epoch, seed):
    train_indices = np.arange(3, 3 + count)
    batches = batches_of(random_examples(count + 3, 1), train_indices, batch_size=size, seed=seed)

    seen = epoch_of(batches, epoch, batch_count(count, size)) if size < count else [train_indices]

    np.testing.assert_array_equal(np.sort(np.concatenate(seen)), train_indices)
    sizes = {len(indices) for indices in seen}
    assert max(sizes) - min(sizes) <= 1
    if size < count:
        assert 2 * size <= 3 * min(sizes) + 2
        assert 2 * max(sizes) <= 3 * size + 1


@pytest.mark.parametrize(("count", "size"), [(65, 64), (5, 4), (209, 64), (12, 12), (12, 100), (12, 0), (100, 7)])
def test_the_largest_batch_is_that_of_an_epoch(count, size):
    config = TrainingConfig(batch_size=size)
    batches = Batches(random_examples(count, 1), np.arange(count), config)

    assert largest_batch(config, count) == max(batches.at(iteration).count for iteration in range(count))


def test_a_batch_does_not_depend_on_earlier_ones():
    examples = random_examples(20, 1)
    batches = batches_of(examples, batch_size=6)
    for iteration in (9, 3, 0, 11):
        np.testing.assert_array_equal(
            batches.at(iteration).indices, batches_of(examples, batch_size=6).at(iteration).indices
        )


@pytest.mark.parametrize("size", [0, 7, 8])
def test_a_batch_of_all_is_all_of_them_in_order(size):
    examples = random_examples(7, 1)

    assert batches_of(examples, batch_size=size).at(3) is examples


def test_a_batch_has_the_products_and_labels_of_its_pictures():
    examples = random_examples(6, 2)
    indices = np.array([4, 1])
    batch, subset = Batch(examples, indices), examples.subset(indices)
    W, C = np.random.RandomState(0).randn(3, 12), np.random.RandomState(1).randn(3, 2)

    np.testing.assert_array_equal(batch.Y, examples.Y[:, indices])
    np.testing.assert_allclose(batch.project(W), subset.project(W), rtol=1e-14)
    np.testing.assert_allclose(batch.weighted_sum(C), subset.weighted_sum(C), rtol=1e-14)


# --- augmentation


def numbered_pictures(count=40, height=3, width=4):
    """Pictures whose pixels are all different."""
    rows = np.arange(count * height * width * 3, dtype=np.float64).reshape(count, -1)
    return Examples(rows, 1.0, np.zeros((1, count)), (height, width))


def seen_at(examples, iteration, **options):
    """The pictures (count, height, width, 3) that a step sees."""
    batch = batches_of(examples, **options).at(iteration)
    return batch.weighted_sum(np.eye(batch.count)).reshape(batch.count, *examples.picture_shape, 3)


def test_a_flip_mirrors_about_half_of_the_pictures_left_to_right():
    examples = numbered_pictures()
    pictures = examples.rows.reshape(40, 3, 4, 3)

    seen = seen_at(examples, 5, flips=True)

    mirrored = [np.array_equal(found, picture[:, ::-1]) for found, picture in zip(seen, pictures, strict=True)]
    kept = [np.array_equal(found, picture) for found, picture in zip(seen, pictures, strict=True)]
    assert all(one != other for one, other in zip(mirrored, kept, strict=True))
    assert 10 < sum(mirrored) < 30


def test_a_shift_moves_a_picture_and_repeats_its_edge():
    examples = numbered_pictures()
    padded = np.pad(examples.rows.reshape(40, 3, 4, 3), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")

    seen = seen_at(examples, 5, shifts=1)

    moves = set()
    for found, picture in zip(seen, padded, strict=True):
        places = [(i, j) for i in range(3) for j in range(3) if np.array_equal(found, picture[i : i + 3, j : j + 4])]
        assert len(places) == 1
        moves |= set(places)
    assert len(moves) == 9


def test_each_step_draws_anew_and_a_replayed_step_the_same():
    examples = numbered_pictures()
    options = {"flips": True, "shifts": 2}

    np.testing.assert_array_equal(seen_at(examples, 5, **options), seen_at(examples, 5, **options))
    assert not np.array_equal(seen_at(examples, 5, **options), seen_at(examples, 6, **options))
    assert not np.array_equal(seen_at(examples, 5, **options), seen_at(examples, 5, seed=2, **options))


def test_shifts_leave_the_draws_of_flips_alone():
    # A picture is its number, plus 100 in its left half, which still shows after a small shift.
    rows = np.arange(40.0)[:, np.newaxis, np.newaxis, np.newaxis] + 100 * (np.arange(8) < 4)[:, np.newaxis]
    pictures = np.broadcast_to(rows, (40, 8, 8, 3)).reshape(40, -1)
    examples = Examples(pictures, 1.0, np.zeros((1, 40)), (8, 8))
    plain, shifted = seen_at(examples, 3, flips=True), seen_at(examples, 3, flips=True, shifts=1)

    np.testing.assert_array_equal(plain[:, 4, 0], shifted[:, 4, 0])


@pytest.mark.parametrize("options", [{"flips": True}, {"shifts": 1}])
def test_examples_that_are_not_pictures_cannot_be_augmented(options):
    examples = Examples.from_matrix(np.ones((6, 2)), [[0, 1]])

    with pytest.raises(ConfigError, match="only pictures can be flipped or shifted"):
        batches_of(examples, **options)


def test_augmented_pictures_take_the_pixel_form_and_are_learned_from():
    examples = random_examples(6, 4)
    config = TrainingConfig((3,), learning_rate=0.1, iterations=30, flips=True, shifts=1, batch_size=4)
    trainer = Trainer(examples, config, first_layer="gram")

    costs = [step.cost for step in trainer]

    assert trainer.network.first_layer.kind == "pixels"
    assert min(costs[-5:]) < costs[0]


def test_a_branch_with_augmentation_changes_to_the_pixel_form():
    examples = random_examples(6, 4)
    plain = Trainer(examples, TrainingConfig((3,), iterations=10, momentum=0.5), first_layer="gram")
    plain.take_steps(5)
    branch = plain.resume_from(plain.checkpoint(), TrainingConfig((3,), iterations=10, momentum=0.5, flips=True))

    np.testing.assert_allclose(branch.parameters["W1"], plain.parameters["W1"], rtol=1e-12)
    assert branch.network.first_layer.kind == "pixels"
    assert [step.iteration for step in branch] == [5, 6, 7, 8, 9]


@pytest.mark.parametrize("options", [{"momentum": 0.9}, {"momentum": 0.9, "l2": 0.5}, {"l2": 0.5}])
def test_the_change_of_form_keeps_the_velocities(options):
    examples = random_examples(6, 4)
    before, after = (TrainingConfig((3,), 0.05, 12, **options, **more) for more in ({}, {"flips": True}))

    def branch_in(form):
        trainer = Trainer(examples, before, first_layer=form)
        trainer.take_steps(5)
        branch = trainer.resume_from(trainer.checkpoint(), after)
        return [step.cost for step in branch], branch.parameters

    (gram_costs, gram), (costs, pixels) = branch_in("gram"), branch_in("pixels")
    np.testing.assert_allclose(gram_costs, costs, rtol=1e-12)
    for name, value in pixels.items():
        np.testing.assert_allclose(gram[name], value, rtol=1e-10, atol=1e-13)
