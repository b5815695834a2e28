"""What is put is written at once, again after a failure, and at the latest when the window closes."""

import errno
import os
import sqlite3
import threading

import pytest

from catgui.profile import keeper as keeper_module
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from tests.catgui.profile.test_store import put, value_in


def writing(value, key="theme"):
    return lambda store: put(store, value, key)


def failing_until(is_well, value, error):
    def write(store):
        if not is_well.is_set():
            raise error
        put(store, value)

    return write


@pytest.fixture
def keeper(open_profile):
    return open_profile()


def test_what_is_put_is_written_in_the_background_and_the_newest_of_a_key_counts(keeper, qtbot):
    for value in ("dark", "light"):
        keeper.put("theme", writing(value))
    qtbot.waitUntil(lambda: value_in(keeper.store) == "light")
    assert keeper.wait(10)


def test_what_is_put_before_there_is_a_profile_waits_for_it(qapp, tmp_path):
    keeper = ProfileKeeper()
    keeper.put("theme", writing("dark"))
    keeper.begin(store := ProfileStore(tmp_path / "profile.sqlite"))
    keeper.shutdown()
    assert value_in(store) == "dark"


def test_what_waits_is_written_when_the_window_closes(keeper):
    held = threading.Event()
    keeper.put("first", lambda store: held.wait(10))
    keeper.put("theme", writing("dark"))
    held.set()
    keeper.shutdown()
    assert value_in(keeper.store) == "dark"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "the disk is full; make room"),
        (sqlite3.OperationalError("database or disk is full"), "the disk is full; make room"),
        (
            sqlite3.OperationalError("attempt to write a readonly database"),
            "writing is not allowed there; allow Catgui to write there",
        ),
        (sqlite3.OperationalError("database is locked"), "another program uses the profile; close it"),
    ],
)
def test_one_notice_says_why_nothing_is_kept_until_it_is_tried_again(keeper, qtbot, monkeypatch, error, said):
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS", 0.02)
    is_well, notices = threading.Event(), []
    keeper.changed.connect(notices.append)
    keeper.put("theme", failing_until(is_well, "dark", error))
    keeper.put("other", failing_until(is_well, "dark", error))
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert f"Not written to {keeper.store.path}: {said}" in keeper.notice
    is_well.set()
    qtbot.waitUntil(lambda: not keeper.notice)
    assert value_in(keeper.store) == "dark"
    assert len(notices) == 2


def test_what_can_never_be_written_keeps_nothing_else_from_it(keeper, qtbot, caplog):
    def fail(_store):
        raise ValueError("a fault of the program")

    def too_large(_store):
        raise sqlite3.DataError("string or blob too big")

    keeper.put("faulty", fail)
    keeper.put("large", too_large)
    keeper.put("theme", writing("dark"))
    qtbot.waitUntil(lambda: value_in(keeper.store) == "dark")
    assert "a fault of the program" in caplog.text
    qtbot.waitUntil(lambda: "too big" in keeper.notice)


def test_a_disk_that_never_answers_does_not_keep_the_window_from_closing(keeper, monkeypatch):
    monkeypatch.setattr(keeper_module, "_MOST_SECONDS_AT_CLOSE", 0.05)
    answer, begun = threading.Event(), threading.Event()

    def hang(_store):
        begun.set()
        answer.wait(30)

    keeper.put("hangs", hang)
    assert begun.wait(10)
    thread = keeper._thread
    keeper.shutdown()
    assert thread.daemon
    answer.set()
    thread.join()


def test_a_thread_that_cannot_be_started_is_told_and_tried_again(keeper, qtbot, monkeypatch):
    assert keeper.wait(10)
    fresh = ProfileKeeper()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_thread)
        fresh.begin(keeper.store)
        assert "can't start new thread" in fresh.notice
    fresh.put("theme", writing("dark"))
    qtbot.waitUntil(lambda: value_in(keeper.store) == "dark" and not fresh.notice)
    fresh.shutdown()


def _no_thread(_thread):
    raise RuntimeError("can't start new thread")


def test_a_damaged_profile_is_told(keeper, qtbot):
    keeper.put("theme", writing("dark"))
    assert keeper.wait(10)
    keeper.store.path.write_bytes(b"no data base" * 1000)
    with qtbot.waitSignal(keeper.replaced) as told:
        keeper.put("theme", writing("light"))
    assert "profile-damaged-1.sqlite" in told.args[0]
    assert value_in(keeper.store) == "light"


def test_after_a_reset_nothing_is_written(keeper):
    keeper.forget()
    keeper.store.delete()
    keeper.put("theme", writing("dark"))
    keeper.shutdown()
    assert keeper.store.files() == []
