"""The examples of each step: every one once an epoch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nn.examples import Batch
from engine.training.batches import Batches, batch_count, largest_batch
from engine.training.config import TrainingConfig
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


def test_each_epoch_is_in_an_order_of_its_own_that_the_seed_gives():
    examples = random_examples(20, 1)
    orders = [
        np.concatenate(epoch_of(batches_of(examples, batch_size=5, seed=seed), epoch, 4)).tolist()
        for seed, epoch in ((1, 0), (1, 1), (2, 0))
    ]
    assert len({tuple(order) for order in orders}) == 3


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
