"""Pauses of a busy thread, on a clock that the test sets."""

import ctypes
import os
import sys

import pytest

from catgui.workers import gil_pause as module
from catgui.workers.gil_pause import PAUSE_SECONDS, WORK_SECONDS, GilPause, shorten_switch_interval


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


class Clock:
    def __init__(self):
        self.now, self.pauses = 100.0, []

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def test_pauses_are_made_at_the_interval(clock):
    gil_pause = GilPause()
    gil_pause.tick()
    assert clock.pauses == [PAUSE_SECONDS]
    for _ in range(1000):
        gil_pause.tick()
        clock.now += WORK_SECONDS / 100
    assert 8 <= len(clock.pauses) <= 11


def test_a_long_step_is_followed_by_one_pause(clock):
    gil_pause = GilPause()
    gil_pause.tick()
    clock.now += 100 * WORK_SECONDS
    gil_pause.tick()
    gil_pause.tick()
    assert clock.pauses == [PAUSE_SECONDS, PAUSE_SECONDS]


@pytest.mark.skipif(os.name != "nt", reason="other systems wait for fractions of a millisecond")
def test_windows_waits_for_whole_milliseconds_and_no_longer(monkeypatch):
    ticks, before = [], sys.getswitchinterval()
    monkeypatch.setattr(ctypes.windll.winmm, "timeBeginPeriod", ticks.append)
    try:
        shorten_switch_interval()
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)
    assert ticks == [1]
