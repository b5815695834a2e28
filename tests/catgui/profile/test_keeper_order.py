"""What is put while the keeper writes, or cannot."""

import sqlite3
import threading

from tests.catgui.profile.test_keeper import writing
from tests.catgui.profile.test_store import put, value_in


def test_what_is_put_while_its_predecessor_is_being_written_is_written_too(open_profile):
    keeper = open_profile()
    begun, may_end = threading.Event(), threading.Event()

    def write_slowly(store):
        put(store, "dark")
        begun.set()
        assert may_end.wait(60)

    keeper.put("theme", write_slowly)
    assert begun.wait(60)
    keeper.put("theme", writing("light"))
    may_end.set()
    assert keeper.wait(60)
    assert value_in(keeper.store) == "light"


def test_a_lock_is_waited_for_once_and_not_by_each_that_waits(open_profile, qtbot):
    keeper, tried = open_profile(), []
    begun, may_begin = threading.Event(), threading.Event()

    def hold(_store):
        begun.set()
        assert may_begin.wait(60)

    def fail(key):
        tried.append(key)
        raise sqlite3.OperationalError("database is locked")

    keeper.put("before", hold)
    assert begun.wait(60)
    for key in ("first", "second", "third"):
        keeper.put(key, lambda _store, key=key: fail(key))
    may_begin.set()
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert tried == ["first"]
    keeper.shutdown()
    assert tried == ["first", "first"], "and once more as the window closes"
