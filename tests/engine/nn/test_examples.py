"""X is never held as floats where it is large, and its products are those of the notebook's X all the same."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nn import examples as examples_module
from engine.nn.examples import Examples
from tests.support.random_networks import columns_of, random_examples, random_labels, random_pictures, seeds


def test_pictures_become_columns_of_numbers_from_0_to_1():
    pictures = random_pictures(3, side=2)
    pictures[0, 0, 0] = [0, 255, 51]

    examples = Examples.from_pictures(pictures, random_labels(3))

    X = examples.rows.T * examples.scale
    assert X.shape == (12, 3)
    np.testing.assert_allclose(X[:3, 0], [0, 1, 0.2], rtol=1e-15)
    np.testing.assert_allclose(X, pictures.reshape(3, -1).T / 255, rtol=1e-15)
    assert (examples.count, examples.features) == (3, 12)


def test_the_bytes_of_the_pictures_are_not_copied():
    pictures = random_pictures(3, side=2)

    assert np.shares_memory(Examples.from_pictures(pictures, random_labels(3)).rows, pictures)


def test_a_matrix_of_the_notebook_is_taken_as_it_is():
    X = np.random.RandomState(1).rand(5, 3)

    examples = Examples.from_matrix(X, [[0, 1, 1]])

    np.testing.assert_array_equal(examples.rows.T * examples.scale, X)
    assert examples.Y.dtype == np.float64


@pytest.mark.parametrize("Y", [np.zeros((1, 4)), np.zeros(3), np.zeros((3, 1))])
def test_labels_of_another_shape_are_a_programmers_mistake(Y):
    with pytest.raises(ValueError, match=r"not \(m, features\) and \(1, m\)"):
        Examples.from_matrix(np.zeros((5, 3)), Y)


@given(count=st.integers(1, 9), side=st.integers(1, 4), seed=seeds, block_bytes=st.integers(1, 4000))
def test_products_in_blocks_of_any_size_are_those_of_the_whole(count, side, seed, block_bytes):
    mine, others = random_examples(count, side, seed), random_examples(count + 2, side, seed + 1)
    X, T = columns_of(mine), columns_of(others)
    stream = np.random.RandomState(seed)
    W, C = stream.randn(4, mine.features), stream.randn(4, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples_module, "_BLOCK_BYTES", block_bytes)
        np.testing.assert_allclose(mine.project(W), W @ X, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(mine.weighted_sum(C), C @ X.T, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(mine.inner_products(others), X.T @ T, rtol=1e-12)
        np.testing.assert_allclose(mine.inner_products(mine), X.T @ X, rtol=1e-12)


def test_inner_products_of_bytes_are_exact(monkeypatch):
    monkeypatch.setattr(examples_module, "_BLOCK_BYTES", 100)
    examples = random_examples(4, side=5)

    products = examples.inner_products(examples)

    whole = examples.rows.astype(np.int64) @ examples.rows.T.astype(np.int64)
    np.testing.assert_array_equal(products, whole * examples.scale**2)


def test_few_examples_are_held_as_floats_and_many_are_not(monkeypatch):
    examples = random_examples(4, side=2)

    assert examples.as_float().rows.dtype == np.float64
    np.testing.assert_array_equal(examples.as_float().rows, examples.rows)
    assert examples.as_float().scale == examples.scale

    monkeypatch.setattr(examples_module, "_MAX_FLOAT_BYTES", 8 * examples.rows.size - 1)
    assert examples.as_float() is examples


def test_inner_products_are_computed_once_and_forgotten_with_the_others():
    mine, theirs = random_examples(5, 4), random_examples(3, 4, seed=1)
    assert mine.inner_products(theirs) is mine.inner_products(theirs)
    assert len(mine._inner_products) == 1
    del theirs
    gc.collect()
    assert len(mine._inner_products) == 0
