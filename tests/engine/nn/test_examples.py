"""Products of X equal those of the notebook's X, and products of bytes in tiles those of whole matrices."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CancelledError
from engine.nn import examples as module
from engine.nn.examples import Batch, Examples, multiply_rows, project_rows, sum_rows
from engine.system import threads
from tests.support.random_networks import columns_of, random_examples, random_labels, random_pictures, seeds
from tests.support.watched_work import WatchedWork

small = st.integers(1, 12)
tiles = st.tuples(small, small)


def random_rows(count, features, seed=0):
    return np.random.RandomState(seed).randint(0, 256, (count, features)).astype(np.uint8)


def multiply(rows, others, *progress):
    return multiply_rows(rows, others, 0.5, *progress)


@given(small, small, small, seeds, tiles, tiles)
def test_products_do_not_depend_on_the_tiles(count, others, features, seed, tile, product_tile):
    rows, other_rows = random_rows(count, features, seed), random_rows(others, features, seed + 1)
    stream = np.random.RandomState(seed)
    W, C = stream.randn(3, features), stream.randn(3, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TILE", tile)
        patch.setattr(module, "_PRODUCT_TILE", product_tile)
        np.testing.assert_allclose(project_rows(W, rows), W @ rows.T, rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(sum_rows(C, rows), C @ rows, rtol=1e-12, atol=1e-9)
        whole = rows.astype(np.int64)
        products = multiply(rows, other_rows)
        np.testing.assert_array_equal(products, 0.5 * (whole @ other_rows.T.astype(np.int64)) + 1)
        np.testing.assert_array_equal(multiply(rows, rows), 0.5 * (whole @ whole.T) + 1)


def test_products_of_the_largest_bytes_are_exact():
    # A sum of 512 of them is odd and above 2**24, where float32 has even numbers only.
    rows = np.full((2, 513), 255, np.uint8)

    np.testing.assert_array_equal(multiply(rows, rows), 0.5 * 255 * 255 * 513 + 1)
    np.testing.assert_array_equal(multiply(rows, rows[:1]), 0.5 * 255 * 255 * 513 + 1)


def test_floats_are_multiplied_as_they_are():
    rows = np.random.RandomState(0).rand(4, 5)

    np.testing.assert_allclose(multiply(rows, rows), 0.5 * rows @ rows.T + 1, rtol=1e-15)
    np.testing.assert_allclose(multiply(random_rows(3, 5), rows), 0.5 * random_rows(3, 5) @ rows.T + 1, rtol=1e-15)


def products_of(rows, W, C):
    return [project_rows(W, rows), sum_rows(C, rows), multiply(rows, rows)]


def test_products_do_not_depend_on_the_number_of_threads(monkeypatch):
    rows = random_rows(50, 60)
    stream = np.random.RandomState(0)
    W, C = stream.randn(3, 60), stream.randn(3, 50)
    monkeypatch.setattr(module, "_TILE", (8, 16))
    monkeypatch.setattr(module, "_PRODUCT_TILE", (8, 16))
    alone = products_of(rows, W, C)

    monkeypatch.setattr(threads, "MULTIPLICATIONS_TO_SHARE", 0)
    for most in (1, 3):
        monkeypatch.setattr(threads, "threads_for", lambda chunks, most=most: min(chunks, most))
        for product, expected in zip(products_of(rows, W, C), alone, strict=True):
            np.testing.assert_array_equal(product, expected)


@pytest.mark.parametrize(("others", "tiles"), [(12, 6), (4, 3)])
def test_inner_products_report_the_progress_in_tiles_and_may_be_cancelled(monkeypatch, others, tiles):
    monkeypatch.setattr(module, "_PRODUCT_TILE", (4, 256))
    monkeypatch.setattr(module, "_MULTIPLICATIONS_AT_A_TIME", 0)
    monkeypatch.setattr(module, "threads_for", lambda _: 1)
    rows, work = random_rows(12, 9), WatchedWork()

    multiply(rows, rows if others == 12 else rows[:others], work)

    assert work.reports == [(done, tiles) for done in range(1, tiles + 1)]
    work.cancel()
    with pytest.raises(CancelledError):
        multiply(rows, rows, work)


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
