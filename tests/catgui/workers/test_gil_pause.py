"""Pauses of a busy thread, by a clock that the test moves."""

import pytest

from catgui.workers import gil_pause as module
from catgui.workers.gil_pause import PAUSE_SECONDS, WORK_SECONDS, GilPause


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


class Clock:
    def __init__(self):
        self.now, self.pauses = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def test_a_pause_is_made_as_often_as_is_due_and_no_oftener(clock):
    breath = GilPause()
    breath.tick()
    assert clock.pauses == [PAUSE_SECONDS]
    for _ in range(1000):
        breath.tick()
        clock.now += WORK_SECONDS / 100
    assert 8 <= len(clock.pauses) <= 11


def test_a_step_that_takes_long_is_followed_by_one_pause(clock):
    breath = GilPause()
    breath.tick()
    clock.now += 100 * WORK_SECONDS
    breath.tick()
    breath.tick()
    assert clock.pauses == [PAUSE_SECONDS, PAUSE_SECONDS]
