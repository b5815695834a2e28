"""How many threads the BLAS library behind NumPy may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

# Below this many floating point operations a product is over before a second thread has woken up.
SMALL_PRODUCT_FLOPS = 50_000_000


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # a program that only shows a window needs none of it

    # Looking the libraries up takes milliseconds; they are loaded with NumPy and stay.
    assert np.__version__
    return ThreadpoolController()


class _SingleThread:
    """The limit to one BLAS thread, from the first who needs it to the last.

    Most BLAS libraries know one number of threads for the whole program: whoever put it back when leaving would do so
    for those who are still at work.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders = 0
        self._first: AbstractContextManager[object] | None = None

    def acquire(self) -> None:
        with self._lock:
            limit = _one_thread()
            # threadpoolctl lets nobody else change the number until who has set it leaves a limit. Leaving one that
            # changes nothing lets any thread be the last.
            with _one_thread():
                pass
            if self._holders == 0:
                self._first = limit
            self._holders += 1

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0 and self._first is not None:
                # Leaving it is what puts the old number back.
                with self._first:
                    pass


def _one_thread() -> AbstractContextManager[object]:
    limit: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limit


_SINGLE = _SingleThread()


@contextmanager
def limit_blas_threads(product_flops: int) -> Iterator[None]:
    """One BLAS thread where the largest product is small, all of them where it is large.

    Several threads may ask at once: while one of them has small products, all of them have one BLAS thread.
    """
    if product_flops >= SMALL_PRODUCT_FLOPS:
        yield
        return
    _SINGLE.acquire()
    try:
        yield
    finally:
        _SINGLE.release()
