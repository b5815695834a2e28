"""The number of threads for a task, and its parts."""

import os

import pytest

from engine.system.threads import even_slices, threads_for


@pytest.mark.parametrize(("count", "processors", "threads"), [(50, 2, 2), (50, 64, 8), (1, 2, 1), (3, None, 1)])
def test_there_are_as_many_threads_as_processors_and_jobs(monkeypatch, count, processors, threads):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    assert threads_for(count) == threads


@pytest.mark.parametrize(("count", "most", "sizes"), [(10, 4, [4, 4, 2]), (9, 8, [5, 4]), (3, 8, [3]), (0, 8, [])])
def test_slices_are_even_and_not_too_large(count, most, sizes):
    slices = even_slices(count, most)

    assert [len(range(count)[part]) for part in slices] == sizes
    assert [place for part in slices for place in range(count)[part]] == list(range(count))
