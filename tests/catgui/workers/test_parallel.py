"""Work in a few threads: how many, how far ahead, and what comes back."""

import threading

import pytest

from catgui.workers.parallel import MAX_THREADS, imap_unordered
from engine.errors import CancelledError
from tests.support.abandoned import join_interrupted


def test_gives_each_item_with_what_was_made_of_it():
    assert dict(imap_unordered(lambda number: number**2, range(100))) == {number: number**2 for number in range(100)}
    assert list(imap_unordered(str, [])) == []


def test_works_on_several_at_once_but_on_no_more_than_its_threads():
    together, lock, most, inside = threading.Barrier(MAX_THREADS), threading.Lock(), [], []

    def work(number):
        with lock:
            inside.append(number)
            most.append(len(inside))
        # Passed only when every thread has come here.
        together.wait(60)
        with lock:
            inside.remove(number)

    assert len(list(imap_unordered(work, range(5 * MAX_THREADS)))) == 5 * MAX_THREADS
    assert max(most) == MAX_THREADS


def test_a_slow_item_does_not_keep_the_others_waiting():
    others_are_done = threading.Event()
    order = []
    for number, _ in imap_unordered(lambda number: number > 0 or others_are_done.wait(60), range(20)):
        order.append(number)
        if len(order) == 19:
            others_are_done.set()
    assert order[-1] == 0


def test_takes_few_ahead_of_what_was_handed_over():
    taken = []
    for handed, _ in enumerate(imap_unordered(str, (taken.append(number) for number in range(50))), start=1):
        assert len(taken) <= handed + 2 * MAX_THREADS


def test_what_takes_for_ever_is_left_alone_when_cancelled():
    cancelled, released = threading.Event(), threading.Event()
    done = imap_unordered(lambda number: number == 1 or released.wait(60), range(20), cancelled)
    assert next(done) == (1, True)
    cancelled.set()
    with pytest.raises(CancelledError):
        next(done)
    assert not released.is_set()
    released.set()
    join_interrupted()


def test_raises_what_the_work_raises():
    def work(number):
        if number == 3:
            raise ZeroDivisionError("out of cheese")

    with pytest.raises(ZeroDivisionError, match="out of cheese"):
        list(imap_unordered(work, range(10)))
