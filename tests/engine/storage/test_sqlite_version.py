"""The version of the tables in an SQLite file."""

import sqlite3
from contextlib import closing

import pytest

from engine.storage.sqlite_version import set_version


def test_tables_of_this_version_and_earlier_ones_are_used(tmp_path):
    for version in (1, 1, 2):
        with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
            set_version(connection, version, "the runs")


def test_those_of_a_later_version_are_refused_and_stay(tmp_path):
    with closing(sqlite3.connect(tmp_path / "file.sqlite")) as connection:
        set_version(connection, 2, "the runs")
        with pytest.raises(sqlite3.DatabaseError, match="the runs were stored by a newer Catgui"):
            set_version(connection, 1, "the runs")
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
