"""What is put is written at once, again after a failure, and at the latest when the window closes."""

import errno
import json
import os
import sqlite3
import threading
from contextlib import closing

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


class Owner:
    """Has one value in memory, and puts it when it is set and when all is to be written again."""

    def __init__(self, keeper, key):
        self._keeper, self._key, self.value = keeper, key, ""
        keeper.rewrites.append(self.write)

    def set(self, value):
        self.value = value
        self._keeper.put(self._key, self.write)

    def write(self, store):
        put(store, self.value, self._key)

    @property
    def written(self):
        return value_in(self._keeper.store, self._key)


def take_away(path):
    path.rename(path.with_name("away"))


def empty(path):
    path.write_bytes(b"")


def overwrite_header(path):
    path.write_bytes(b"\xff" * 100 + path.read_bytes()[100:])


def drop_table(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE settings")
        connection.commit()


@pytest.mark.parametrize("damage", [empty, overwrite_header, drop_table])
@pytest.mark.parametrize("is_copied", [True, False])
@pytest.mark.parametrize("is_closing", [True, False])
def test_what_is_in_memory_is_written_again_into_a_file_that_replaces_a_damaged_one(
    keeper, qtbot, damage, is_copied, is_closing
):
    one, other = Owner(keeper, "one"), Owner(keeper, "other")
    one.set("first")
    assert keeper.wait(10)
    if is_copied:
        keeper.store.back_up()
    one.set("second")
    assert keeper.wait(10)
    damage(keeper.store.path)
    other.set("third")
    if is_closing:
        keeper.shutdown()
    else:
        qtbot.waitUntil(lambda: one.written == "second")
    assert (one.written, other.written) == ("second", "third")


def test_what_another_thread_has_mended_is_told_and_written_again_at_once(keeper, qtbot):
    keeper.rewrites.append(writing("dark"))
    keeper.put("theme", writing("light"))
    assert keeper.wait(10)
    keeper.store.path.write_bytes(b"")
    with qtbot.waitSignals([keeper.replaced, keeper.rewritten]):
        keeper.store.read(lambda connection: None)
    assert value_in(keeper.store) == "dark"


def test_damage_that_nothing_is_written_to_is_seen_before_the_window_closes(keeper):
    owner = Owner(keeper, "one")
    owner.set("first")
    assert keeper.wait(10)
    empty(keeper.store.path)
    keeper.settle()
    keeper.shutdown()
    assert owner.written == "first"


def test_what_only_the_copy_at_the_close_finds_damaged_is_written_again_and_copied(keeper):
    owner = Owner(keeper, "one")
    owner.set("first")
    assert keeper.wait(10)
    keeper.store.back_up()
    owner.set("second")
    assert keeper.wait(10)
    keeper.store.readers["settings"] = lambda row, _pictures: json.loads(f'"{row["value"]}"')
    with closing(sqlite3.connect(keeper.store.path)) as connection, connection:
        connection.execute("UPDATE settings SET value = '\"' WHERE key = 'one'")
    keeper.shutdown()
    assert owner.written == "second"
    assert value_in(ProfileStore(keeper.store.copies.places[0]), "one") == "second"


def test_a_file_that_is_gone_is_told_and_what_was_put_meanwhile_is_in_it_once_it_is_back(keeper, qtbot, monkeypatch):
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS", 0.02)
    owner, path = Owner(keeper, "one"), keeper.store.path
    owner.set("first")
    assert keeper.wait(10)
    take_away(path)
    owner.set("second")
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert keeper.is_gone
    assert "bring it or its disk back" in keeper.notice
    assert not path.exists()
    with qtbot.waitSignal(keeper.rewritten):
        path.with_name("away").rename(path)
    qtbot.waitUntil(lambda: not keeper.notice)
    assert not keeper.is_gone
    assert owner.written == "second"


def test_a_file_that_is_gone_is_made_anew_when_the_user_says_so(keeper, qtbot):
    one, other = Owner(keeper, "one"), Owner(keeper, "other")
    one.set("first")
    assert keeper.wait(10)
    take_away(keeper.store.path)
    other.set("second")
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert keeper.is_gone
    keeper.begin_anew()
    qtbot.waitUntil(lambda: one.written == "first")
    assert other.written == "second"
    qtbot.waitUntil(lambda: not keeper.notice)


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


def test_what_keeps_all_from_being_written_is_met_once_at_a_time(keeper, qtbot):
    tried = []

    def lock(store):
        tried.append(store)
        raise sqlite3.OperationalError("database is locked")

    assert keeper.wait(10)
    with keeper._condition:
        keeper._waiting |= dict.fromkeys(range(5), lock)
        keeper._condition.notify_all()
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert len(tried) == 1


def test_some_time_after_a_change_the_profile_is_copied_and_again_as_the_window_closes(keeper, qtbot, monkeypatch):
    keeper.put("theme", writing("dark"))
    assert keeper.wait(10)
    copy = ProfileStore(keeper.store.copies.places[0])
    assert value_in(copy) is None
    monkeypatch.setattr(keeper_module, "_COPY_SECONDS", 0)
    keeper._copy_at = None
    keeper.put("theme", writing("light"))
    qtbot.waitUntil(lambda: value_in(copy) == "light")
    monkeypatch.undo()
    keeper.put("theme", writing("system"))
    keeper.shutdown()
    assert value_in(ProfileStore(copy.path)) == "system"


def test_the_copy_is_not_put_off_by_later_changes(keeper):
    assert keeper.wait(10)
    due = keeper._copy_at
    keeper.put("theme", writing("dark"))
    assert keeper.wait(10)
    assert keeper._copy_at == due is not None


def test_without_a_change_nothing_is_copied_at_the_close(keeper):
    assert keeper.wait(10)
    keeper.store.back_up()
    keeper._copy_at = None
    before = os.stat(keeper.store.copies.places[0]).st_ino
    keeper.shutdown()
    assert os.stat(keeper.store.copies.places[0]).st_ino == before


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


def test_a_reset_in_another_window_is_told_and_makes_no_new_profile(keeper, open_profile, qtbot):
    assert keeper.wait(10)
    other = open_profile()
    assert other.wait(10)
    assert other.store.claim_session()
    other.forget()
    other.store.delete()
    keeper.put("theme", writing("dark"))
    qtbot.waitUntil(lambda: bool(keeper.notice))
    assert keeper.is_gone
    assert "a reset in another window" in keeper.notice
    keeper.shutdown()
    assert keeper.store.files() == []
