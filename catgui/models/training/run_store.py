"""The runs in the profile: each is a row with the bytes of its model file, without weights."""

from __future__ import annotations

import json
import logging
import sqlite3
from functools import partial

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.domain.run_texts import damaged_runs_text, newer_runs_text
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from catgui.profile.tables import newest_program
from engine.analysis.evaluation import Failure
from engine.errors import ModelFileError, NewerFileError
from engine.saved_model.encoding import NAMES
from engine.saved_model.file import model_bytes, model_from_bytes

_log = logging.getLogger(__name__)
# An upper bound for numbers of runs and for their times in seconds since 1970; larger values are damaged.
_MAX_NUMBER = 2**40
# What a damaged row raises.
_DAMAGE = (ValueError, TypeError, LookupError, OverflowError, RecursionError, ModelFileError)


class RunStore:
    """The runs in the profile of `keeper`, which writes them; a row that was neither read nor written here stays.

    Attributes: `unread`, a text for the user about runs that `load` could not read and has left there, or ''.
    """

    def __init__(self, keeper: ProfileKeeper) -> None:
        self._keeper = keeper
        self._known: dict[int, RunRecord] = {}  # as they are in the profile
        self._last = 0
        self.unread = ""

    @property
    def is_kept(self) -> bool:
        """Whether what is put is written to the profile, as far as is known."""
        return self._keeper.store is not None and not self._keeper.notice

    def load(self) -> list[RunRecord]:
        """All runs that this window has not put, oldest first; see `unread`. Raises sqlite3.Error and OSError."""
        store = self._keeper.store
        if store is None:
            return []
        records, self.unread, self._last = store.read(_load)
        found = [record for record in records if record.number not in self._known]
        self._known |= {record.number: record for record in found}
        return found

    def next_number(self) -> int:
        """A number that no run in the profile has had, as far as they were read."""
        return self._last + 1

    def put(self, record: RunRecord) -> None:
        """Store `record`, or what is different from the one with the same number."""
        self._keeper.put(("run", record.number), partial(self._put, record))

    def remove(self, number: int) -> None:
        """Delete the run with this number."""
        self._keeper.put(("run", number), partial(self._remove, number))

    def _put(self, record: RunRecord, store: ProfileStore) -> None:
        if store.write(partial(_put, record, self._known.get(record.number))):
            self._known[record.number] = record

    def _remove(self, number: int, store: ProfileStore) -> None:
        if number in self._known:
            store.write(lambda connection: connection.execute("DELETE FROM runs WHERE number = ?", (number,)))
            del self._known[number]


def _load(connection: sqlite3.Connection) -> tuple[list[RunRecord], str, int]:
    """The readable runs, a text about the others, and the last number that a run has had."""
    records, options, damaged = [], [], []
    for number, facts, model in connection.execute("SELECT number, facts, model FROM runs ORDER BY number"):
        try:
            records.append(_decode(number, facts, model))
        except NewerFileError as error:
            options.append(error.option)
        except _DAMAGE:
            _log.warning("Run %s is damaged", number, exc_info=True)
            damaged.append(number)
    texts = newer_runs_text(options, newest_program(connection)), damaged_runs_text(len(damaged), damaged)
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
    return records, " ".join(filter(None, texts)), last[0] if last else 0


def _put(record: RunRecord, before: RunRecord | None, connection: sqlite3.Connection) -> bool:
    """Put a record in place of that `before`; False if its number is that of a run which was not read yet."""
    if before is not None and before.model is record.model:
        connection.execute("UPDATE runs SET facts = ? WHERE number = ?", (_facts(record), record.number))
        return True
    taken = connection.execute("SELECT 1 FROM runs WHERE number = ?", (record.number,)).fetchone() is not None
    if before is None and taken:
        return False
    connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", encode_run(record))
    return True


def encode_run(record: RunRecord) -> tuple[int, str, bytes]:
    """The row of a run. Raises ModelFileError."""
    return record.number, _facts(record), model_bytes(record.model)


def _facts(record: RunRecord) -> str:
    return json.dumps(
        {
            "name": record.name,
            "shown": record.shown,
            "ended": record.ended,
            "accuracies": [record.train_accuracy, record.test_accuracy],
            "last": record.last,
            "failure": None if record.failure is None else record.failure.value,
        }
    )


def _decode(number: int, facts: str, model: bytes) -> RunRecord:
    """The record of a row. Raises what is in `_DAMAGE`."""
    fields = json.loads(facts)
    train, test = (_check_range(float(accuracy), 1) for accuracy in fields["accuracies"])
    iteration, train_cost, test_cost, rights = fields["last"]
    if set(rights) - {"0", "1"}:
        raise ValueError("the answers of the run are damaged")
    return RunRecord(
        number=number,
        name=NAMES.check("name", fields["name"]),
        shown=bool(fields["shown"]),
        ended=_check_range(float(fields["ended"]), _MAX_NUMBER),
        model=model_from_bytes(model),
        train_accuracy=train,
        test_accuracy=test,
        last=LastNetwork(int(iteration), float(train_cost), float(test_cost), rights),
        failure=None if fields["failure"] is None else Failure(fields["failure"]),
    )


def _check_range(value: float, most: float) -> float:
    if not 0 <= value <= most:
        raise ValueError(value)
    return value
