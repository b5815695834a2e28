"""Jobs in threads: every step counted, every result returned, and cancelled at any time."""

import threading
from concurrent.futures import wait

import pytest

from engine.system import parallel
from engine.system.parallel import Job, partition, run_jobs


def job_of(steps, *results):
    def work(counter):
        for _ in range(steps):
            counter(1)
        return results

    return Job(steps, work)


def endless(started):
    def work(counter):
        while True:
            started.set()
            counter(1)

    return Job(10**9, work)


def job_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("run-jobs")]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_all_results_come_once_and_the_last_progress_is_complete(threads):
    jobs = [job_of(count, count, -count) for count in (1, 2, 3, 4)]

    progress_list = list(run_jobs(jobs, threads))

    assert sorted(result for progress in progress_list for result in progress.results) == [-4, -3, -2, -1, 1, 2, 3, 4]
    assert (progress_list[-1].done, progress_list[-1].total) == (10, 10)
    done = [progress.done for progress in progress_list]
    assert done == sorted(done)


def test_jobs_that_end_before_the_next_progress_have_their_results_in_order(monkeypatch):
    def wait_for_all(futures, timeout, return_when):
        return wait(futures)

    monkeypatch.setattr(parallel, "wait", wait_for_all)
    (progress,) = run_jobs([job_of(1, number) for number in range(20)], threads=1)
    assert progress.results == tuple(range(20))


def test_leaving_cancels_all_jobs_and_starts_no_more():
    started, never = threading.Event(), threading.Event()
    progress_list = run_jobs([endless(started), endless(started), endless(never)], threads=2)
    next(progress_list)
    started.wait()

    progress_list.close()

    assert job_threads() == []
    assert not never.is_set()


def test_an_exception_of_a_job_is_raised_and_cancels_the_others():
    started = threading.Event()

    def failing(counter):
        started.wait()
        raise ArithmeticError("of the second")

    with pytest.raises(ArithmeticError, match="of the second"):
        list(run_jobs([endless(started), Job(1, failing)], threads=2))

    assert job_threads() == []


@pytest.mark.parametrize(
    ("count", "most", "threads", "sizes"),
    [
        (50, 10, 2, [9, 9, 8, 8, 8, 8]),
        (50, 13, 2, [13, 13, 12, 12]),
        (5, 2, 1, [2, 2, 1]),
        (3, 1, 2, [1, 1, 1]),
        (1, 10, 2, [1]),
    ],
)
def test_parts_are_equal_and_keep_all_threads_busy(count, most, threads, sizes):
    found = partition(range(count), most, threads)

    assert [len(part) for part in found] == sizes
    assert [item for part in found for item in part] == list(range(count))
