"""BLAS threads as products need them; a team of threads, where all chunks are done once and errors come out."""

import os
import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from engine.system.threads import SMALL_PRODUCT_FLOPS, Team, at_work, even_slices, limit_blas_threads, threads_for


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


@pytest.mark.parametrize(("count", "processors", "threads"), [(50, 2, 2), (50, 64, 8), (1, 2, 1), (3, None, 1)])
def test_there_are_as_many_threads_as_processors_and_jobs(monkeypatch, count, processors, threads):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    assert threads_for(count) == threads


@pytest.mark.parametrize(("count", "most", "sizes"), [(10, 4, [4, 4, 2]), (9, 8, [5, 4]), (3, 8, [3]), (0, 8, [])])
def test_slices_are_even_and_not_too_large(count, most, sizes):
    slices = even_slices(count, most)

    assert [len(range(count)[part]) for part in slices] == sizes
    assert [place for part in slices for place in range(count)[part]] == list(range(count))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_each_chunk_is_done_once(threads):
    done = np.zeros(20, int)

    with at_work(Team(threads, list)) as members:

        def work(chunk, _):
            done[chunk] += 1

        members.run(20, work)
        members.run(20, work)

    np.testing.assert_array_equal(done, 2)


def test_two_threads_work_at_the_same_time_with_memory_of_their_own():
    meeting, scratches = threading.Barrier(2, timeout=30), []

    with at_work(Team(2, list)) as members:

        def work(_, scratch):
            meeting.wait()
            scratches.append(scratch)

        members.run(2, work)

    assert scratches[0] is not scratches[1]


@pytest.mark.parametrize("failing", [0, 1])
def test_an_error_in_any_thread_is_raised(failing):
    meeting = threading.Barrier(2, timeout=30)

    with at_work(Team(2, list)) as members:

        def work(chunk, _):
            meeting.wait()
            if chunk == failing:
                raise ValueError(chunk)

        with pytest.raises(ValueError, match=str(failing)):
            members.run(2, work)
        members.run(0, work)
