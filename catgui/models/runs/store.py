"""Run records in an SQLite file; each change is one transaction."""

from __future__ import annotations

import json
import logging
import sqlite3
import weakref
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.domain.run_texts import newer_runs_text
from catgui.models.edits.picture_table import PictureTable
from engine.errors import ConfigError, UnknownOptionError
from engine.saved_model.encoding import NAMES, decode_edits, decode_recipe, encode_edits, encode_recipe
from engine.saved_model.recipe import RunRecipe
from engine.storage.sqlite_version import connect_to_file, newest_program, set_version
from engine.storage.user_dirs import data_folder
from engine.training.config import MAX_ITERATIONS, TrainingConfig
from engine.validation import check_count

Number = TypeVar("Number", int, float)

_log = logging.getLogger(__name__)
VERSION = 3
_TABLE = """
    CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, pinned INTEGER, shown INTEGER, ended REAL, data TEXT,
        config TEXT, branched_at INTEGER, train BLOB, test_iterations BLOB, test BLOB,
        train_accuracy REAL, test_accuracy REAL, failure TEXT, recipe TEXT, last TEXT, parent INTEGER
    )
"""
_COLUMNS = (
    "number, name, pinned, shown, ended, data, config, branched_at, train, test_iterations, test, "
    "train_accuracy, test_accuracy, failure, recipe, last, parent"
)
_PLACEHOLDERS = ", ".join("?" for _ in _COLUMNS.split(","))
# An upper bound for numbers of runs and for their times in seconds since 1970; larger values are damaged.
_MAX_NUMBER = 2**40
# The edits of the data in the JSON of a recipe; the pixels of their added pictures are in a table of their own.
_EDITS = "edits"
# How much of the file SQLite keeps in memory, in KiB: it is read once, and by default it would keep 2 MB of new runs.
_CACHE_SIZE = 128
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT = 2.0


def runs_file() -> Path:
    """The path of the user's run history. Raises NoHomeError."""
    return data_folder() / "runs.sqlite"


class RunStore:
    """A database of runs; in memory if there is no path. A picture that was added for many runs is stored once.

    Every method raises sqlite3.Error or OSError if the file cannot be read or written.

    Attributes: `newer`, a text for the user about runs of a newer program, which `load` has left in the file, or ''.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self.newer = ""

    def load(self) -> list[RunRecord]:
        """All runs, oldest first; an invalid one is skipped and logged, one of a newer program told as `newer`."""
        connection = self._connect()
        rows = connection.execute(f"SELECT {_COLUMNS} FROM runs ORDER BY number").fetchall()
        pixels = PictureTable(connection).pixels()
        records, options = [], []
        for row in rows:
            try:
                records.append(_record(row, pixels))
            except UnknownOptionError as error:
                options.append(error.field)
            except (ValueError, TypeError, LookupError, OverflowError, RecursionError, ConfigError):
                _log.warning("Run %s in %s is invalid", row[0], self._path, exc_info=True)
        self.newer = newer_runs_text(options, newest_program(connection))
        return records

    def next_number(self) -> int:
        """A number that no run has had."""
        row = self._connect().execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
        last = row[0] if row else 0
        if not isinstance(last, int) or not 0 <= last < _MAX_NUMBER:
            raise sqlite3.DatabaseError("the numbers of the runs are damaged")
        return last + 1

    def put(self, record: RunRecord) -> None:
        """Store `record`, replacing the one with the same number."""
        with self._connect() as connection:
            PictureTable(connection).put(record.number, record.recipe.data.edits)
            connection.execute(f"INSERT OR REPLACE INTO runs ({_COLUMNS}) VALUES ({_PLACEHOLDERS})", _row(record))

    def remove(self, number: int) -> None:
        """Delete the run with this number."""
        with self._connect() as connection:
            PictureTable(connection).remove(number)
            connection.execute("DELETE FROM runs WHERE number = ?", (number,))

    def compact(self) -> None:
        """Give the room of removed runs back to the disk."""
        self._connect().execute("VACUUM")

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            if self._path is None:
                connection = sqlite3.connect(":memory:")
            else:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                connection = connect_to_file(self._path, _LOCK_TIMEOUT)
            self._connection = connection
            # A text that is not UTF-8 must not make the other runs unreadable.
            connection.text_factory = partial(str, encoding="utf-8", errors="replace")
            # An open connection warns when it is collected.
            weakref.finalize(self, connection.close)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_SIZE}")
            try:
                set_version(connection, VERSION, "the runs")
            except sqlite3.Error:
                self.close()
                raise
            connection.execute(_TABLE)
            connection.commit()
        return self._connection


def _row(record: RunRecord) -> tuple[object, ...]:
    iterations, costs = record.test
    return (
        record.number,
        record.name,
        record.pinned,
        record.shown,
        record.ended,
        record.data,
        json.dumps(record.config.as_dict()),
        record.branched_at,
        record.train.tobytes(),
        iterations.tobytes(),
        costs.tobytes(),
        record.train_accuracy,
        record.test_accuracy,
        record.failure,
        _encode_recipe(record.recipe),
        json.dumps(record.last),
        record.parent,
    )


def _record(row: tuple[object, ...], pixels: Mapping[str, bytes]) -> RunRecord:
    """The record of a row, with the pixels of all added pictures. Raises ValueError and others."""
    number, name, pinned, shown, ended, data, config, branched_at, train, iterations, test, *rest = row
    *figures, failure, recipe, last, parent = rest
    return RunRecord(
        number=_check_range(int(str(number)), 1, _MAX_NUMBER),
        name=NAMES.check("name", str(name)),
        pinned=bool(pinned),
        shown=bool(shown),
        ended=_check_range(float(str(ended)), 0, _MAX_NUMBER),
        data=NAMES.check("data", str(data)),
        config=TrainingConfig.from_dict(json.loads(str(config))),
        branched_at=None if branched_at is None else _check_range(int(str(branched_at)), 0, _MAX_NUMBER),
        train=_read_costs(train),
        test=_read_points(iterations, test),
        train_accuracy=_check_range(float(str(figures[0])), 0, 1),
        test_accuracy=_check_range(float(str(figures[1])), 0, 1),
        recipe=_decode_recipe(json.loads(str(recipe)), pixels),
        last=_decode_last(*json.loads(str(last))),
        failure=str(failure),
        parent=None if parent is None else _check_range(int(str(parent)), 1, _MAX_NUMBER),
    )


def _decode_last(iteration: int, train_cost: float, test_cost: float) -> LastNetwork:
    return LastNetwork(_check_range(int(iteration), 0, _MAX_NUMBER), float(train_cost), float(test_cost))


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
        raise ValueError("the numbers of test costs and of their iterations differ")
    return points


def _read_floats(blob: object) -> NDArray[np.float64]:
    if not isinstance(blob, bytes):
        raise TypeError(blob)
    check_count("costs", blob, MAX_ITERATIONS * np.dtype(np.float64).itemsize, "bytes")
    return np.frombuffer(blob, np.float64)
