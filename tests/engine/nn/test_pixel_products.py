"""Products of bytes in tiles equal those of whole matrices, with any tiles and threads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CancelledError
from engine.nn import pixel_products
from engine.nn.pixel_products import multiply_rows, project_rows, sum_rows
from engine.system import threads
from tests.support.random_networks import seeds
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
        patch.setattr(pixel_products, "_TILE", tile)
        patch.setattr(pixel_products, "_PRODUCT_TILE", product_tile)
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
    monkeypatch.setattr(pixel_products, "_TILE", (8, 16))
    monkeypatch.setattr(pixel_products, "_PRODUCT_TILE", (8, 16))
    alone = products_of(rows, W, C)

    monkeypatch.setattr(threads, "MULTIPLICATIONS_TO_SHARE", 0)
    for most in (1, 3):
        monkeypatch.setattr(threads, "threads_for", lambda chunks, most=most: min(chunks, most))
        for product, expected in zip(products_of(rows, W, C), alone, strict=True):
            np.testing.assert_array_equal(product, expected)


@pytest.mark.parametrize(("others", "tiles"), [(12, 6), (4, 3)])
def test_inner_products_report_the_progress_in_tiles_and_may_be_cancelled(monkeypatch, others, tiles):
    monkeypatch.setattr(pixel_products, "_PRODUCT_TILE", (4, 256))
    monkeypatch.setattr(pixel_products, "_MULTIPLICATIONS_AT_A_TIME", 0)
    monkeypatch.setattr(pixel_products, "threads_for", lambda _: 1)
    rows, work = random_rows(12, 9), WatchedWork()

    multiply(rows, rows if others == 12 else rows[:others], work)

    assert work.reports == [(done, tiles) for done in range(1, tiles + 1)]
    work.cancel()
    with pytest.raises(CancelledError):
        multiply(rows, rows, work)
