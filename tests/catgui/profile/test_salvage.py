"""After damage, row by row: what the file still has, else the newest copy, else an older one; the rest is counted."""

import os
import re
import sqlite3
from contextlib import closing
from random import Random

import pytest

from catgui.profile import copies as copies_module
from catgui.profile import store as store_module
from catgui.profile.store import ProfileStore
from catgui.profile.tables import DamagedProfileError, note_state
from tests.catgui.profile.test_store import put, value_in

KEYS = [f"key {number}" for number in range(40)]
DAY = 24 * 3600


def check_value(row, _pictures):
    if not row["value"].endswith("!"):
        raise ValueError(row)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profile.sqlite"


@pytest.fixture
def store(path):
    return make_store(path)


def make_store(path):
    store = ProfileStore(path)
    store.readers = {"settings": check_value}
    return store


def put_all(store, text):
    for key in KEYS:
        put(store, f"{text} {'x' * 500}!", key)


def values(store):
    return {key: None if value is None else value.split(" ")[0] for key in KEYS for value in [value_in(store, key)]}


def execute(path, query, *parameters):
    """Change the file as no Catgui does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(query, parameters)
        connection.commit()


def make_older(store, days):
    """Let the copies be so many days older."""
    for place, _ in store.copies.found():
        time = place.stat().st_mtime - days * DAY
        os.utime(place, (time, time))


@pytest.mark.slow
def test_a_row_is_that_of_the_file_else_of_the_newest_copy_else_of_an_older_one_and_the_rest_is_counted(store, path):
    put_all(store, "oldest")
    store.back_up()
    make_older(store, 2)
    put_all(store, "newest")
    store.back_up()
    put_all(store, "file")
    newest, older = (place for place, _ in store.copies.found())
    for file, keys in ((path, KEYS[:9]), (newest, KEYS[:6]), (older, KEYS[:2])):
        for key in keys:
            execute(file, "UPDATE settings SET value = 'damaged' WHERE key = ?", key)

    store.repair()

    found = values(store)
    assert [found[key] for key in KEYS[:10]] == [None] * 2 + ["oldest"] * 4 + ["newest"] * 3 + ["file"]
    date = r"from the copy of \d\d \w+ \d{4}, \d\d:\d\d"
    assert re.search(
        rf"Back: 31 settings\. Back {date}: 3 settings\. Back {date}: 4 settings\. Not back: 2 settings\.$",
        store.replaced,
    )


def test_what_cannot_be_read_is_never_copied_and_the_copy_stays(store, path):
    put_all(store, "good")
    store.back_up()
    execute(path, "UPDATE settings SET value = 'damaged' WHERE key = 'key 3'")
    store.back_up()
    assert values(store) == dict.fromkeys(KEYS, "good")
    assert values(make_store(store.copies.places[0])) == dict.fromkeys(KEYS, "good")
    assert "Back from the copy of" in store.replaced


def test_rows_that_have_vanished_are_back_and_those_that_were_deleted_are_not(store, path):
    put_all(store, "good")
    store.back_up()
    store.write(lambda connection: connection.execute("DELETE FROM settings WHERE key = 'key 7'"))
    assert values(ProfileStore(path))["key 7"] is None
    assert store.replaced == ""
    execute(path, "DELETE FROM settings WHERE key > 'key 3'")
    found = values(again := make_store(path))
    assert all(found[key] == "good" for key in KEYS if key != "key 7")
    assert "Back from the copy of" in again.replaced


def test_of_a_whole_table_what_was_deleted_stays_deleted(store, path):
    put_all(store, "good")
    store.back_up()
    store.write(lambda connection: connection.execute("DELETE FROM settings WHERE key = 'key 7'"))
    execute(path, "DROP TABLE runs")
    assert value_in(store, "key 7") is None
    assert value_in(store, "key 8") is not None
    assert "was damaged" in store.replaced


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE edits",
        "ALTER TABLE runs DROP COLUMN last",
        "ALTER TABLE settings RENAME COLUMN value TO other",
        "PRAGMA user_version = 0",
        "UPDATE settings SET value = CAST(x'80ff21' AS TEXT) WHERE key = 'key 5'",
        "ALTER TABLE settings ADD COLUMN other BAD_TYPE",
    ],
)
def test_a_profile_with_other_tables_or_columns_or_texts_is_damaged(store, path, query):
    put_all(store, "good")
    store.back_up()
    execute(path, query)
    path.write_bytes(path.read_bytes().replace(b"BAD_TYPE", b"BAD\xffTYPE"))
    again = make_store(path)
    again.repair()
    assert values(again) == dict.fromkeys(KEYS, "good")
    assert "was damaged" in again.replaced


def test_another_database_is_no_profile(store, path):
    put_all(store, "good")
    store.back_up()
    path.unlink()
    execute(path, "CREATE TABLE other (column)")
    execute(path, "PRAGMA user_version = 1")
    assert values(make_store(path)) == dict.fromkeys(KEYS, "good")


@pytest.mark.parametrize("missing", [1, 3000])
def test_a_file_that_is_cut_off_is_damaged(store, path, missing):
    put_all(store, "good")
    store.back_up()
    os.truncate(path, path.stat().st_size - missing)
    again = make_store(path)
    again.check()
    again.repair()
    assert values(again) == dict.fromkeys(KEYS, "good")
    assert "was damaged" in again.replaced


@pytest.mark.parametrize("count", [5, 400])
@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_lose_nothing_that_a_copy_has(store, path, count, seed):
    random = Random(seed)
    put_all(store, "good")
    store.back_up()
    content = bytearray(path.read_bytes())
    for _ in range(count):
        content[random.randrange(100, len(content))] = random.randrange(256)
    path.write_bytes(content)
    again = make_store(path)
    again.back_up()
    again.check()
    assert all(again.copies.found())
    assert None not in values(again).values()


def test_without_copies_the_rows_that_can_be_read_are_back(store, path):
    put_all(store, "good")
    content = path.read_bytes()
    path.write_bytes(content[:-12_288] + b"\xff" * 4096 + content[-8192:])
    again = make_store(path)
    again.repair()
    found = values(again)
    assert 20 < sum(value == "good" for value in found.values()) < 40
    assert re.search(r"Back: \d+ settings\. Not back: \d+ settings\.$", again.replaced)


def test_the_next_run_gets_a_number_that_none_has_had(store, path):
    store.write(lambda connection: connection.execute("INSERT INTO runs (number) VALUES (7)"))
    store.write(lambda connection: connection.execute("DELETE FROM runs"))
    execute(path, "DROP TABLE edits")
    number = store.write(lambda connection: connection.execute("INSERT INTO runs (name) VALUES ('')").lastrowid)
    assert number == 8


def test_a_single_row_that_has_vanished_is_missed(store, path):
    put_all(store, "good")
    store.back_up()
    execute(path, "DELETE FROM settings WHERE key = 'key 3'")
    assert values(store) == dict.fromkeys(KEYS, "good")
    assert "Back from the copy of" in store.replaced


def test_a_damaged_file_that_another_program_writes_to_is_not_taken_for_lost(store, path, monkeypatch):
    put_all(store, "good")
    execute(path, "UPDATE settings SET value = 'damaged' WHERE key = 'key 3'")
    connect = sqlite3.connect
    monkeypatch.setattr(
        "catgui.profile.salvage.sqlite3.connect", lambda *rest, **more: connect(*rest, **{**more, "timeout": 0})
    )
    with closing(connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            store._replace_damaged()
    store.repair()
    assert sum(value == "good" for value in values(store).values()) == 39


def test_there_are_three_copies_of_which_one_is_at_least_a_day_old(store):
    seen = []
    for number in range(12):
        put(store, f"{number}!")
        store.back_up()
        seen.append([value_in(ProfileStore(place)) for place, _ in store.copies.found()])
        make_older(store, 0.4)
    assert seen[:3] == [["0!"], ["1!", "0!"], ["2!", "0!"]]
    assert seen[3:] == [
        ["3!", "2!", "0!"],
        ["4!", "2!", "0!"],
        ["5!", "4!", "2!"],
        ["6!", "4!", "2!"],
        ["7!", "6!", "4!"],
        ["8!", "6!", "4!"],
        ["9!", "8!", "6!"],
        ["10!", "8!", "6!"],
        ["11!", "10!", "8!"],
    ]


def test_copies_of_a_time_to_come_make_room_as_old_ones_do(store):
    for number in range(2):
        put(store, f"{number}!")
        store.back_up()
        make_older(store, -400)
    put(store, "2!")
    store.back_up()
    assert [value_in(ProfileStore(place)) for place, _ in store.copies.found()] == ["2!", "1!", "0!"]


def test_no_copy_is_made_where_there_is_no_room_for_it(store, monkeypatch, caplog):
    put(store, "dark!")
    monkeypatch.setattr(copies_module.ProfileCopies, "has_room", lambda _copies: False)
    store.back_up()
    assert store.copies.found() == []
    assert "no room" in caplog.text


@pytest.mark.slow
def test_files_that_were_moved_aside_go_in_time_and_space_is_given_back(store, path):
    for number in range(8):
        put_all(store, "good")
        execute(path, "DROP TABLE edits")
        put(store, "dark!")
        aside = path.with_name(f"profile-damaged-{number + 1}.sqlite")
        os.utime(aside, (aside.stat().st_mtime - (8 - number) * 20 * DAY + 60,) * 2)
    mine = path.with_name("profile-damaged-mine.sqlite")
    mine.touch()
    store.write(lambda connection: connection.execute("INSERT INTO settings VALUES ('a', zeroblob(5000000))"))
    store.write(lambda connection: connection.execute("DELETE FROM settings WHERE key = 'a'"))
    store.tidy()
    names = [place.name for place in store.files() if "damaged" in place.name]
    assert names == [f"profile-damaged-{number}.sqlite" for number in (6, 7, 8)]
    assert mine.exists()
    assert path.stat().st_size < 200_000
    assert values(store) == dict.fromkeys(KEYS, "good")
    assert not store.is_other or store.replaced


def test_a_copy_is_brought_back_as_another_profile_and_what_was_there_is_moved_aside(store, path):
    put(store, "dark!")
    store.back_up()
    put(store, "light!")
    other = make_store(path)
    assert value_in(other) == "light!"
    store.bring_back(store.copies.places[0])
    assert value_in(ProfileStore(path)) == "dark!"
    assert value_in(ProfileStore(path.with_name("profile-damaged-1.sqlite"))) == "light!"
    assert value_in(ProfileStore(store.copies.places[0])) == "dark!"
    with pytest.raises(store_module.ProfileGoneError, match="another file"):
        value_in(other)


def test_a_profile_of_which_rows_have_vanished_is_told_from_one_of_an_earlier_program(store, path):
    put_all(store, "good")
    execute(path, "DROP TABLE notes")
    execute(path, "DELETE FROM settings WHERE key = 'key 3'")
    assert value_in(make_store(path), "key 4") is not None
    with closing(sqlite3.connect(path)) as connection:
        note_state(connection)
        connection.execute("DELETE FROM settings")
        with pytest.raises(DamagedProfileError, match="vanished from settings"):
            store_module.has_tables(connection)
