"""A profile of Catgui 1 is taken over once; what is damaged of it is named, and its file stays as it was."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from catgui.documents.first_profile import take_over
from catgui.profile.store import FIRST_NAME, PROFILE_NAME, ProfileStore
from tests.kept_files import FIRST_FOLDERS, PROFILE


@pytest.fixture(params=FIRST_FOLDERS, ids=lambda folder: folder.name)
def first(request, tmp_path):
    """The place of a profile of Catgui 1."""
    return shutil.copyfile(request.param / PROFILE, tmp_path / FIRST_NAME)


def open_beside(first):
    store = ProfileStore(first.with_name(PROFILE_NAME), take_over=take_over)
    store.begin()
    return store


def count(store, table):
    return store.read(lambda connection: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def counts(first):
    """What there is to take over: runs, and originals with edits."""
    with closing(sqlite3.connect(first)) as connection:
        return tuple(
            connection.execute(query).fetchone()[0]
            for query in ("SELECT count(*) FROM runs", "SELECT count(*) FROM originals")
        )


def damage(first, *commands):
    with closing(sqlite3.connect(first)) as connection, connection:
        for command in commands:
            connection.execute(command)


def test_all_is_taken_over_once(first):
    before = first.read_bytes()
    store = open_beside(first)
    assert store.report == ""
    assert (count(store, "runs"), count(store, "edits")) == counts(first)
    store.write(lambda connection: connection.execute("DELETE FROM runs"))
    assert count(open_beside(first), "runs") == 0
    assert first.read_bytes() == before


def test_without_one_the_profile_is_empty(tmp_path):
    store = open_beside(tmp_path / FIRST_NAME)
    assert (store.report, count(store, "runs")) == ("", 0)


def test_what_is_damaged_is_named_and_the_rest_is_taken_over(first):
    runs, _ = counts(first)
    damage(
        first,
        "UPDATE runs SET train = x'00' WHERE number = 1",
        "UPDATE runs SET recipe = '{' WHERE number = 2",
        "UPDATE edits SET label = 5 WHERE rowid = (SELECT min(rowid) FROM edits WHERE source = 'train')",
        "UPDATE session SET value = '{' WHERE name = 'contents'",
    )
    store = open_beside(first)
    assert store.report == (
        f"Not taken over from Catgui 1, and still in {first}: Run 1, Run 2, 1 edit, the last session."
    )
    assert count(store, "runs") == runs - 2


def test_a_file_that_is_no_profile_is_reported_and_left(first):
    first.write_bytes(b"no data base" * 1000)
    store = open_beside(first)
    assert store.report.startswith(f"Not taken over from Catgui 1, and still in {first}: ")
    assert count(store, "runs") == 0


def test_changes_of_a_program_that_was_killed_are_undone_as_it_would_have_done(first):
    """The journal beside the file has the pages before the change."""
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE runs SET name = 'half' || zeroblob(500000)")
        copies = {path.name: path.read_bytes() for path in first.parent.iterdir()}
        connection.execute("ROLLBACK")
    assert len(copies) == 2
    for name, data in copies.items():
        first.with_name(name).write_bytes(data)
    store = open_beside(first)
    assert count(store, "runs WHERE facts LIKE '%half%'") == 0
    assert count(store, "runs") > 0
    assert first.with_name(f"{FIRST_NAME}-journal").read_bytes() == copies[f"{FIRST_NAME}-journal"]
