"""Threads for a task: how many, its chunks, and a team, where all are done once and errors come out."""

import os
import threading

import numpy as np
import pytest

from engine.system.threads import Team, at_work, even_slices, threads_for


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
