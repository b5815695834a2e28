"""The file of the profile: private, whole, backed up, and never written over if it cannot be read."""

import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from catgui.profile import backups, tables
from catgui.profile import store as store_module
from catgui.profile.backups import UNREAD
from catgui.profile.store import ProfileStore
from catgui.profile.tables import NewerProfileError
from engine.version import PROGRAM_VERSION

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no permissions, pipes and links of this kind")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "catgui.sqlite"


@pytest.fixture
def store(path):
    return ProfileStore(path)


def put(store, value, key="theme"):
    store.write(lambda connection: connection.execute("INSERT OR REPLACE INTO session VALUES (?, ?)", (key, value)))


def value_in(store, key="theme"):
    query = "SELECT value FROM session WHERE name = ?"
    row = store.read(lambda connection: connection.execute(query, (key,)).fetchone())
    return None if row is None else row[0]


def damage(path, how):
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "without a table":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE edits")
    else:
        changed = {"empty": b"", "cut off": content[:5000], "other": b"no data base" * 2000}
        path.write_bytes(changed.get(how, b"\xff" * 100 + content[100:]))


DAMAGES = ["gone", "empty", "cut off", "other", "header", "without a table"]


def test_what_is_written_is_there_at_the_next_start(store, path):
    assert value_in(store) is None
    put(store, "dark")
    assert value_in(ProfileStore(path)) == "dark"


def test_what_fails_in_the_middle_is_not_written(store):
    put(store, "dark")

    def fail(connection):
        connection.execute("UPDATE session SET value = 'light'")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        store.write(fail)
    assert value_in(store) == "dark"


@posix
def test_only_its_user_can_read_it(store, path):
    put(store, "dark")
    store.back_up()
    for place in (path.parent, *path.parent.rglob("*")):
        assert stat.S_IMODE(place.stat().st_mode) == (0o700 if place.is_dir() else 0o600), place
    journal = store.write(lambda connection: stat.S_IMODE(_journal_of(connection, path).stat().st_mode))
    assert journal == 0o600


def _journal_of(connection, path):
    connection.execute("INSERT INTO session VALUES ('a', 'b')")
    return path.with_name("catgui.sqlite-journal")


@pytest.mark.parametrize("name", ["", "-journal", "-wal", "-shm"])
@pytest.mark.parametrize(
    "kind",
    [*(pytest.param(kind, marks=posix) for kind in ("pipe", "link to itself", "link to a file", "device")), "folder"],
)
def test_in_its_place_and_beside_it_only_files_are_opened(store, path, tmp_path, name, kind):
    path.parent.mkdir()
    place = path.with_name(f"catgui.sqlite{name}")
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        (tmp_path / "file").write_text("of somebody else")
        place.symlink_to({"link to itself": place, "link to a file": tmp_path / "file", "device": "/dev/zero"}[kind])
    for access in (lambda: put(store, "dark"), lambda: value_in(store)):
        with pytest.raises(OSError, match="move it away"):
            access()
    place.rmdir() if kind == "folder" else place.unlink()
    put(store, "dark")
    assert value_in(store) == "dark"


@pytest.mark.parametrize("how", DAMAGES)
def test_the_newest_whole_backup_replaces_a_damaged_file_which_stays_in_the_backups(store, path, how):
    put(store, "dark")
    store.back_up()
    put(store, "light")
    store.back_up()
    (newest, _), (_, date) = store.backups.found()
    damage(newest, "other")
    damage(path, how)
    damaged = path.read_bytes() if path.exists() else None
    again = ProfileStore(path)
    assert value_in(again) == "dark"
    assert again.report.endswith(f" The backup of {date:%d %b %Y, %H:%M} is back.")
    if damaged is not None:
        (aside,) = store.backups.folder.glob("* damaged.sqlite")
        assert str(aside) in again.report
        assert aside.read_bytes() == damaged
    assert value_in(ProfileStore(path)) == "dark"


def test_without_a_whole_backup_it_begins_afresh_and_keeps_all(store, path):
    put(store, "dark")
    store.back_up()
    damage(store.backups.found()[0][0], "other")
    damage(path, "other")
    again = ProfileStore(path)
    assert value_in(again) is None
    assert "starts fresh" in again.report
    assert len(list(store.backups.folder.iterdir())) == 2


def test_a_file_with_a_damaged_page_is_damaged_and_never_backed_up(store, path):
    for key in range(100):
        put(store, "dark" * 500, str(key))
    store.back_up()
    content = bytearray(path.read_bytes())
    content[-40000:] = b"\xff" * 40000
    path.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError):
        store.back_up()
    assert len(store.backups.found()) == 1
    assert value_in(ProfileStore(path), "99") == "dark" * 500


def test_a_file_that_is_gone_later_is_not_made_anew(store, path):
    put(store, "dark")
    away = path.rename(path.with_name("away"))
    for access in (lambda: put(store, "light"), lambda: value_in(store)):
        with pytest.raises(OSError, match="bring it or its disk back"):
            access()
    store.back_up()
    assert not path.exists()
    assert store.backups.found() == []
    away.rename(path)
    assert value_in(store) == "dark"


@pytest.mark.parametrize("has_program", [True, False])
def test_a_file_of_a_newer_program_is_left_alone(store, path, has_program):
    put(store, "dark")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("DROP TABLE written_by" if not has_program else "INSERT INTO written_by VALUES ('7.2')")
        connection.commit()
    before, store = path.read_bytes(), ProfileStore(path)
    for access in (lambda: put(store, "light"), lambda: value_in(store), store.back_up):
        with pytest.raises(NewerProfileError, match=r"Catgui 7\.2" if has_program else "a newer Catgui"):
            access()
    assert path.read_bytes() == before


def test_the_newest_program_that_has_written_it_is_noted(store, monkeypatch):
    store.write(tables.record_program_version)
    assert store.read(tables.newest_program) == PROGRAM_VERSION
    for version, noted in (("99.1", "99.1"), ("98.9", "99.1")):
        monkeypatch.setattr(tables, "PROGRAM_VERSION", version)
        store.write(tables.record_program_version)
        assert store.read(tables.newest_program) == noted


def test_a_file_that_is_locked_is_waited_for_and_then_told(store, path, monkeypatch):
    put(store, "dark")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0.05)
        for access in (store, ProfileStore(path)):
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                put(access, "light")
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 60)
        threading.Timer(0.05, lambda: other.execute("COMMIT")).start()
        put(store, "light")
    assert value_in(store) == "light"


# --- backups


@pytest.fixture
def clock(monkeypatch):
    """The time of the backups; `clock.now` may be set."""

    class Clock(datetime):
        @classmethod
        def now(cls):
            return cls.moment

    Clock.moment = datetime(2026, 1, 1)
    monkeypatch.setattr(backups, "datetime", Clock)
    return Clock


def test_five_backups_are_kept_an_hour_apart_and_the_newest(store, clock):
    put(store, "dark")
    for minutes in range(0, 600, 20):
        clock.moment = datetime(2026, 1, 1) + timedelta(minutes=minutes)
        store.back_up()
    dates = [date for _, date in store.backups.found()]
    assert len(dates) == 5
    assert dates[0] == clock.moment
    assert all(later - earlier >= timedelta(hours=1) for later, earlier in pairwise(dates[1:]))


def test_a_backup_of_the_future_is_the_last_one_to_come_back(store, clock, path):
    clock.moment = datetime(2030, 1, 1)
    put(store, "old")
    store.back_up()
    clock.moment = datetime(2026, 1, 1)
    put(store, "new")
    store.back_up()
    damage(path, "other")
    assert value_in(ProfileStore(path)) == "new"


def test_a_backup_brought_back_takes_the_place_of_the_profile_which_can_be_brought_back(store, path):
    put(store, "dark")
    store.back_up()
    put(store, "light")
    store.bring_back(store.backups.found()[0][0])
    assert value_in(ProfileStore(path)) == "dark"
    (replaced,) = [path for path, _ in store.backups.to_bring_back() if "replaced" in path.name]
    store.bring_back(replaced)
    assert value_in(ProfileStore(path)) == "light"


def test_a_fresh_profile_has_nothing_also_after_damage_and_the_old_one_can_be_brought_back(store, path):
    put(store, "dark")
    store.back_up()
    store.start_fresh()
    assert value_in(ProfileStore(path)) is None
    damage(path, "other")
    again = ProfileStore(path)
    assert value_in(again) is None
    (replaced,) = [path for path, _ in store.backups.to_bring_back() if "replaced" in path.name]
    again.bring_back(replaced)
    assert value_in(ProfileStore(path)) == "dark"


def test_without_room_there_is_no_backup_and_none_before_unread_rows_is_an_error(store, monkeypatch):
    put(store, "dark")
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    store.back_up()
    with pytest.raises(OSError, match="no room"):
        store.back_up(UNREAD)
    assert store.backups.to_bring_back() == []
