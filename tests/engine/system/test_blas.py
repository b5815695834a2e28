"""Small products run on one BLAS thread, large ones on all, and the number is restored."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from engine.system import blas
from engine.system.blas import SMALL_PRODUCT_FLOPS, limit_blas_threads


def blas_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_a_small_product_gets_one_thread():
    before = blas_threads()

    with limit_blas_threads(SMALL_PRODUCT_FLOPS - 1):
        assert set(blas_threads()) <= {1}

    assert blas_threads() == before


def test_a_large_product_gets_all_threads():
    before = blas_threads()

    with limit_blas_threads(SMALL_PRODUCT_FLOPS):
        assert blas_threads() == before


def test_the_threads_are_restored_after_an_error():
    before = blas_threads()

    with pytest.raises(KeyError), limit_blas_threads(1):
        raise KeyError

    assert blas_threads() == before


@pytest.mark.parametrize("first_out", [True, False])
def test_the_limit_stays_until_the_last_user_leaves(first_out):
    before = blas_threads()
    started, leave = threading.Event(), threading.Event()

    def work():
        with limit_blas_threads(1):
            started.set()
            leave.wait()

    other = threading.Thread(target=work)
    other.start()
    started.wait()
    with limit_blas_threads(1):
        if first_out:
            leave.set()
            other.join()
        assert set(blas_threads()) <= {1}
    if not first_out:
        assert set(blas_threads()) <= {1}
        leave.set()
        other.join()

    assert blas_threads() == before


@pytest.fixture
def first_time():
    """As if nothing had been multiplied yet."""
    blas._require_buffer.cache_clear()
    yield
    blas._require_buffer.cache_clear()


@pytest.mark.usefixtures("first_time")
def test_without_room_for_the_first_buffer_it_is_an_error_and_not_the_end_of_the_process(monkeypatch):
    left, before = 0, blas_threads()
    monkeypatch.setattr(blas, "available_addresses", lambda: left)
    with pytest.raises(MemoryError), limit_blas_threads(0):
        pass
    assert blas_threads() == before
    left = 2**30
    with limit_blas_threads(0):
        left = 0  # as in all that follows the first product
        with limit_blas_threads(0):
            pass
    with limit_blas_threads(0):
        pass
