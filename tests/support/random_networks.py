"""Small random pictures and networks for the engine's tests."""

import numpy as np
from hypothesis import strategies as st

from engine.data.dataset import Dataset, Part
from engine.nn.examples import Examples

# Examples and features, from a single picture to more pictures than features; up to three hidden layers, or none.
sizes = st.tuples(st.integers(1, 12), st.integers(1, 30))
hidden_layers = st.lists(st.integers(1, 6), max_size=3).map(tuple)
# Some tests draw from the seed after it as well.
seeds = st.integers(0, 2**32 - 2)


def random_labels(count, seed=0):
    """Labels (1, count) with both classes, where there is room for both."""
    Y = np.random.RandomState(seed).randint(0, 2, (1, count))
    Y[0, : min(2, count)] = [0, 1][: min(2, count)]
    return Y


def random_pictures(count, side, seed=0):
    """Pictures (count, side, side, 3) of bytes."""
    return np.random.RandomState(seed).randint(0, 256, (count, side, side, 3)).astype(np.uint8)


def random_examples(count, side, seed=0):
    """Labeled pictures, as bytes."""
    return Examples.from_pictures(random_pictures(count, side, seed), random_labels(count, seed))


def random_dataset(train, test, side, seed=0):
    """A data set of random pictures."""
    drawn = ((train, seed), (test, seed + 1))
    parts = (Part(random_pictures(count, side, stream), random_labels(count, stream)) for count, stream in drawn)
    return Dataset("random", "random", *parts, ("non-cat", "cat"))


def columns_of(examples):
    """X (features, m) as the notebook has it: flattened to columns and divided by 255."""
    rows = examples.rows
    return rows.T / 255 if rows.dtype == np.uint8 else rows.T * examples.scale
