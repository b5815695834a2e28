"""Work in pieces: every step counted, every result handed over, and an end to it whenever one leaves."""

import os
import threading

import pytest

from engine.system import parallel as module
from engine.system.parallel import Job, partition, run_jobs, threads_for


def piece_of(steps, *results):
    def work(counter):
        for _ in range(steps):
            counter(1)
        return results

    return Job(steps, work)


def endless(begun):
    def work(counter):
        while True:
            begun.set()
            counter(1)

    return Job(10**9, work)


def threads_at_work():
    return [thread for thread in threading.enumerate() if thread.name.startswith("run-jobs")]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_all_results_come_once_and_the_last_progress_is_complete(threads):
    jobs = [piece_of(count, count, -count) for count in (1, 2, 3, 4)]

    told = list(run_jobs(jobs, threads))

    assert sorted(result for progress in told for result in progress.results) == [-4, -3, -2, -1, 1, 2, 3, 4]
    assert (told[-1].done, told[-1].total) == (10, 10)
    done = [progress.done for progress in told]
    assert done == sorted(done)


def test_one_thread_does_the_pieces_in_their_order():
    order = []

    def noting(number):
        return Job(1, lambda counter: order.append(number) or [number])

    list(run_jobs([noting(number) for number in range(5)], threads=1))

    assert order == [0, 1, 2, 3, 4]


def test_a_piece_that_ends_early_counts_in_full():
    assert list(run_jobs([Job(100, lambda counter: [1])], threads=1))[-1].done == 100


def test_a_progress_comes_before_any_result(monkeypatch):
    monkeypatch.setattr(module, "_PROGRESS_INTERVAL", 0.0)
    begun, go_on = threading.Event(), threading.Event()

    def work(counter):
        counter(3)
        begun.set()
        go_on.wait()
        return ["result"]

    told = run_jobs([Job(5, work)], threads=1)
    next(told)
    begun.wait()
    progress = next(told)
    go_on.set()

    assert (progress.done, progress.total, progress.results) == (3, 5, ())
    assert [result for later in told for result in later.results] == ["result"]


def test_leaving_ends_all_work_and_begins_no_more():
    begun, never = threading.Event(), threading.Event()
    told = run_jobs([endless(begun), endless(begun), endless(never)], threads=2)
    next(told)
    begun.wait()

    told.close()

    assert threads_at_work() == []
    assert not never.is_set()


def test_what_a_piece_raises_is_raised_here_and_ends_the_others():
    begun = threading.Event()

    def failing(counter):
        begun.wait()
        raise ArithmeticError("of the second")

    with pytest.raises(ArithmeticError, match="of the second"):
        list(run_jobs([endless(begun), Job(1, failing)], threads=2))

    assert threads_at_work() == []


@pytest.mark.parametrize(
    ("count", "most", "threads", "sizes"),
    [
        (50, 10, 2, [8, 8, 9, 8, 8, 9]),
        (50, 13, 2, [12, 13, 12, 13]),
        (7, 10, 2, [3, 4]),
        (2, 1, 2, [1, 1]),
        (1, 10, 1, [1]),
        (5, 2, 1, [1, 2, 2]),
    ],
)
def test_shares_are_equal_and_keep_all_threads_busy(count, most, threads, sizes):
    found = partition(range(count), most, threads)

    assert [len(share) for share in found] == sizes
    assert [item for share in found for item in share] == list(range(count))


@pytest.mark.parametrize(("count", "processors", "threads"), [(50, 2, 2), (50, 64, 8), (1, 2, 1), (3, None, 1)])
def test_there_are_as_many_threads_as_processors_and_things_to_do(monkeypatch, count, processors, threads):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    assert threads_for(count) == threads
