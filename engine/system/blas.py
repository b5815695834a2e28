"""The number of threads of the BLAS library behind NumPy.

These wait for each other in busy loops, and on a busy computer take many times as long. So small products use one, and
large ones are shared out to the threads of a `Team`, each with one BLAS thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

# Below this many floating point operations a product is done before a second thread has woken up.
SMALL_PRODUCT_FLOPS = 50_000_000


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # not needed until something is trained

    # Finding the libraries takes milliseconds. NumPy has loaded them by now, and they stay.
    assert np.__version__
    return ThreadpoolController()


class _SingleThread:
    """A limit to one BLAS thread, from its first user to its last.

    Most BLAS libraries have one number of threads for the whole process: restoring it when one user leaves would
    restore it for the others, too.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._first: AbstractContextManager[object] | None = None

    def acquire(self) -> None:
        with self._lock:
            limit = _one_thread()
            # threadpoolctl lets only the thread that has set the number restore it. Leaving a limit that changes
            # nothing lets any thread do so.
            with _one_thread():
                pass
            if self._users == 0:
                self._first = limit
            self._users += 1

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._first is not None:
                # Leaving the limit restores the old number.
                with self._first:
                    pass


def _one_thread() -> AbstractContextManager[object]:
    limit: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limit


_SINGLE = _SingleThread()


@contextmanager
def limit_blas_threads(product_flops: int) -> Iterator[None]:
    """Limit BLAS to one thread if the largest product is small.

    Several threads may be inside at once: while one of them has small products, all of them have one BLAS thread.
    """
    if product_flops >= SMALL_PRODUCT_FLOPS:
        yield
        return
    _SINGLE.acquire()
    try:
        yield
    finally:
        _SINGLE.release()
