"""Long jobs in a pool of threads: progress, results as they come, cancellation.

NumPy releases the GIL in its products, so two jobs keep two processors busy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from engine.progress import Work

Item = TypeVar("Item")
Result = TypeVar("Result")

# The longest time from one progress to the next, in seconds.
_PROGRESS_INTERVAL = 0.05


class StepCounter:
    """Counts the steps of one job.

    The job calls it every few steps, which is also where it can be cancelled.
    """

    def __init__(self, work: Work) -> None:
        self.steps = 0
        self._work = work

    def __call__(self, steps: int) -> None:
        """Add `steps`. Raises CancelledError if the work has been cancelled."""
        self.steps += steps
        self._work.check()


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """A piece of work.

    Attributes: `steps`, how many it takes at most; `work`, the function that counts them and returns results.
    """

    steps: int
    work: Callable[[StepCounter], Sequence[Result]]

    def results(self, counter: StepCounter) -> Sequence[Result]:
        """The results of the work; afterwards all its steps count as done."""
        results = self.work(counter)
        counter.steps = self.steps
        return results


@dataclass(frozen=True, slots=True)
class JobProgress(Generic[Result]):
    """The progress of all jobs.

    Attributes: `done` of `total` steps; `results`, those since the last progress.
    """

    done: int
    total: int
    results: tuple[Result, ...]


# Closing it cancels the jobs.
JobSteps = Generator[JobProgress[Result], None, None]


def partition(items: Sequence[Item], most: int, threads: int) -> list[Sequence[Item]]:
    """`items`, at least one, in parts of at most `most`, as equal as possible; none is empty.

    The number of parts is a multiple of `threads` if there are as many items, and larger ones come first, so that no
    thread is idle at the end.
    """
    count = min(len(items), threads * math.ceil(len(items) / (threads * most)))
    size, larger = divmod(len(items), count)
    ends = [size * part + min(part, larger) for part in range(count + 1)]
    return [items[begin:end] for begin, end in pairwise(ends)]


def collect_results(progress: JobSteps[Result], work: Work) -> list[Result]:
    """All results, in the order in which they come. Steps are reported to `work`, which may cancel the jobs."""
    results: list[Result] = []
    with closing(progress) as steps:
        for now in steps:
            results += now.results
            work.report(now.done, now.total)
    return results


def run_jobs(jobs: Sequence[Job[Result]], threads: int) -> JobSteps[Result]:
    """Run `jobs` in order, `threads` at a time, and yield their progress.

    The last progress is complete. An exception of a job is raised here. Closing the iterator cancels the jobs and waits
    for their threads.
    """
    work = Work()
    counters = [StepCounter(work) for _ in jobs]
    total = sum(job.steps for job in jobs)
    pool = ThreadPoolExecutor(threads, "run-jobs")
    try:
        futures = [pool.submit(job.results, counter) for job, counter in zip(jobs, counters, strict=True)]
        waiting = set(futures)
        while waiting:
            ended, waiting = wait(waiting, timeout=_PROGRESS_INTERVAL, return_when=FIRST_COMPLETED)
            # In the order of the jobs, also if several have ended.
            results = tuple(result for future in futures if future in ended for result in future.result())
            yield JobProgress(sum(counter.steps for counter in counters), total, results)
    finally:
        work.cancel()
        pool.shutdown(cancel_futures=True)
