"""Tasks shared out to a team of threads, with results that do not depend on their number, and the threads of BLAS.

Those of the BLAS library behind NumPy wait for each other in busy loops, and on a busy computer take many times as
long. So small products use one, and large ones are shared out to the threads of a `Team`, each with one BLAS thread.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Scratch = TypeVar("Scratch")
AnyTeam = TypeVar("AnyTeam", bound="Team[Any]")

# With more threads, the small steps between the products contend for the GIL.
MAX_THREADS = 8
# Products with more multiplications than this take milliseconds, and starting threads a seventh of one.
MULTIPLICATIONS_TO_SHARE = 50_000_000
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


def threads_for(count: int) -> int:
    """The number of threads to use for `count` jobs."""
    return max(1, min(count, os.cpu_count() or 1, MAX_THREADS))


def share_out(
    chunks: int, work: Callable[[int, Scratch], None], make_scratch: Callable[[], Scratch], multiplications: int
) -> None:
    """Call `work(chunk, scratch)` for each chunk, in several threads if there are many `multiplications`."""
    if multiplications > MULTIPLICATIONS_TO_SHARE:
        with at_work(Team(threads_for(chunks), make_scratch)) as members:
            members.run(chunks, work)
        return
    scratch = make_scratch()
    for chunk in range(chunks):
        work(chunk, scratch)


def even_slices(count: int, most: int) -> list[slice]:
    """Slices of `count` things, as equal as possible, with at most `most` each."""
    size = math.ceil(count / math.ceil(count / most)) if count else 1
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


class Team(Generic[Scratch]):
    """Threads with a scratch memory each; the calling thread is one of them.

    NumPy releases the GIL in products and in ufuncs, so that two threads keep two processors busy. The chunks of a task
    are taken by whoever is free: a thread that has lost its processor to another program does not hold up the rest.
    """

    def __init__(self, threads: int, make_scratch: Callable[[], Scratch]) -> None:
        from concurrent.futures import ThreadPoolExecutor  # not needed before something is trained

        self._pool = ThreadPoolExecutor(max(1, threads - 1), "team")
        self._scratches = [make_scratch() for _ in range(threads)]

    def run(self, chunks: int, work: Callable[[int, Scratch], None]) -> None:
        """Call `work(chunk, scratch)` for each chunk; raise the exception of one here, after all threads are done.

        Of overflow and the like NumPy warns in all threads as it does in the calling one.
        """
        remaining, warnings = iter(range(chunks)), np.geterr()
        helpers = [self._pool.submit(_work_off, remaining, work, scratch, warnings) for scratch in self._scratches[1:]]
        try:
            _work_off(remaining, work, self._scratches[0], warnings)
        finally:
            errors = [helper.exception() for helper in helpers]
        for error in errors:
            if error is not None:
                raise error

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


def _work_off(remaining: Iterator[int], work: Callable[[int, Scratch], None], scratch: Scratch, warnings: Any) -> None:
    with np.errstate(**warnings):
        # The GIL makes taking the next number atomic.
        for chunk in remaining:
            work(chunk, scratch)


@contextmanager
def at_work(members: AnyTeam) -> Iterator[AnyTeam]:
    """The team `members` with one BLAS thread for each of its own: faster than one product on several threads.

    Afterwards its threads end.
    """
    try:
        with limit_blas_threads(0):
            yield members
    finally:
        members.close()
