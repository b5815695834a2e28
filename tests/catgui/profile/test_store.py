"""The file of the profile: private, whole, copied, and never written over if it cannot be read."""

import os
import re
import sqlite3
import stat
import sys
import threading
from contextlib import closing

import pytest

from catgui.profile import store as store_module
from catgui.profile import tables
from catgui.profile.lock import FileLock
from catgui.profile.store import ProfileGoneError, ProfileStore
from catgui.profile.tables import DamagedProfileError, NewerProfileError
from engine.version import PROGRAM_VERSION

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no permissions, pipes and links of this kind")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "profile.sqlite"


@pytest.fixture
def store(path):
    return ProfileStore(path)


def put(store, value, key="theme"):
    store.write(lambda connection: connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value)))


def value_in(store, key="theme"):
    row = store.read(
        lambda connection: connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    )
    return None if row is None else row[0]


def test_reading_creates_nothing_and_what_is_written_is_there_for_another_window(store, path):
    assert value_in(store) is None
    assert not path.parent.exists()
    put(store, "dark")
    assert value_in(ProfileStore(path)) == "dark"


def test_what_fails_in_the_middle_is_not_written(store):
    put(store, "dark")

    def fail(connection):
        connection.execute("UPDATE settings SET value = 'light'")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        store.write(fail)
    assert value_in(store) == "dark"


@posix
def test_only_its_user_can_read_it(store, path):
    put(store, "dark")
    store.claim_session()
    store.back_up()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    journal = store.write(lambda connection: stat.S_IMODE(_journal_of(connection, path).stat().st_mode))
    assert journal == 0o600


def _journal_of(connection, path):
    connection.execute("INSERT INTO settings VALUES ('a', 'b')")
    return path.with_name("profile.sqlite-journal")


@pytest.mark.parametrize("name", ["", "-journal", "-wal", "-shm", "-copy", ".part", ".lock"])
@pytest.mark.parametrize(
    "kind",
    [*(pytest.param(kind, marks=posix) for kind in ("pipe", "link to itself", "link to a file", "device")), "folder"],
)
def test_in_its_place_and_beside_it_only_files_are_opened(store, path, tmp_path, name, kind):
    path.parent.mkdir()
    place = {
        "-copy": store.copies.places[0],
        ".part": path.with_name("profile-copy.sqlite.part"),
        ".lock": path.with_name("profile.lock"),
    }.get(name, path.with_name(f"profile.sqlite{name}"))
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        (tmp_path / "file").write_text("of somebody else")
        place.symlink_to({"link to itself": place, "link to a file": tmp_path / "file", "device": "/dev/zero"}[kind])
    for access in (lambda: put(store, "dark"), lambda: value_in(store), store.claim_session):
        with pytest.raises(OSError, match="move it away"):
            access()
    place.rmdir() if kind == "folder" else place.unlink()
    put(store, "dark")
    assert value_in(store) == "dark"


def damage(path, how):
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        changed = {"empty": b"", "cut off": content[:5000], "other": b"no data base" * 2000}
        path.write_bytes(changed.get(how, b"\xff" * 100 + content[100:]))


@pytest.mark.skipif(sys.platform != "win32", reason="on other systems no program keeps files from others")
def test_a_file_that_another_program_has_for_itself_is_not_damaged(store, path):
    import _winapi

    put(store, "dark")
    store.back_up()
    content = path.read_bytes()
    handle = _winapi.CreateFile(str(path), _winapi.GENERIC_READ, 0, 0, _winapi.OPEN_EXISTING, 0, 0)
    for access in (lambda: value_in(store), lambda: put(store, "light"), store.repair):
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            access()
    _winapi.CloseHandle(handle)
    assert path.read_bytes() == content
    assert store.replaced == ""
    put(store, "light")
    assert value_in(store) == "light"


@pytest.mark.parametrize("how", ["gone", "empty", "cut off", "other", "header"])
def test_a_damaged_file_is_moved_aside_and_a_copy_takes_its_place(store, path, how):
    put(store, "dark")
    store.back_up()
    put(store, "light")
    damage(path, how)
    damaged = path.read_bytes() if path.exists() else None
    if how == "gone":
        store = ProfileStore(path)

    assert value_in(store) == "dark"

    lost = "Newer edits, runs, photos, networks, data and settings are lost, unless a window has them."
    assert re.search(rf"Back from the copy of \d\d \w+ \d{{4}}, \d\d:\d\d: 1 setting\. {lost}$", store.replaced)
    assert store.is_other
    if damaged is not None:
        aside = path.with_name("profile-damaged-1.sqlite")
        assert aside.read_bytes() == damaged
        assert str(aside) in store.replaced
    put(store, "light")
    damage(path, "other")
    assert value_in(store) == "dark", "the copy is still there"
    if damaged is not None:
        assert aside.read_bytes() == damaged, "nothing is ever written over it"


def test_a_file_that_was_emptied_before_it_was_copied_is_no_first_start(store, path):
    put(store, "dark")
    path.write_bytes(b"")
    again = ProfileStore(path)
    assert value_in(again) is None
    assert "Nothing is back" in again.replaced


def test_a_damaged_file_is_left_to_the_thread_of_the_profile_by_what_only_peeks(store, path):
    put(store, "dark")
    path.write_bytes(b"no data base" * 1000)
    with pytest.raises(DamagedProfileError):
        store.peek(lambda connection: None)
    assert store.files() == [path.with_suffix(".mending"), path]


def test_where_the_file_was_that_is_gone_nothing_is_made_and_it_may_lack_what_is_in_memory_when_back(store, path):
    put(store, "dark")
    store.back_up()
    away = path.parent.rename(path.parent.with_name("away"))
    for _ in range(2):
        for access in (lambda: put(store, "light"), lambda: value_in(store), store.claim_session, store.back_up):
            with pytest.raises(ProfileGoneError, match="bring it or its disk back") as error:
                access()
            assert error.value.filename == str(path)
        assert not path.exists()
        path.parent.mkdir(exist_ok=True)  # a mount point
    path.parent.rmdir()
    away.rename(path.parent)
    assert not store.is_other
    assert value_in(store) == "dark"
    assert store.is_other
    assert store.replaced == ""


@pytest.mark.parametrize("other", ["of another user", "empty", "damaged"])
def test_another_file_in_its_place_is_neither_read_nor_written_until_it_is_to_be(store, path, other):
    put(store, "dark")
    path.rename(path.with_name("away"))
    if other == "of another user":
        put(ProfileStore(path), "blue")
    else:
        path.write_bytes(b"x" * 5000 if other == "damaged" else b"")
    before = path.read_bytes()
    for access in (lambda: put(store, "light"), lambda: value_in(store)):
        with pytest.raises(ProfileGoneError, match="another file is in its place"):
            access()
    assert path.read_bytes() == before
    store.begin_anew()
    assert value_in(store) == ("blue" if other == "of another user" else None)
    put(store, "light")
    assert store.is_other
    assert value_in(ProfileStore(path)) == "light"


def test_the_same_profile_in_another_file_is_taken_and_may_lack_what_is_in_memory(store, path):
    put(store, "dark")
    content = path.read_bytes()
    path.rename(path.with_name("away"))  # else the new file may have its number
    path.write_bytes(content)
    put(store, "light")
    assert value_in(store) == "light"
    assert store.is_other


def test_the_same_profile_in_another_file_is_waited_for_while_a_window_writes_into_it(store, path, monkeypatch):
    put(store, "dark")
    content = path.read_bytes()
    path.rename(path.with_name("away"))
    path.write_bytes(content)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            value_in(store)
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 60)
        threading.Timer(0.05, lambda: other.execute("COMMIT")).start()
        assert value_in(store) == "dark"


def test_a_file_is_not_gone_while_another_thread_replaces_it(store, path):
    put(store, "dark")
    mending, aside = FileLock(path.with_suffix(".mending")), path.with_name("aside")
    assert mending.acquire()
    path.rename(aside)

    def end():
        aside.rename(path)
        mending.release()

    threading.Timer(0.05, end).start()
    assert value_in(store) == "dark"
    assert not store.is_other


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open in its place")
def test_a_read_during_which_the_file_was_replaced_is_done_again(store, path):
    put(store, "dark")
    found = []

    def read_slowly(connection):
        found.append(connection.execute("SELECT value FROM settings").fetchone()[0])
        if len(found) == 1:
            content = path.read_bytes().replace(b"dark", b"blue")
            path.rename(path.with_name("away"))
            path.write_bytes(content)
        return found[-1]

    assert store.read(read_slowly) == "blue"
    assert found == ["dark", "blue"]


@pytest.mark.parametrize("access", [lambda store: put(store, "light"), lambda store: store.claim_session()])
def test_while_a_file_is_replaced_others_wait_and_longer_than_for_another_program(store, path, monkeypatch, access):
    put(store, "dark")
    monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0)
    begun, may_end = threading.Event(), threading.Event()

    def read_slowly(_row, _pictures):
        begun.set()
        assert may_end.wait(60)

    mending = ProfileStore(path)
    mending.readers["settings"] = read_slowly
    threads = [threading.Thread(target=mending.repair), threading.Thread(target=access, args=[store])]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    threads[1].join(0.05)
    assert threads[1].is_alive()
    assert value_in(mending) == "dark"
    may_end.set()
    for thread in threads:
        thread.join()
    store.close()


def test_a_read_waits_for_a_window_that_writes_longer_than_for_another_program(store, path, monkeypatch):
    put(store, "dark")
    monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0)
    begun, may_end = threading.Event(), threading.Event()

    def write_slowly(connection):
        connection.execute("UPDATE settings SET value = 'light'")
        connection.execute("PRAGMA cache_size = 1")  # what does not fit is written before the end: nobody may read
        connection.execute("INSERT INTO settings VALUES ('large', hex(zeroblob(1000000)))")
        begun.set()
        assert may_end.wait(60)

    found = []
    threads = [
        threading.Thread(target=ProfileStore(path).write, args=[write_slowly]),
        threading.Thread(target=lambda: found.append(value_in(store))),
    ]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    threads[1].join(0.05)
    may_end.set()
    for thread in threads:
        thread.join()
    assert found == ["light"]


def test_a_gone_file_is_made_anew_of_its_copies_once_that_is_wanted(store, path):
    put(store, "dark")
    store.back_up()
    path.unlink()
    with pytest.raises(ProfileGoneError):
        put(store, "light", "other")
    store.begin_anew()
    put(store, "light", "other")
    assert value_in(store) == "dark"
    assert "is gone from" in store.replaced
    assert store.is_other


def test_without_an_intact_copy_it_begins_afresh_and_keeps_both(store, path):
    put(store, "dark")
    store.back_up()
    damage(path, "other")
    damage(store.copies.places[0], "other")
    assert value_in(store) is None
    assert "begins afresh" in store.replaced
    put(store, "light")
    assert value_in(store) == "light"
    assert len(list(path.parent.glob("profile-damaged-*.sqlite"))) == 2


def test_a_damaged_file_is_never_copied(store, path):
    put(store, "dark" * 5000)
    store.back_up()
    before = store.copies.places[0].read_bytes()
    content = bytearray(path.read_bytes())
    content[-6000:] = b"\xff" * 6000
    path.write_bytes(content)
    store.back_up()  # after which the copy is in its place
    assert store.copies.places[0].read_bytes() == before
    assert value_in(store) == "dark" * 5000


@pytest.mark.parametrize("has_program", [True, False])
def test_a_file_of_a_newer_program_is_left_alone(store, path, has_program):
    put(store, "dark")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("DROP TABLE written_by" if not has_program else "INSERT INTO written_by VALUES ('7.2')")
        connection.commit()
    before = path.read_bytes()
    for access in (lambda: put(store, "light"), lambda: value_in(store), store.check, store.back_up):
        with pytest.raises(NewerProfileError, match="Catgui 7.2" if has_program else "a newer Catgui"):
            access()
    assert path.read_bytes() == before


def test_the_newest_program_that_has_written_it_is_noted(store, monkeypatch):
    store.check()
    assert store.read(tables.newest_program) == PROGRAM_VERSION
    for version, noted in (("99.1", "99.1"), ("98.9", "99.1")):
        monkeypatch.setattr(tables, "PROGRAM_VERSION", version)
        store.check()
        assert store.read(tables.newest_program) == noted


def test_a_file_that_is_locked_is_waited_for_and_then_told(store, path, monkeypatch):
    put(store, "dark")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            put(store, "light")
        monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 60)
        threading.Timer(0.05, lambda: other.execute("COMMIT")).start()
        put(store, "light")
    assert value_in(store) == "light"


def test_the_session_is_that_of_the_window_that_was_first(store, path):
    second = ProfileStore(path)
    assert store.claim_session()
    assert store.claim_session()
    assert not second.claim_session()
    store.close()
    assert second.claim_session()
    second.close()


def test_all_of_its_files_are_deleted_and_no_other(store, path):
    put(store, "dark")
    store.back_up()
    damage(path, "other")
    assert value_in(store) == "dark"
    others = [path.with_name(name) for name in ("my profile.sqlite", "profile.txt", "profile-mine.sqlite")]
    for other in others:
        other.touch()
    assert len(store.files()) == 5
    store.delete()
    assert sorted(path.parent.iterdir()) == sorted(others)
    assert store.files() == []
