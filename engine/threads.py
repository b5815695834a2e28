"""How many threads the BLAS library behind NumPy may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
from threadpoolctl import ThreadpoolController

# Below this many floating point operations a product is over before a second thread has woken up.
SMALL_PRODUCT_FLOPS = 50_000_000


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    # Looking the libraries up takes milliseconds; they are loaded with NumPy and stay.
    assert np.__version__
    return ThreadpoolController()


@contextmanager
def blas_threads_for(product_flops: int) -> Iterator[None]:
    """One BLAS thread where the largest product is small, all of them where it is large."""
    if product_flops >= SMALL_PRODUCT_FLOPS:
        yield
        return
    with _controller().limit(limits=1, user_api="blas"):
        yield
