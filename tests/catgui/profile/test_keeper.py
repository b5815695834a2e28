"""What is put is written at once, again after a failure, and at the latest when the window closes."""

import errno
import os
import sqlite3
import threading
from contextlib import closing
from types import SimpleNamespace

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
    keeper.begin(store := ProfileStore(tmp_path / "catgui.sqlite"))
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
        (sqlite3.OperationalError("attempt to write a readonly database"), "writing is not allowed there"),
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
    monkeypatch.setattr(keeper_module, "_MOST_SECONDS", 0.05)
    monkeypatch.setattr(ProfileKeeper.wait, "__defaults__", (0.05,))
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


def test_what_is_put_while_its_predecessor_is_written_is_written_after_it(keeper, qtbot):
    begun, go_on = threading.Event(), threading.Event()

    def slow(store):
        begun.set()
        go_on.wait(10)
        put(store, "dark")

    keeper.put("theme", slow)
    assert begun.wait(10)
    keeper.put("theme", writing("light"))
    go_on.set()
    qtbot.waitUntil(lambda: value_in(keeper.store) == "light")


def test_a_lock_is_waited_for_once_and_not_by_each_that_waits(keeper, qtbot):
    tried, begun, may_begin = [], threading.Event(), threading.Event()

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


class _QuickCondition(threading.Condition):
    """Lets ten seconds pass in no time, but no longer wait."""

    def wait(self, timeout=None):
        return super().wait(0 if timeout is not None and timeout <= 10 else timeout)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(keeper_module, "threading", SimpleNamespace(Thread=threading.Thread, Condition=_QuickCondition))


def test_what_has_failed_is_tried_again_within_ten_seconds(quick, open_profile, qtbot):
    keeper, notices, failures = open_profile(), [], [OSError(errno.ENOSPC, "full")] * 3
    keeper.changed.connect(notices.append)

    def write(store):
        if failures:
            raise failures.pop()
        put(store, "dark")

    keeper.put("theme", write)
    qtbot.waitUntil(lambda: len(notices) == 2)
    assert value_in(keeper.store) == "dark"


def test_an_hour_after_a_change_and_at_the_close_there_is_a_backup(open_profile, qtbot, monkeypatch):
    keeper = open_profile()
    keeper.put("theme", writing("dark"))
    assert keeper.wait(10)
    assert keeper.store.backups.found() == []
    keeper.shutdown()
    assert len(keeper.store.backups.found()) == 1
    monkeypatch.setattr(keeper_module, "_BACKUP_SECONDS", 0)
    again = open_profile()
    qtbot.waitUntil(lambda: len(again.store.backups.found()) == 2)


def test_a_damaged_profile_is_reported_once_what_is_kept_can_be_read(open_profile, tmp_path, qtbot):
    (tmp_path / "catgui.sqlite").write_bytes(b"no data base" * 1000)
    keeper = open_profile()
    with qtbot.waitSignals([keeper.reported, keeper.begun]):
        keeper.put("theme", writing("light"))
    assert keeper.wait(10)
    assert value_in(keeper.store) == "light"


def test_what_another_program_keeps_from_being_written_at_the_close_is_written_once_that_lets_go(
    keeper, qtbot, monkeypatch
):
    monkeypatch.setattr("catgui.profile.store._LOCK_TIMEOUT", 0.05)
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS_AT_CLOSE", 0.02)
    assert keeper.wait(10)
    notices = []
    keeper.changed.connect(notices.append)
    with closing(sqlite3.connect(keeper.store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keeper.put("theme", writing("dark"))
        assert not keeper.finish()
        assert "another program uses the profile" in keeper.obstacle
        with qtbot.waitSignal(keeper.finished):
            other.execute("COMMIT")
    assert value_in(keeper.store) == "dark"
    assert notices == [], "the question of a window that closes says it"
