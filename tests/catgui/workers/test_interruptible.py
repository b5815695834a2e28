"""Waiting that can be given up."""

import threading

import pytest

from catgui.workers.interruptible import call_interruptibly
from engine.errors import CancelledError
from tests.support.abandoned import join_interrupted


def test_gives_the_value():
    assert call_interruptibly(lambda: 42, threading.Event()) == 42


def test_raises_what_the_function_raised():
    def fail():
        raise OSError("no route to host")

    with pytest.raises(OSError, match="no route"):
        call_interruptibly(fail, threading.Event())


def test_a_silent_server_is_left_at_once_when_cancelled():
    cancelled, answered = threading.Event(), threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        call_interruptibly(lambda: answered.wait(60), cancelled)
    answered.set()
    join_interrupted()
