"""Products of X equal those of the notebook's X."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nn.examples import Batch, Examples
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


def test_the_signs_tell_the_classes():
    examples = Examples.from_matrix(np.ones((2, 3)), [[1, 0, 1]])

    assert examples.signs.tolist() == [[-1.0, 1.0, -1.0]]
    assert Batch(examples, np.array([1, 2])).signs.tolist() == [[1.0, -1.0]]


def test_the_bytes_of_the_pictures_are_not_copied():
    pictures = random_pictures(3, side=2)

    assert np.shares_memory(Examples.from_pictures(pictures, random_labels(3)).rows, pictures)


@pytest.mark.parametrize("Y", [np.zeros((1, 4)), np.zeros(3), np.zeros((3, 1))])
def test_labels_of_another_shape_are_a_value_error(Y):
    with pytest.raises(ValueError, match=r"not \(m, features\) and \(1, m\)"):
        Examples.from_matrix(np.zeros((5, 3)), Y)


@given(st.integers(1, 9), st.integers(1, 4), seeds)
def test_products_are_those_of_the_columns(count, side, seed):
    examples, others = random_examples(count, side, seed), random_examples(count + 2, side, seed + 1)
    X, T = columns_of(examples), columns_of(others)
    stream = np.random.RandomState(seed)
    W, C = stream.randn(4, examples.features), stream.randn(4, count)

    np.testing.assert_allclose(examples.project(W), W @ X, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(examples.weighted_sum(C), C @ X.T, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(examples.inner_products(others), X.T @ T + 1, rtol=1e-12)
    np.testing.assert_allclose(examples.inner_products(examples), X.T @ X + 1, rtol=1e-12)


def test_inner_products_are_in_memory_once():
    examples = random_examples(1000, side=2)
    tracemalloc.start()
    try:
        products = examples.inner_products(examples)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    np.testing.assert_array_equal(products, products.T)
    assert peak < 1.4 * products.nbytes


def test_a_matrix_of_whole_numbers_becomes_one_of_floats():
    examples = Examples.from_matrix(np.array([[1, 2, 3]]), np.array([[0, 1, 1]]))

    assert (examples.rows.dtype, examples.Y.dtype) == (np.float64, np.float64)
    assert examples.rows.tolist() == [[1.0], [2.0], [3.0]]
    assert (examples.features, examples.count, examples.scale) == (1, 3, 1.0)
