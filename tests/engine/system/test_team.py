"""The team of threads: all chunks are done once, errors come out, memory is each thread's own."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from engine.system.team import Team, at_work


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


def test_blas_has_one_thread_meanwhile():
    with at_work(Team(2, list)):
        assert [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"] == [1]


def test_overflow_is_treated_in_all_threads_as_in_the_calling_one():
    meeting = threading.Barrier(2, timeout=30)

    def overflow(*_):
        meeting.wait()
        np.float32([3e38]) * np.float32(3e38)

    with at_work(Team(2, list)) as members:
        with np.errstate(over="ignore"):
            members.run(2, overflow)
        with np.errstate(over="raise"), pytest.raises(FloatingPointError):
            members.run(2, overflow)
