"""The history of runs, of this session and earlier ones, and those whose curves belong over that of the run."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.domain.run_texts import run_csv
from catgui.models.runs.stages import find_parent
from catgui.models.runs.store import RunStore
from catgui.models.tasks.messages import show_error, show_notice
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.session import ShownRun, TrainingSession
from catgui.models.undo_stack import Direction, UndoCommand, UndoStack
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.saved_model.encoding import NAMES
from engine.saved_model.recipe import RunRecipe
from engine.saved_model.reproduction import TOLERANCE
from engine.saved_model.saved_run import SavedRun
from engine.storage.atomic import describe_obstacle
from engine.text import as_file_name, printable
from engine.training.run import Snapshot, TrainingRun

# What the file holds, in messages.
RUNS = "the runs"
# What the run before is called in the plot, if it is not in the list.
_BEFORE = {Direction.DO: "before the edit", Direction.UNDO: "before undo", Direction.REDO: "before redo"}
# The number of a record that is not in the list.
_UNLISTED = 0
_OPENED_NAME = "the saved run"


class RunHistory(QObject):
    """Owns the records of all runs; each run is recorded when it ends.

    What cannot be written to its file stays in memory, and is written with the next change, or by `retry`.

    Signals: `changed()`; `write_ended(str, object, str)`, what was written, its path, and the reason why that failed,
    or ''; `put_aside(object)`, the RunRecord of a run that was started over, or under way when a changed setting began
    another.
    """

    changed = Signal()
    write_ended = Signal(str, object, str)
    put_aside = Signal(object)

    def __init__(self, session: TrainingSession, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._path: Path | None = None
        self._store = RunStore()
        self._is_loaded = True
        self._records: dict[int, RunRecord] = {}
        self._parents: dict[tuple[int, float], int] = {}  # found once for each record: their costs are compared
        self._unstored: set[int] = set()  # the numbers of runs whose record, or removal, is not in the file
        self._latest: tuple[ShownRun, int] | None = None
        self._repeated: RunRecord | None = None
        self._before = _RunBefore(session)
        self._replaced = ReplacedRuns()
        session.run_ended.connect(self._on_run_ended)
        session.put_aside.connect(self._on_put_aside)
        session.passed.connect(self._on_passed)
        session.run_started.connect(self._on_run_started)

    def open(self, path: Path | None) -> None:
        """Load the records at `path`, and store all changes there; None if there is no place for them."""
        self._path, self._store, self._is_loaded = path, RunStore(path), False
        if path is not None:
            self._synchronize()
        self._on_run_started()

    def retry(self) -> None:
        """Write what could not be written before."""
        if self._path is not None and not self.keeps_all:
            self._synchronize()
            self.changed.emit()

    @property
    def keeps_all(self) -> bool:
        """Whether all records are in the file, as far as is known."""
        return self._is_loaded and not self._unstored

    def keeps(self, record: RunRecord) -> bool:
        """Whether `record` is in the file, and so there again at the next start."""
        return self._is_loaded and record.number not in self._unstored

    @property
    def records(self) -> list[RunRecord]:
        """All records: pinned ones first, then the newest first."""
        return sorted(self._records.values(), key=lambda record: (not record.pinned, -record.number))

    @property
    def current(self) -> RunRecord | None:
        """The record of the session's run, if it has ended."""
        if self._latest is None or self._latest[0] is not self._session.run:
            return None
        return self._records.get(self._latest[1])

    def set_current(self, record: RunRecord) -> None:
        """Take the session's run for that of `record`."""
        if self._session.run is not None:
            self._latest = self._session.run, record.number
            self._replaced.keep()
            self.changed.emit()

    def take_edit(self) -> None:
        """Take the session's run for one that an edit of the data has begun."""
        if self._session.run is not None:
            performing = self._undo_stack.performing
            direction = Direction.DO if performing is None else performing[0]
            self._replaced.begin_edit(self._session.run, self.latest or self._before.opened, direction)
            self.changed.emit()  # `previous` has another name

    @property
    def latest(self) -> RunRecord | None:
        """The record of the run that ended last in this window, whether it is still the session's or not."""
        return None if self._latest is None else self._records.get(self._latest[1])

    @property
    def file_stem(self) -> str:
        """A file name for exports of the session's run, without suffix: "run-3"."""
        record = self.current
        return "run" if record is None else as_file_name(record.name) or f"run-{record.number}"

    @property
    def previous(self) -> RunRecord | None:
        """The record of the run before that of the session, if it is of the same data set, however that was edited.

        After an edit it is the run before the edit, and after a network was opened that of the network, even if they
        are not kept. Else it is the newest other one of the data set.
        """
        run, current = self._session.run, self.current
        if run is None:
            return None
        before = self._replaced.before_edit(run, self._records) or self._before.find(run, self._records)
        if before is not None and before is not current:
            return before
        others = [one for one in self._records.values() if one is not current and one.is_on(run.trained_on, run.origin)]
        return max(others, key=lambda record: record.number, default=None)

    @property
    def overlaid(self) -> list[RunRecord]:
        """The records to draw over the plot of the session's run."""
        return [record for record in self.records if record.shown and record is not self.current]

    def rename(self, number: int, name: str) -> None:
        """Name a run; an empty name restores the default."""
        self._put(self._records[number].changed(name=" ".join(name.split())[: NAMES.longest]))

    def pin(self, number: int, pinned: bool) -> None:
        """Pin a run to the top of the list, or unpin it."""
        self._put(self._records[number].changed(pinned=pinned))

    def show(self, number: int, shown: bool) -> None:
        """Draw a run over the plot, or remove it from there."""
        self._put(self._records[number].changed(shown=shown))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove runs, and say so; undoable."""
        removed = [self._records[number] for number in numbers if number in self._records]
        if removed:
            self._undo_stack.push(_RemoveRuns(removed, self._delete, self._put, self._notify))

    def forget_all(self) -> None:
        """Delete all records, for good, also in a file that cannot be read. Raises OSError."""
        if self._path is not None and not self._is_loaded:
            self._store.close()
            self._path.unlink(missing_ok=True)
        numbers = list(self._records)
        self._records.clear()
        self._unstored = set(numbers) if self._is_loaded else set()
        self._synchronize()
        with suppress(sqlite3.Error):  # the removal itself has told why
            self._store.compact()
        self.changed.emit()

    def undo_removal(self, command: _RemoveRuns) -> None:
        """Restore the runs that `command` has removed, whatever was done since."""
        stack = self._undo_stack
        if stack.next_undo is command:
            stack.undo()
        else:
            command.undo()
            command.obsolete = True  # so that the stack does not undo it again
            stack.discard_obsolete()

    def csv(self) -> str:
        """All records as a CSV table."""
        parents = {record.number: self.parent_of(record) for record in self.records}
        return run_csv(self.records, {number: parent for number, parent in parents.items() if parent is not None})

    def parent_of(self, record: RunRecord) -> RunRecord | None:
        """The run that `record` continued; None if it continued none, or that is not in the list."""
        if record.branched_at is None:
            return None
        key = record.number, record.ended
        parent = self._records.get(self._parents.get(key, 0))
        if parent is None:
            earlier = [one for one in self._records.values() if one.number < record.number]
            parent = find_parent(earlier, record.data, record.recipe.stages, record.train)
            if parent is not None:
                self._parents[key] = parent.number
        return parent

    def shutdown(self) -> None:
        """Write what could not be written before, and close the file."""
        self.retry()
        self._store.close()

    def _on_run_ended(self) -> None:
        run, newest, costs = self._session.run, self._session.newest, self._session.costs
        if not isinstance(run, TrainingRun) or newest is None or not len(costs):
            return
        # A stopped run that was continued is recorded again, under the same number, and so is one that a change of the
        # settings or an edit has begun, and that was there before: with the defaults again, or after undo.
        is_change = self._session.is_restart or self._replaced.is_of_edit(run)
        repeated = self._find_same(run, costs.train) if is_change and self.current is None else None
        replaced = self._replaced.find(self._records)
        before = self.current or repeated or replaced
        record = _record_run(run, newest, costs, self._new_number() if before is None else before.number, before)
        self._latest = run, record.number
        self._repeated = None if repeated is None else record
        self._before.end()
        self._replaced.end(run, record)
        if repeated is not None:
            self._replaced.keep()
            if self._session.is_restart and replaced is not None and replaced is not repeated:
                self._delete(replaced)  # the run before, of the same gesture
        self._put(record)

    def _on_run_started(self) -> None:
        """Find the record of a run from a file: it is the same run, whether it is repeated or not."""
        self._replaced.begin(self._session.is_restart)
        run = self._session.run
        if run is not None and self._before.is_opened_shown:
            same = self._find_same(run, self._session.costs.train)
            self._latest = None if same is None else (run, same.number)
            self._before.begin_opened(is_listed=same is not None)
        elif not self._replaced.is_same_gesture:
            self._before.begin(self.latest)
        self.changed.emit()

    def _find_same(self, run: ShownRun, costs: NDArray[np.float64]) -> RunRecord | None:
        """The newest record of the same data, settings and costs; these may be rounded in another way."""
        same = (
            one
            for one in self.records
            if (one.data, one.config, one.train.shape) == (run.trained_on, run.config, costs.shape)
        )
        return next((one for one in same if np.allclose(one.train, costs, rtol=TOLERANCE, atol=0)), None)

    def _on_put_aside(self) -> None:
        if self.current is not None:
            self.put_aside.emit(self.current)

    def _on_passed(self) -> None:
        if self.current is not None and self.current is not self._repeated:
            self._replaced.pass_on(self.current)

    def _new_number(self) -> int:
        """A number that no run has."""
        return max([self._next_stored_number(), *(number + 1 for number in self._records)])

    def _next_stored_number(self) -> int:
        try:
            return self._store.next_number()
        except (sqlite3.Error, OSError):
            return 1  # the record that gets the number tells why

    def _put(self, record: RunRecord) -> None:
        self._records[record.number] = record
        self._store_change(record.number)

    def _delete(self, record: RunRecord) -> None:
        self._records.pop(record.number, None)
        self._store_change(record.number)

    def _store_change(self, number: int) -> None:
        self._unstored.add(number)
        self._synchronize()
        self.changed.emit()

    def _notify(self, text: str, command: _RemoveRuns | None = None) -> None:
        """Confirm that runs were removed by `command`, which can be undone, or restored."""
        actions = () if command is None else (("Undo", partial(self.undo_removal, command)),)
        show_notice(self, text, *actions)

    def _synchronize(self) -> None:
        """Load the file, unless it is loaded, and write to it what it does not have."""
        obstacle = ""
        try:
            if not self._is_loaded and self._path is not None:
                self._load()
            for number in sorted(self._unstored):
                record = self._records.get(number)
                self._store.remove(number) if record is None else self._store.put(record)
                self._unstored.discard(number)
        except (sqlite3.Error, OSError) as error:
            self._store.close()
            obstacle = describe_obstacle(error)
        if self._path is not None:
            self.write_ended.emit(RUNS, self._path, obstacle)

    def _load(self) -> None:
        stored = {record.number: record for record in self._store.load()}
        if not self._unstored.isdisjoint(stored):
            raise sqlite3.DatabaseError("it could not be read when the window opened, and has runs of the same numbers")
        if self._store.newer:
            show_error(self, self._store.newer)
        self._records |= stored
        self._is_loaded = True


def _record_run(
    run: ShownRun, newest: Snapshot, costs: CostHistory, number: int, before: RunRecord | None = None
) -> RunRecord:
    """The record of `run`, which has come to `newest`; it keeps what the user has chosen for `before`."""
    costs.trim()  # the record keeps the arrays
    return RunRecord(
        number=number,
        name="" if before is None else before.name,
        pinned=before is not None and before.pinned,
        shown=before is not None and before.shown,
        ended=time.time(),
        data=run.trained_on,
        config=run.config,
        branched_at=run.branched_at,
        train=costs.train,
        test=costs.test,
        train_accuracy=newest.train.with_threshold(THRESHOLD).accuracy,
        test_accuracy=newest.test.with_threshold(THRESHOLD).accuracy,
        failure=run.failure,
        recipe=_recipe_of(run, len(costs)),
        last=LastNetwork(newest.network_iteration, newest.train_cost, newest.test_cost),
    )


def _recipe_of(run: ShownRun, iterations: int) -> RunRecipe:
    return run.model.recipe if isinstance(run, SavedRun) else RunRecipe.without_fingerprint(run, iterations)


class _RunBefore:
    """Keeps the record of the run before the session's, and makes one of an opened network that is not in the list.

    Attributes: `opened`, the record of such a network until a run after it has ended, or None.
    """

    def __init__(self, session: TrainingSession) -> None:
        self.opened: RunRecord | None = None
        self._before: RunRecord | None = None
        self._session = session
        self._is_listed = False
        session.evaluated.connect(self._record_opened)

    @property
    def is_opened_shown(self) -> bool:
        """Whether the session's run is from a file, repeated or not."""
        return isinstance(self._session.run, SavedRun) or self._session.is_same_network

    def begin_opened(self, is_listed: bool) -> None:
        """The session's run is one from a file, which `is_listed` or not; it came after none."""
        self._before, self._is_listed = None, is_listed
        if is_listed or not self._session.is_same_network:
            self.opened = None
        self._record_opened()

    def begin(self, latest: RunRecord | None) -> None:
        """The session's run comes after that of `latest`, or of the opened network."""
        self._before = latest or self.opened

    def end(self) -> None:
        """The session's run is in the list from now on."""
        self.opened, self._is_listed = None, True

    def find(self, run: ShownRun, records: dict[int, RunRecord]) -> RunRecord | None:
        """The record of the run before `run`, if it was on the same data, however edited, and was not removed."""
        before = self._before
        if before is None or not before.is_on(run.trained_on, run.origin):
            return None
        if before.number == _UNLISTED:
            return before
        kept = records.get(before.number)
        return kept if kept is not None and kept.ended == before.ended else None

    def _record_opened(self) -> None:
        run, newest = self._session.run, self._session.newest
        is_new = self.is_opened_shown and not self._is_listed and self.opened is None
        if is_new and run is not None and newest is not None:
            self.opened = _record_run(run, newest, self._session.costs, _UNLISTED).changed(name=_OPENED_NAME)


class ReplacedRuns:
    """Finds the record whose place the next one takes.

    A run is replaced in two cases, unless it is pinned, named or drawn over the plot: by the next one of a gesture,
    such as the drag of a slider, if it was to end within a second; and if an edit of the data began it, by the one that
    the next edit begins. So of edits in a row, the run before them and the last run stay. A run that was brought back,
    repeated by undo, or continued with other settings, is not replaced.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._edit_run: ShownRun | None = None
        self._before_edit: RunRecord | None = None
        self._direction = Direction.DO
        self._edit_number: int | None = None

    def pass_on(self, record: RunRecord) -> None:
        """Replace `record` by the next run, of the same gesture."""
        self._number = record.number

    def begin(self, is_restart: bool) -> None:
        """A run has begun, by a changed setting or not."""
        if not is_restart:
            self._number = None

    @property
    def is_same_gesture(self) -> bool:
        """Whether the run that has begun takes the place of the one before, so that it compares with the same run."""
        return self._number is not None

    def begin_edit(self, run: ShownRun, before: RunRecord | None, direction: Direction) -> None:
        """An edit that was done, undone or redone has begun `run`, after the run of `before` had ended."""
        follows_edit = before is not None and before.number == self._edit_number and before.config == run.config
        self._edit_run, self._number = run, self._edit_number if follows_edit else None
        self._before_edit, self._direction = before, direction

    def is_of_edit(self, run: ShownRun) -> bool:
        """Whether an edit has begun `run`."""
        return run is self._edit_run

    def before_edit(self, run: ShownRun, records: dict[int, RunRecord]) -> RunRecord | None:
        """The record of the run before the edit that has begun `run`, named for the plot if it is not in `records`."""
        before = self._before_edit
        if before is None or not self.is_of_edit(run):
            return None
        kept = records.get(before.number)
        if kept is not None and kept.ended == before.ended:
            return kept
        return replace(before, name=_BEFORE[self._direction])

    def end(self, run: ShownRun, record: RunRecord) -> None:
        """The run `run` has ended as `record`."""
        self._number, self._edit_number = None, record.number if self.is_of_edit(run) else None

    def keep(self) -> None:
        """Replace nothing: the user has chosen the run."""
        self._number = self._edit_number = None

    def find(self, records: dict[int, RunRecord]) -> RunRecord | None:
        """The record that the run which ends now replaces, or None."""
        record = None if self._number is None else records.get(self._number)
        return None if record is None or record.pinned or record.name or record.shown else record


class _Notify(Protocol):
    """Confirms a removal, with an offer to undo the command that is given."""

    def __call__(self, text: str, command: _RemoveRuns | None = None, /) -> object:
        """Say `text`."""


class _RemoveRuns(UndoCommand):
    """Removes runs by `delete`, and says so with an offer to undo it; undo restores them by `put`."""

    def __init__(
        self,
        records: Sequence[RunRecord],
        delete: Callable[[RunRecord], object],
        put: Callable[[RunRecord], object],
        notify: _Notify,
    ) -> None:
        self._records, self._delete, self._put, self._notify = records, delete, put, notify
        self._what = records[0].title if len(records) == 1 else f"{len(records)} runs"
        super().__init__(f"Remove {self._what}")

    def redo(self) -> None:
        """Remove them."""
        for record in self._records:
            self._delete(record)
        self._notify(f"Removed {self._what}.", self)

    def undo(self) -> None:
        """Restore them."""
        for record in self._records:
            self._put(record)
        self._notify(f"Restored {self._what}.")


def previous_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    """The run to compare that of `session` with, if it is not drawn anyway.

    Before the first run, or after the user has started over, it is the one that was dropped, if it was on `dataset`.
    """
    previous = history.previous or _dropped_run(history, session, dataset)
    return None if previous in history.overlaid else previous


def data_of_other_run(record: RunRecord, session: TrainingSession, dataset: Dataset | None) -> str:
    """The name of a record's data; '' if they are those of the run, or `dataset` where there is none."""
    run = session.run
    if run is not None:
        is_same = record.is_on(run.trained_on, run.origin)
    else:
        is_same = dataset is None or record.is_on(dataset.name, dataset.origin)
    return "" if is_same else printable(record.data)


def _dropped_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    latest = history.latest
    if session.run is not None or latest is None or dataset is None:
        return None
    return latest if latest.is_on(dataset.name, dataset.origin) else None
