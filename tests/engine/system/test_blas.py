"""Small products run on one BLAS thread, large ones on all, and the number is restored."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from engine.system.blas import SMALL_PRODUCT_FLOPS, limit_blas_threads


def blas_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_a_small_product_gets_one_thread_and_a_large_one_all():
    before = blas_threads()

    with limit_blas_threads(SMALL_PRODUCT_FLOPS - 1):
        assert set(blas_threads()) <= {1}

    with limit_blas_threads(SMALL_PRODUCT_FLOPS):
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
