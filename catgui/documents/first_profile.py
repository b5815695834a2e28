"""The take-over of a profile of Catgui 1: once, from a copy, so that the file is left as it was."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from catgui.documents import session_table
from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.models.kept_edits import write_edits
from catgui.models.training.run_store import encode_run
from catgui.profile.store import FIRST_NAME
from catgui.profile.tables import PictureTable
from engine.analysis.evaluation import Failure
from engine.data.edits import ADDED, LEFT_OUT, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.errors import ConfigError, EngineError
from engine.saved_model.encoding import decode_edits, decode_recipe
from engine.saved_model.model import Model
from engine.text import counted, listed, printable

_log = logging.getLogger(__name__)
_RUNS = (
    "SELECT number, name, shown, ended, train, test_iterations, test, train_accuracy, test_accuracy, failure, recipe, "
    "last FROM runs ORDER BY number"
)
_EDITS = (
    "SELECT source, number, sha256, file, height, width, part, label FROM edits WHERE original = ? ORDER BY changed"
)
# Catgui 1 kept neither for a run: its data have the right ones when it is shown.
_CLASSES, _SHAPE = ("non-cat", "cat"), (64, 64)
_DAMAGE = (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError, RecursionError, ConfigError, EngineError)


def take_over(connection: sqlite3.Connection) -> str:
    """Write what the profile of Catgui 1 beside has into `connection`; returns what could not be taken over, or ''."""
    place = Path(connection.execute("PRAGMA database_list").fetchone()[2]).with_name(FIRST_NAME)
    if not place.is_file():
        return ""
    with TemporaryDirectory(prefix="catgui-") as folder:
        copy = Path(folder, FIRST_NAME)
        for suffix in ("", "-journal"):  # with that of a program that was killed
            if Path(f"{place}{suffix}").is_file():
                shutil.copyfile(f"{place}{suffix}", f"{copy}{suffix}")
        with closing(sqlite3.connect(copy)) as first:
            first.text_factory = partial(str, encoding="utf-8", errors="replace")
            try:
                left = [*_take_runs(first, connection), *_take_edits(first, connection)]
                left += _take_session(first, connection)
            except sqlite3.Error as error:
                _log.warning("The profile of Catgui 1 cannot be read", exc_info=True)
                left = [str(error)]
    return f"Not taken over from Catgui 1, and still in {printable(place)}: {listed(left, 5)}." if left else ""


def _take_runs(first: sqlite3.Connection, connection: sqlite3.Connection) -> Iterator[str]:
    pictures = PictureTable(first).all()
    for row in first.execute(_RUNS):
        if not _succeeds(partial(_take_run, row, pictures, connection)):
            yield f"Run {row[0]}"


def _take_run(row: Sequence[Any], pictures: Mapping[str, bytes], connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO runs VALUES (?, ?, ?)", _run(row, pictures))


def _run(row: Sequence[Any], pictures: Mapping[str, bytes]) -> tuple[int, str, bytes]:
    number, name, shown, ended, *blobs, train_accuracy, test_accuracy, failure, recipe_text, last = row
    train, iterations, test = (np.frombuffer(blob, np.float64) for blob in blobs)
    fields = json.loads(recipe_text)
    recipe = decode_recipe(fields)
    if "edits" in fields:
        recipe = recipe._replace(data=recipe.data._replace(edits=decode_edits(fields["edits"], pictures)))
    model = Model({}, _CLASSES, _SHAPE, train, recipe, (iterations, test))
    accuracies = float(train_accuracy), float(test_accuracy)
    network = LastNetwork(*json.loads(last))
    cause = Failure(failure) if failure else None
    return encode_run(RunRecord(number, name, bool(shown), float(ended), model, *accuracies, network, cause))


def _take_edits(first: sqlite3.Connection, connection: sqlite3.Connection) -> Iterator[str]:
    pictures = PictureTable(first).all()
    for original, place in first.execute("SELECT original, place FROM originals").fetchall():
        placements: dict[PictureKey, Placement] = {}
        added: dict[int, AddedPicture] = {}
        hashes: dict[PictureKey, str] = {}
        damaged = 0
        for row in first.execute(_EDITS, (original,)):
            damaged += not _succeeds(partial(_take_edit, row, pictures, placements, added, hashes))
        edits = DatasetEdits(placements, added)
        write_edits(connection, original, place, edits, hashes)
        if damaged:
            yield counted(damaged, "edit", "edits")


def _take_edit(
    row: Sequence[Any],
    pictures: Mapping[str, bytes],
    placements: dict[PictureKey, Placement],
    added: dict[int, AddedPicture],
    hashes: dict[PictureKey, str],
) -> None:
    source, number, sha256, file, height, width, part, label = row
    if source == ADDED and part == LEFT_OUT:
        return
    if source == ADDED and number in added:  # two windows could give one number to two pictures
        number = max(added) + 1
    encoded: dict[str, Any] = {"placements": [[source, number, part, label]], "added": []}
    if source == ADDED:
        encoded["added"] = [[number, file, [height, width], sha256]]
    found = decode_edits(encoded, pictures)
    placements |= found.placements
    added |= found.added
    hashes |= dict.fromkeys(found.placements, sha256)


def _take_session(first: sqlite3.Connection, connection: sqlite3.Connection) -> Iterator[str]:
    values = dict(first.execute("SELECT name, value FROM session WHERE slot = 0"))
    pictures = PictureTable(first).all()
    if "contents" in values and not _succeeds(lambda: _write_session(values, pictures, connection)):
        yield "the last session"
    aside = first.execute("SELECT count(DISTINCT slot) FROM session WHERE slot > 0").fetchone()[0]
    if aside:
        yield counted(aside, "earlier session", "earlier sessions")


def _write_session(values: Mapping[str, Any], pictures: Mapping[str, bytes], connection: sqlite3.Connection) -> None:
    fields = json.loads(values["contents"])
    path = values.get("network_path")
    session_table.write(
        connection,
        {**fields, "run": None, "path": None if path is None else json.loads(path)},
        {photo[0]: pictures[photo[0]] for photo in fields["photos"] if len(photo) == 4 and photo[0] in pictures},
    )
    session_table.write_network(connection, values.get("network"))


def _succeeds(take: Callable[[], object]) -> bool:
    try:
        take()
    except _DAMAGE:
        _log.warning("Something of Catgui 1 is damaged", exc_info=True)
        return False
    return True
