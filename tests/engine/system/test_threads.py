"""The number of threads for a task."""

import os

import pytest

from engine.system.threads import threads_for


@pytest.mark.parametrize(("count", "processors", "threads"), [(50, 2, 2), (50, 64, 8), (1, 2, 1), (3, None, 1)])
def test_there_are_as_many_threads_as_processors_and_jobs(monkeypatch, count, processors, threads):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    assert threads_for(count) == threads
