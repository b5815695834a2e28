"""The version of the tables in an SQLite file."""

import sqlite3
from contextlib import closing

import pytest

from engine.storage import sqlite_version
from engine.storage.sqlite_version import NewerTablesError, newest_program, set_version

# The version of the program that writes, also where it is not installed.
WRITER = "0.3"


@pytest.fixture(autouse=True)
def writer(monkeypatch):
    monkeypatch.setattr(sqlite_version, "program_version", lambda: WRITER)


@pytest.mark.parametrize(("program", "told"), [(WRITER, f"Catgui {WRITER}"), ("", "an earlier Catgui")])
def test_those_of_an_earlier_version_are_refused_and_stay(tmp_path, program, told):
    with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
        set_version(connection, 1, "the runs")
        connection.execute("UPDATE written_by SET program = ?", (program,))
        with pytest.raises(sqlite3.DatabaseError, match=f"the runs were written by {told}, in a format that this one"):
            set_version(connection, 2, "the runs")
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_those_of_a_later_version_are_refused_and_stay(tmp_path):
    with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
        set_version(connection, 2, "the runs")
        told = f"the runs were written by Catgui {WRITER}, in another format; update"
        with pytest.raises(NewerTablesError, match=told):
            set_version(connection, 1, "the runs")
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_the_newest_program_that_has_opened_it_is_noted(tmp_path, monkeypatch):
    for version, noted in (("0.9", "0.9"), ("0.10", "0.10"), ("0.9.5", "0.10"), ("not installed", "0.10")):
        monkeypatch.setattr(sqlite_version, "program_version", lambda version=version: version)
        with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
            set_version(connection, 1, "the runs")
        with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
            assert newest_program(connection) == noted


def test_a_file_that_is_not_changed_is_not_written(tmp_path):
    path = tmp_path / "file.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        set_version(connection, 1, "the runs")
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        set_version(connection, 1, "the runs")
    assert path.read_bytes() == before


@pytest.mark.parametrize("program", [None, "", "x" * 50, b"0.4"])
def test_a_program_that_is_no_version_is_a_newer_one(tmp_path, program):
    with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
        set_version(connection, 2, "the edits")
        connection.execute("UPDATE written_by SET program = ?", (program,))
        with pytest.raises(sqlite3.DatabaseError, match="the edits were written by a newer Catgui"):
            set_version(connection, 1, "the edits")
