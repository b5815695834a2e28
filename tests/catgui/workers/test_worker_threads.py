"""Threads that run functions in order, and say so if none can be started."""

import _thread
import ctypes
import os
import sys
import threading

import pytest

from catgui.workers import worker_threads
from catgui.workers import worker_threads as module
from catgui.workers.worker_threads import PAUSE_SECONDS, WORK_SECONDS, GilPause, WorkerThreads, shorten_switch_interval
from engine.errors import NoThreadError


@pytest.fixture
def threads():
    threads = WorkerThreads()
    yield threads
    assert threads.wait(60)


def refuse(*_):
    raise RuntimeError("can't start new thread")


def test_functions_run_in_order_and_in_one_thread(threads):
    ran, idents = [], set()
    for number in range(20):
        threads.run(lambda number=number: (ran.append(number), idents.add(threading.get_ident())))
    assert threads.wait(60)
    assert ran == list(range(20))
    assert len(idents) == 1
    assert threading.get_ident() not in idents


def test_a_function_may_come_before_those_that_wait(threads):
    go_on, ran = threading.Event(), []
    threads.run(go_on.wait)
    threads.run(lambda: ran.append("second"))
    threads.run(lambda: ran.append("first"), first=True)
    go_on.set()
    assert threads.wait(60)
    assert ran == ["first", "second"]


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_run_at_once_than_allowed(most):
    threads, go_on, began = WorkerThreads(most), threading.Event(), threading.Semaphore(0)

    def wait():
        began.release()
        assert go_on.wait(60)

    for _ in range(most + 2):
        threads.run(wait)
    for _ in range(most):
        assert began.acquire(timeout=60)
    assert not began.acquire(blocking=False)
    go_on.set()
    assert threads.wait(60)


def test_an_idle_thread_takes_the_next_function(threads, monkeypatch):
    done = threading.Event()
    threads.run(done.set)
    assert done.wait(60)
    while not threads._idle:
        pass
    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    done.clear()
    threads.run(done.set)
    assert done.wait(60)


def test_an_idle_thread_ends(threads, monkeypatch):
    monkeypatch.setattr(worker_threads, "_LINGER_SECONDS", 0.0)
    threads.run(lambda: None)
    with threads._changed:
        assert threads._changed.wait_for(lambda: not threads._threads, 60)


def test_a_thread_that_cannot_be_started_is_reported(threads, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(_thread, "start_new_thread", refuse)
        with pytest.raises(NoThreadError, match="No more threads or processes can be started"):
            threads.run(lambda: pytest.fail("it ran"))
    assert threads.wait(0)
    ran = threading.Event()
    threads.run(ran.set)
    assert ran.wait(60)


def test_where_one_thread_was_started_it_does_the_work_of_those_that_were_not(monkeypatch):
    threads, go_on, ran = WorkerThreads(3), threading.Event(), []
    threads.run(go_on.wait)
    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    threads.run(lambda: ran.append(1))
    go_on.set()
    assert threads.wait(60)
    assert ran == [1]


def test_waiting_is_bounded(threads):
    go_on = threading.Event()
    threads.run(go_on.wait)
    assert not threads.wait(0.01)
    go_on.set()


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
    pause = GilPause()
    pause.tick()
    assert clock.pauses == [PAUSE_SECONDS]
    for _ in range(1000):
        pause.tick()
        clock.now += WORK_SECONDS / 100
    assert 8 <= len(clock.pauses) <= 11


def test_a_long_step_is_followed_by_one_pause(clock):
    pause = GilPause()
    pause.tick()
    clock.now += 100 * WORK_SECONDS
    pause.tick()
    pause.tick()
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
