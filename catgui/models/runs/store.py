"""The table of runs in the profile; each change is one transaction."""

from __future__ import annotations

import itertools
import json
import logging
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.domain.run_texts import damaged_runs_text, newer_runs_text
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.pictures import PictureTable
from catgui.profile.store import ProfileStore
from catgui.profile.tables import newest_program
from engine.analysis.dead_network import Failure
from engine.data.edits import current_name
from engine.errors import ConfigError, UnknownOptionError
from engine.saved_model.encoding import NAMES, decode_edits, decode_recipe, encode_edits, encode_recipe
from engine.saved_model.model import RunRecipe
from engine.training.config import MAX_ITERATIONS, TrainingConfig
from engine.validation import check_count

Number = TypeVar("Number", int, float)

_log = logging.getLogger(__name__)
_COLUMNS = (
    "number, name, shown, ended, data, config, train, test_iterations, test, "
    "train_accuracy, test_accuracy, failure, recipe, last"
)
_NAMES = _COLUMNS.split(", ")
_PLACEHOLDERS = ", ".join("?" for _ in _NAMES)
# The columns by which a run is known as the same one: nothing changes them.
_IDENTITY = ("data", "config")
# An upper bound for numbers of runs and for their times in seconds since 1970; larger values are damaged.
_MAX_NUMBER = 2**40
# The edits of the data in the JSON of a recipe; the pixels of their added pictures are in a table of their own.
_EDITS = "edits"
# What a damaged row raises.
_DAMAGE = (ValueError, TypeError, LookupError, OverflowError, RecursionError, ConfigError)


class RunStore:
    """The runs in the profile of `keeper`, which writes them; a picture that was added for many is stored once.

    A window may number a run as another window has numbered one of its own: then it has another number in the profile.
    Of a run that is there, the columns are written that this window has changed: another one may have changed others.

    Attributes: `unread`, a text for the user about runs that `load` could not read and has left there, or ''.
    """

    def __init__(self, keeper: ProfileKeeper) -> None:
        self._keeper = keeper
        # By the numbers of the window: those in the profile, and the records that were written or read there.
        self._stored: dict[int, int] = {}
        self._written: dict[int, RunRecord] = {}
        self.unread = ""

    @property
    def is_kept(self) -> bool:
        """Whether what is put is kept, as far as is known."""
        return self._keeper.store is not None and not self._keeper.notice

    def load(self, taken: Collection[int] = ()) -> list[RunRecord]:
        """All runs that this window has not put, oldest first; none gets a number that is `taken`.

        What cannot be read is told as `unread`. Raises sqlite3.Error and OSError.
        """
        store = self._keeper.store
        if store is None:
            return []
        records, self.unread = store.read(_load)
        free = itertools.count(max([0, *taken, *(record.number for record in records)]) + 1)
        # Of the window, by those in the profile. Copied after the runs were read, since each was noted before that.
        numbers = {stored: number for number, stored in dict(self._stored).items()}
        loaded = [record for record in records if record.number not in numbers]
        for record in loaded:
            numbers[record.number] = next(free) if record.number in taken else record.number
        self._stored |= {numbers[record.number]: record.number for record in loaded}
        own = [it.changed(number=numbers[it.number]) for it in loaded]
        self._written |= {record.number: record for record in own}
        return own

    def next_number(self) -> int:
        """A number that no run in the profile has had; 1 if that cannot be known at once."""
        store = self._keeper.store
        with suppress(sqlite3.Error, OSError):
            if store is not None and store.is_begun:
                return store.read(_last_number) + 1
        return 1

    def put(self, record: RunRecord) -> None:
        """Store `record`, or what is different from the one with the same number."""
        self._keeper.put(("run", record.number), partial(self._put, record))

    def remove(self, number: int) -> None:
        """Delete the run with this number."""
        self._keeper.put(("run", number), partial(self._remove, number))

    def _put(self, record: RunRecord, store: ProfileStore) -> None:
        store.write(partial(self._put_as_own, record))
        self._written[record.number] = record

    def _put_as_own(self, record: RunRecord, connection: sqlite3.Connection) -> None:
        """Put a record; its number is noted before another thread can read it there."""
        before, stored = self._written.get(record.number), self._stored.get(record.number)
        self._stored[record.number] = _put(record, before, stored, connection)

    def _remove(self, number: int, store: ProfileStore) -> None:
        stored = self._stored.get(number)
        if stored is not None:
            store.write(partial(_remove, stored))
            self._written.pop(number, None)


def _load(connection: sqlite3.Connection) -> tuple[list[RunRecord], str]:
    """The readable runs, and a text about the unreadable runs."""
    pixels = PictureTable(connection).all()
    records, options, damaged = [], [], []
    for row in connection.execute(f"SELECT {_COLUMNS} FROM runs ORDER BY number"):
        try:
            records.append(_record(row, pixels))
        except UnknownOptionError as error:
            options.append(error.field)
        except _DAMAGE:
            _log.warning("Run %s is damaged", row[0], exc_info=True)
            damaged.append(row[0])
    numbers = [number for number in damaged if 1 <= number <= _MAX_NUMBER]
    texts = newer_runs_text(options, newest_program(connection)), damaged_runs_text(len(damaged), numbers)
    return records, " ".join(filter(None, texts))


def _last_number(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
    return int(row[0]) if row and isinstance(row[0], int) and 0 <= row[0] < _MAX_NUMBER else 0


def _put(record: RunRecord, before: RunRecord | None, stored: int | None, connection: sqlite3.Connection) -> int:
    """Put `record` under its number in the profile, where it was `before`, or under a new one; returns that."""
    row, number = _row(record), stored or record.number
    there = _identity_at(number, connection)
    if before is not None and there is not None:
        old = _row(before)
        changed = {name: value for name, value in row.items() if value != old[name] and name != "number"}
        _update(connection, number, changed)
    elif there is None or (stored is not None and _is_there(record, number, connection)):
        _insert(connection, row | {"number": number})
    else:  # another window's run has it
        number = _insert(connection, row | {"number": _free_number(connection)})
    if before is None or there is None or before.recipe is not record.recipe:
        edits = record.recipe.data.edits
        added = {} if edits is None else {it.sha256: it.pixels for it in edits.added.values()}
        PictureTable(connection).put(number, added)
    return number


def _identity_at(number: int, connection: sqlite3.Connection) -> tuple[object, ...] | None:
    query = f"SELECT {', '.join(_IDENTITY)} FROM runs WHERE number = ?"
    row: tuple[object, ...] | None = connection.execute(query, (number,)).fetchone()
    return row


def _is_there(record: RunRecord, number: int, connection: sqlite3.Connection) -> bool:
    """Whether the run with a number in the profile is that of `record`."""
    row = _row(record)
    return _identity_at(number, connection) == tuple(row[name] for name in _IDENTITY)


def _insert(connection: sqlite3.Connection, row: Mapping[str, object]) -> int:
    """Write a whole row; returns its number."""
    values = [row[name] for name in _NAMES]
    number = connection.execute(f"INSERT OR REPLACE INTO runs ({_COLUMNS}) VALUES ({_PLACEHOLDERS})", values).lastrowid
    assert number is not None
    return number


def _update(connection: sqlite3.Connection, number: int, changed: Mapping[str, object]) -> None:
    if changed:
        columns = ", ".join(f"{name} = ?" for name in changed)
        connection.execute(f"UPDATE runs SET {columns} WHERE number = ?", (*changed.values(), number))


def _free_number(connection: sqlite3.Connection) -> int:
    """An unused run number. SQLite's own counter fails after a damaged row with the largest number."""
    query = "SELECT coalesce(max(number), 0) FROM runs WHERE number BETWEEN 1 AND :most"
    largest = connection.execute(query, {"most": _MAX_NUMBER}).fetchone()[0]
    return 1 + max(_last_number(connection), int(largest))


def _remove(number: int, connection: sqlite3.Connection) -> None:
    PictureTable(connection).put(number, {})
    connection.execute("DELETE FROM runs WHERE number = ?", (number,))


def _row(record: RunRecord) -> dict[str, object]:
    """The values of a record by their columns."""
    iterations, costs = record.test
    values = (
        record.number,
        record.name,
        record.shown,
        record.ended,
        record.data,
        json.dumps(record.config.as_dict()),
        record.train.tobytes(),
        iterations.tobytes(),
        costs.tobytes(),
        record.train_accuracy,
        record.test_accuracy,
        "" if record.failure is None else record.failure.value,
        _encode_recipe(record.recipe),
        json.dumps(record.last),
    )
    return dict(zip(_NAMES, values, strict=True))


def _record(row: tuple[object, ...], pixels: Mapping[str, bytes]) -> RunRecord:
    """The record of a row, with the pixels of all added pictures. Raises ValueError and others."""
    number, name, shown, ended, data, config, train, iterations, test, *rest = row
    *figures, failure, recipe, last = rest
    return RunRecord(
        number=_check_range(int(str(number)), 1, _MAX_NUMBER),
        name=NAMES.check("name", str(name)),
        shown=bool(shown),
        ended=_check_range(float(str(ended)), 0, _MAX_NUMBER),
        data=current_name(NAMES.check("data", str(data))),
        config=TrainingConfig.from_dict(json.loads(str(config))),
        train=_read_costs(train),
        test=_read_points(iterations, test),
        train_accuracy=_check_range(float(str(figures[0])), 0, 1),
        test_accuracy=_check_range(float(str(figures[1])), 0, 1),
        recipe=_decode_recipe(json.loads(str(recipe)), pixels),
        last=_decode_last(*json.loads(str(last))),
        failure=Failure(failure) if failure else None,
    )


def _decode_last(iteration: int, train_cost: float, test_cost: float, rights: str = "") -> LastNetwork:
    if set(rights) - {"0", "1"}:
        raise ValueError("the answers of the run are damaged")
    return LastNetwork(_check_range(int(iteration), 0, _MAX_NUMBER), float(train_cost), float(test_cost), rights)


def _encode_recipe(recipe: RunRecipe) -> str:
    """The recipe as JSON, with the edits of its data."""
    fields, edits = encode_recipe(recipe), recipe.data.edits
    return json.dumps(fields if edits is None else {**fields, _EDITS: encode_edits(edits)})


def _decode_recipe(fields: dict[str, Any], pixels: Mapping[str, bytes]) -> RunRecipe:
    """The recipe of `_encode_recipe`."""
    recipe = decode_recipe(fields)
    if _EDITS not in fields:
        return recipe
    return replace(recipe, data=replace(recipe.data, edits=decode_edits(fields[_EDITS], pixels)))


def _check_range(value: Number, least: float, most: float) -> Number:
    if not least <= value <= most:
        raise ValueError(value)
    return value


def _read_costs(blob: object) -> NDArray[np.float64]:
    costs = _read_floats(blob)
    if not len(costs):
        raise ValueError("the run has no costs")
    return costs


def _read_points(iterations: object, costs: object) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = _read_floats(iterations), _read_floats(costs)
    if len(points[0]) != len(points[1]):
        raise ValueError("test costs and their iterations differ in number")
    return points


def _read_floats(blob: object) -> NDArray[np.float64]:
    if not isinstance(blob, bytes):
        raise TypeError(blob)
    check_count("costs", blob, MAX_ITERATIONS * np.dtype(np.float64).itemsize, "bytes")
    return np.frombuffer(blob, np.float64)
