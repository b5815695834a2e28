"""Long work in pieces, a few at a time in threads of their own: how far it is, its results as they come, and a way out.

NumPy lets go of the interpreter in its products, so that two pieces keep two processors busy.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import pairwise
from threading import Event
from typing import Generic, TypeVar

from engine.errors import CancelledError

Item = TypeVar("Item")
Result = TypeVar("Result")

# With more of them, the small steps between the products get in each other's way.
_MOST_THREADS = 8
# Seconds from one progress to the next, at most.
_PAUSE = 0.05


class StepCounter:
    """Counts the steps of one piece of work; calling it after each few of them is also what makes it cancellable."""

    def __init__(self, stopping: Event) -> None:
        self.steps = 0
        self._stopping = stopping

    def __call__(self, steps: int) -> None:
        """So many steps more. Raises CancelledError once nobody waits for the results."""
        self.steps += steps
        if self._stopping.is_set():
            raise CancelledError


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """A piece of work: `steps`, how many it has at most; `work`, which counts them and returns results."""

    steps: int
    work: Callable[[StepCounter], Sequence[Result]]

    def results(self, counter: StepCounter) -> Sequence[Result]:
        """Do it; afterwards all its steps count as done, however many it took."""
        found = self.work(counter)
        counter.steps = self.steps
        return found


@dataclass(frozen=True, slots=True)
class JobProgress(Generic[Result]):
    """How far all the work is: `done` of `total` steps, and the `results` that have come since the last progress."""

    done: int
    total: int
    results: tuple[Result, ...]


def threads_for(count: int) -> int:
    """How many threads are worth having for so many things to do."""
    return max(1, min(count, os.cpu_count() or 1, _MOST_THREADS))


def partition(items: Sequence[Item], most: int, threads: int) -> list[Sequence[Item]]:
    """`items` in shares of at most `most`, as equal as can be, and enough that no thread of `threads` ends up idle."""
    count = threads * math.ceil(len(items) / (threads * most))
    ends = [len(items) * share // count for share in range(count + 1)]
    return [items[begin:end] for begin, end in pairwise(ends)]


def side_by_side(jobs: Sequence[Job[Result]], threads: int) -> Iterator[JobProgress[Result]]:
    """Do all `jobs`, in their order, `threads` at a time; a progress every now and then, the last one complete.

    What a piece raises is raised here. Closing the iterator stops the work, and all threads have ended when it is done.
    """
    stopping = Event()
    counters = [StepCounter(stopping) for _ in jobs]
    total = sum(job.steps for job in jobs)
    pool = ThreadPoolExecutor(threads, "side-by-side")
    try:
        begun = zip(jobs, counters, strict=True)
        waiting = {pool.submit(job.results, counter) for job, counter in begun}
        while waiting:
            ended, waiting = wait(waiting, timeout=_PAUSE, return_when=FIRST_COMPLETED)
            results = tuple(result for future in ended for result in future.result())
            yield JobProgress(sum(counter.steps for counter in counters), total, results)
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)
