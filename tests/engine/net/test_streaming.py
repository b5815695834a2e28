"""What comes is taken while it is wanted, and given up when it comes too slowly."""

import itertools
import threading

import pytest

from engine.net import streaming
from engine.net.streaming import TooSlowError, stream_body


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the clock that the pace is taken by, in seconds."""
    now = [0.0]

    class Clock:
        monotonic = staticmethod(lambda: now[0])

    monkeypatch.setattr(streaming, "time", Clock)
    return lambda seconds: now.__setitem__(0, seconds)


@pytest.fixture
def silence():
    """Pieces that never come."""
    released = threading.Event()

    def nothing():
        released.wait(60)
        yield b"too late"

    yield nothing()
    released.set()
    for thread in threading.enumerate():
        if thread.name == streaming.THREAD_NAME:
            thread.join(60)


def test_every_piece_is_taken_in_its_order_after_an_empty_one():
    taken = []
    stream_body(iter([b"a", b"bc", b"d"]), taken.append)
    assert taken[0] == b""
    assert b"".join(taken) == b"abcd"


def test_an_error_of_the_pieces_comes_after_them():
    def failing():
        yield b"a"
        raise KeyError

    taken = []
    with pytest.raises(KeyError):
        stream_body(failing(), taken.append)
    assert b"".join(taken) == b"a"


def test_what_is_not_wanted_from_the_first_is_not_asked_for():
    def refuse(piece):
        raise KeyError

    pieces = iter([b"a"])
    with pytest.raises(KeyError):
        stream_body(pieces, refuse)
    assert list(pieces) == [b"a"]


def test_what_is_not_wanted_any_more_is_not_waited_for(silence):
    asked = []

    def refuse_at_the_third(piece):
        asked.append(piece)
        if len(asked) == 3:
            raise KeyError

    with pytest.raises(KeyError):
        stream_body(silence, refuse_at_the_third)
    assert asked == [b""] * 3


def test_what_does_not_come_is_given_up_after_a_minute(silence, set_clock):
    looks = []

    def take(piece):
        looks.append(piece)
        set_clock((0, 59.9, 60.1)[len(looks) - 1])

    with pytest.raises(TooSlowError, match=r"sent less than 1\.0 kB a second for 60 seconds"):
        stream_body(silence, take)
    assert len(looks) == 3


@pytest.fixture
def take(set_clock):
    """Takes a minute for each piece."""
    minutes = itertools.count(1)

    def wait(piece):
        if piece:
            set_clock(60 * next(minutes))

    return wait


def test_what_comes_fast_enough_in_every_minute_is_waited_for(take):
    stream_body(iter([bytes(60_000), bytes(61_000), bytes(60_000)]), take)


def test_what_comes_fast_at_first_and_then_too_slowly_is_given_up(take):
    with pytest.raises(TooSlowError):
        stream_body(iter([bytes(1_000_000), bytes(59_000)]), take)
