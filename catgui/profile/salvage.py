"""Row by row: whether all rows of a profile can be read, and a new profile of those that can in damaged ones."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from catgui.profile.pictures import PictureTable
from catgui.profile.tables import (
    FILE_ERRORS,
    TABLES,
    DamagedProfileError,
    columns_of,
    create_tables,
    has_columns,
    has_tables,
    note_state,
    noted_rows,
    profile_id,
)
from engine.errors import EngineError
from engine.text import counted

# Reads the row of a table, by its columns, with the bytes of pictures by their SHA-256; raises one of `_UNREADABLE`.
Reader = Callable[[Mapping[str, Any], Mapping[str, bytes]], object]
_UNREADABLE = (
    sqlite3.Error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    EngineError,
)
# The tables whose rows the user knows, by their words for one and many.
_WORDS = {
    "settings": ("setting", "settings"),
    "session": ("part of a session", "parts of sessions"),
    "runs": ("run", "runs"),
    "edits": ("edited picture", "edited pictures"),
    "pictures": ("added or pasted picture", "added or pasted pictures"),
}

# How much is newer than a copy cannot be known of a file that cannot be read at all.
_NEWER_LOST = "Newer edits, runs, photos, networks, data and settings are lost, unless a window has them."


@dataclass(slots=True)
class Salvaged:
    """The row counts of a profile rebuilt from a damaged one.

    Attributes: `found`, the number of recovered rows by table, for each copy by its time, and under None for the
    damaged file; `lost`, the number of rows by table that could not be recovered; `is_dated`, whether no row comes
    from the damaged file.
    """

    found: dict[datetime | None, Counter[str]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    is_dated: bool = False

    def describe(self) -> str:
        """Sentences for the user: which rows are back, from which copy, and which are not."""
        texts = []
        for time, counts in self.found.items():
            if rows := _describe(counts):
                source = "" if time is None else f" from the copy of {time:%d %b %Y, %H:%M}"
                texts.append(f"Back{source}: {rows}.")
        if self.is_dated and texts:
            texts.append(_NEWER_LOST)
        if lost := _describe(self.lost):
            texts.append(f"Not back: {lost}.")
        return " ".join(texts) or "Nothing is back; Catgui begins afresh."


def check_rows(connection: sqlite3.Connection, readers: Mapping[str, Reader]) -> None:
    """Raise DamagedProfileError unless it is a whole profile, all of whose rows `readers` can read.

    Raises NewerProfileError, and other errors of SQLite, as well.
    """
    connection.text_factory = str  # a text that is not UTF-8 is damaged
    if not has_tables(connection) or connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise DamagedProfileError("it is not whole")
    pictures = PictureTable(connection).all()
    for name in TABLES:
        table = _Table(connection, name, readers.get(name), pictures)
        rows = sum(1 for _ in table)
        if table.unread:
            raise DamagedProfileError(f"of {table.seen} rows in {name}, {rows} can be read")


def salvage(
    target: Path,
    damaged: Path | None,
    copies: Sequence[tuple[Path, datetime]],
    readers: Mapping[str, Reader],
    id_: str | None = None,
) -> Salvaged:
    """Make the new profile `target` of the rows that can be read, of the first place that has them.

    Rows of a table that is whole in the `damaged` file are not sought in `copies`: what these have more was deleted.
    It has the id of these, or `id_`, or another one if that is ''. Raises sqlite3.Error and OSError.
    """
    with ExitStack() as stack:
        sources: list[tuple[sqlite3.Connection, datetime | None]] = []
        for path, time in ((damaged, None), *copies):
            if path is not None and path.exists():
                sources.append((stack.enter_context(_open_source(path)), time))
        new = stack.enter_context(closing(sqlite3.connect(target, isolation_level=None)))
        create_tables(new)
        new.execute("BEGIN IMMEDIATE")
        salvaged = Salvaged({time: Counter() for _, time in sources})
        for name in TABLES:
            _fill(new, name, sources, readers.get(name), salvaged)
        salvaged.is_dated = not any(salvaged.found.get(None, Counter()).values())
        note_state(new, next(filter(None, (_id(source) for source, _ in sources)), "") if id_ is None else id_)
        new.execute("COMMIT")
        return salvaged


def _fill(
    new: sqlite3.Connection,
    name: str,
    sources: Sequence[tuple[sqlite3.Connection, datetime | None]],
    reader: Reader | None,
    salvaged: Salvaged,
) -> None:
    """Add the readable rows of a table of each of `sources`, the first of them first."""
    columns = columns_of(name)
    insertion = f"INSERT OR IGNORE INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    pictures, wanted = PictureTable(new).all(), 0
    for source, time in sources:
        table = _Table(source, name, reader, pictures)
        for row in table:
            salvaged.found[time][name] += new.execute(insertion, [row[column] for column in columns]).rowcount
        noted = _notes(source).get(name)
        wanted = max(wanted, noted or table.seen)
        if name == "runs":
            _keep_last_number(source, new)
        if time is None and not table.unread and noted is not None and table.seen >= noted:
            break
    salvaged.lost[name] = max(0, wanted - sum(counts[name] for counts in salvaged.found.values()))


class _Table:
    """The rows of a table that can be read, one by one.

    Attributes: `seen`, the number of rows so far; `unread`, how often a row or a page could not be read.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, reader: Reader | None, pictures: Mapping[str, bytes]
    ) -> None:
        self._connection, self._name, self._reader, self._pictures = connection, name, reader, pictures
        self.seen = self.unread = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        columns = columns_of(self._name)
        query = f"SELECT {', '.join(columns)} FROM {self._name} WHERE rowid = ?"
        for rowid in self._row_ids():
            self.seen += 1
            try:
                row = dict(zip(columns, self._connection.execute(query, (rowid,)).fetchone(), strict=True))
                if self._reader is not None:
                    self._reader(row, self._pictures)
            except _UNREADABLE:
                self.unread += 1
            else:
                yield row

    def _row_ids(self) -> list[int]:
        """The row ids that can be reached from the first or from the last one: a damaged page is between them."""
        found: dict[int, None] = {}
        for order in ("ASC", "DESC"):
            try:
                if not has_columns(self._connection, self._name):
                    raise sqlite3.DatabaseError("the table or a column is missing")
                query = f"SELECT rowid FROM {self._name} NOT INDEXED ORDER BY rowid {order}"
                for (rowid,) in self._connection.execute(query):
                    found[rowid] = None
            except FILE_ERRORS:
                self.unread += 1
            else:
                break
        return sorted(found)


@contextmanager
def _open_source(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that may be damaged; no other window writes there meanwhile.

    Raises OperationalError if one does: what cannot be read for now must not be taken for damaged.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except FILE_ERRORS as error:
            if "locked" in str(error):
                raise
        yield connection


def _notes(connection: sqlite3.Connection) -> dict[str, int]:
    with suppress(*FILE_ERRORS):
        return noted_rows(connection)
    return {}


def _id(connection: sqlite3.Connection) -> str:
    with suppress(*FILE_ERRORS):
        return profile_id(connection)
    return ""


def _keep_last_number(source: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Number the next run after all that `source` has had."""
    with suppress(*FILE_ERRORS):
        row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
        if row is not None and isinstance(row[0], int) and 0 < row[0] < 2**40:
            new.execute("DELETE FROM sqlite_sequence WHERE name = 'runs' AND seq < ?", row)
            new.execute(
                "INSERT INTO sqlite_sequence SELECT 'runs', ? WHERE NOT EXISTS "
                "(SELECT 1 FROM sqlite_sequence WHERE name = 'runs')",
                row,
            )


def _describe(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(counts[name], *words) for name, words in _WORDS.items() if counts.get(name))
