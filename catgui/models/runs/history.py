"""The history of runs, of this session and earlier ones, and the runs whose curves the plot overlays."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.models.runs.store import RunStore
from catgui.models.tasks.messages import show_error, show_notice, withdraw
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.session import Cause, RunNow, ShownRun, TrainingSession
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.profile.keeper import ProfileKeeper
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.saved_model.encoding import NAMES
from engine.saved_model.model import RunRecipe, SavedRun
from engine.saved_model.reproduction import TOLERANCE
from engine.storage.atomic import describe_obstacle
from engine.text import as_file_name

# The number of a record that is not in the list, and its name in the plot.
_UNLISTED, _BEFORE_EDIT = 0, "before the data changed"


@dataclass(slots=True)
class _CurrentRun:
    """The run of the session, as the history has it.

    Attributes: `number`, that its record has or will have, None for a new one; `is_recorded`, whether that record is of
    this run, and not of the one whose place it takes; `is_up_to_date`, whether the record has all its steps; `is_kept`,
    whether no other run takes its place; `is_opened`, whether it is from a file or was brought back.
    """

    number: int | None = None
    is_recorded: bool = False
    is_up_to_date: bool = False
    is_kept: bool = False
    is_opened: bool = False

    @classmethod
    def of(cls, record: RunRecord, is_up_to_date: bool = True) -> _CurrentRun:
        """The run of `record`, brought back."""
        return cls(record.number, True, is_up_to_date, is_kept=True)


class RunHistory(QObject):
    """Owns the records of all runs. A run is recorded once there is something to see of it, and again when it rests.

    A run that was only passed makes room for the next one, unless it is named or drawn over the plot: of the
    runs in the drag of a slider, or after edits in a row, the run before them and the last one stay. So does one that
    was in the list before, such as after undo.

    They are in memory, and in `store` for later sessions.

    Signals: `changed()`; `put_aside(object)`, the RunRecord of a run that was started over, or not complete when a
    changed setting began another.
    """

    changed = Signal()
    put_aside = Signal(object)

    def __init__(
        self,
        session: TrainingSession,
        undo_stack: UndoStack,
        parent: QObject | None = None,
        store: RunStore | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._store = store or RunStore(ProfileKeeper(self))
        self._is_loaded = False
        self._records: dict[int, RunRecord] = {}
        self._current = _CurrentRun()
        self._opened: RunNow | None = None  # with the run of a file, before it is repeated
        self._before: RunRecord | None = None  # the run before that of the session, with which it is compared
        session.changed.connect(self._on_session_changed)
        session.completer.changed.connect(self._on_completion_changed)

    def load(self) -> None:
        """Load the records of earlier sessions, unless they are there."""
        if self._is_loaded:
            return
        try:
            self._records |= {record.number: record for record in self._store.load(self._records)}
        except (sqlite3.Error, OSError) as error:
            show_error(self, f"Earlier runs could not be read: {describe_obstacle(error)}.")
            return
        self._is_loaded = True
        if self._store.unread:
            show_error(self, self._store.unread)
        self.changed.emit()

    @property
    def are_kept(self) -> bool:
        """Whether the records are there again at the next start, as far as is known."""
        return self._store.is_kept

    @property
    def records(self) -> list[RunRecord]:
        """All records, the newest first."""
        return sorted(self._records.values(), key=lambda record: -record.number)

    @property
    def current(self) -> RunRecord | None:
        """The record of the session's run, once it has one."""
        return self._numbered if self._current.is_recorded else None

    @property
    def _numbered(self) -> RunRecord | None:
        """The record with the number of the session's run: of this run, or of the run that it replaces."""
        return None if self._current.number is None else self._records.get(self._current.number)

    @property
    def in_training(self) -> RunRecord | None:
        """The record of the run under way, up to its last rest, if any; None while no run is under way."""
        return None if self._session.now.is_inactive else self.current

    @property
    def before(self) -> RunRecord | None:
        """The record of the run before that of the session, unless it was removed."""
        before = self._before
        return before if before is None or before.number == _UNLISTED else self._records.get(before.number)

    @property
    def is_current_removed(self) -> bool:
        """Whether the session's run was in the list, and was removed from there."""
        return self._current.is_recorded and self._numbered is None

    def take_current_as_removed(self) -> None:
        """Take the session's opened run for one that was removed, unless it is in the list."""
        if self._numbered is None:
            self._current, self._opened = _CurrentRun(is_recorded=True, is_up_to_date=True, is_opened=True), None

    def set_current(self, record: RunRecord) -> None:
        """Take the session's run for that of `record`."""
        self._current = _CurrentRun.of(record)
        self.changed.emit()

    @property
    def file_stem(self) -> str:
        """A file name for exports of the session's run, without suffix: "run-3"."""
        record = self.current
        return "run" if record is None else as_file_name(record.name) or f"run-{record.number}"

    @property
    def previous(self) -> RunRecord | None:
        """The record of the run before the session's, if its data set is the same but for edits.

        It is the newest other one if the run before is of other data, or was removed.
        """
        run, current, before = self._session.now.run, self.current, self.before
        if run is None:
            return None
        if before is not None and before is not current and before.is_on(run.trained_on, run.origin):
            return before
        others = [one for one in self._records.values() if one is not current and one.is_on(run.trained_on, run.origin)]
        return max(others, key=lambda record: record.number, default=None)

    @property
    def overlaid(self) -> list[RunRecord]:
        """The records to draw over the plot of the session's run, where that is of their data."""
        return [record for record in self.records if record.shown and record is not self.current]

    def rename(self, number: int, name: str) -> None:
        """Name a run; an empty name restores the default."""
        self._put(self._records[number].changed(name=" ".join(name.split())[: NAMES.longest]))

    def show(self, number: int, shown: bool) -> None:
        """Draw a run over the plot, or remove it from there."""
        self._put(self._records[number].changed(shown=shown))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove runs, and say so; undoable."""
        removed = [self._records[number] for number in numbers if number in self._records]
        if removed:
            self._undo_stack.push(_RemoveRuns(removed, self._delete, self._put, self._notify))

    def undo_removal(self, command: _RemoveRuns) -> None:
        """Restore the runs that `command` has removed, whatever was done since."""
        stack = self._undo_stack
        if stack.next_undo is command:
            stack.undo()
        else:
            command.undo()
            command.obsolete = True  # so that the stack does not undo it again
            stack.discard_obsolete()

    @property
    def plotted(self) -> list[RunRecord]:
        """The record of the session's run as it is now, and those to draw over its plot."""
        now, number = self._session.now, self._current.number or self._new_number()
        own = [] if now.newest is None else [_record_run(now, number, self._numbered)]
        return [*own, *self.overlaid]

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before) and now.cause is not Cause.SAME_NETWORK:
            self._begin(now)
        self._update(now)

    def _begin(self, now: RunNow) -> None:
        """Make the session's new run, if any, the current one."""
        self._record_opened()
        record, passed = self.current, self._find_passed()
        self._current = _CurrentRun(None if passed is None else passed.number)
        if passed is None:
            self._before = record or self._before
        elif now.cause is Cause.EDIT:
            self._before = replace(passed, number=_UNLISTED, name=_BEFORE_EDIT)
        if now.cause is Cause.OPENED:
            self._current.is_opened = True
            self._find_opened()
        self.changed.emit()
        is_interrupted = now.cause is Cause.SETTING and passed is None and record is not None and not record.is_over
        if record is not None and (is_interrupted or now.cause is Cause.STARTED_OVER):
            self.put_aside.emit(record)

    def _find_passed(self) -> RunRecord | None:
        """The record of the run before, or whose place that would have taken, if the session's takes it now."""
        record, may_pass = self._numbered, self._session.now.is_same_gesture and not self._current.is_kept
        return record if may_pass and record is not None and not _is_chosen(record) else None

    def _find_opened(self) -> None:
        """Find the record of a run from a file, which may have gone on since, as may its record before a kill."""
        run, costs = self._session.now.run, self._session.now.costs.train
        same = None if run is None else self._find_same(run, costs) or self._find_same(run, costs, is_longer=True)
        if same is not None:
            self._current = _CurrentRun.of(same, is_up_to_date=len(same.train) >= len(costs))

    def _find_same(self, run: ShownRun, costs: NDArray[np.float64], is_longer: bool = False) -> RunRecord | None:
        """The newest record of the same data and settings whose costs `costs` begin with, rounded in another way.

        If `is_longer`, that begins with `costs`.
        """
        same = (one for one in self.records if (one.data, one.config) == (run.trained_on, run.config))
        known = (one for one in same if is_longer or len(one.train) <= len(costs))
        close = (one for one in known if _begin_alike(one.train, costs))
        return max(close, key=lambda one: one.number, default=None)

    def _update(self, now: RunNow) -> None:
        """Record the session's run: first as soon as possible, then whenever it rests."""
        current, run, newest = self._current, now.run, now.newest
        if current.is_up_to_date and not now.is_inactive:
            current.is_up_to_date = False
            self.changed.emit()  # it is `in_training`
        if now.saved is not None:
            self._opened = None if newest is None or current.is_up_to_date else now
        elif run is None or newest is None or newest.iterations == 0:
            return
        elif now.is_inactive and not current.is_up_to_date:
            now.costs.trim()  # the record keeps the arrays
            self._find_repeated(run, now.costs)
            self._record(now)
            self._opened, current.is_up_to_date = None, True
        elif not now.is_inactive and current.number is None and not run.is_over:
            self._record(now)

    def _on_completion_changed(self) -> None:
        """Record the test costs that were computed once the run was at rest: of a few alone, no curve can be drawn."""
        record, costs = self.current, self._session.now.costs
        if record is None or not self._current.is_up_to_date or self._session.completer.busy:
            return
        if costs.is_complete and len(record.test[0]) <= len(record.train) == len(costs):
            costs.trim()
            self._put(record.changed(test=costs.test))

    def _record_opened(self) -> None:
        """Record the run of a file that was replaced before it was repeated."""
        opened, self._opened = self._opened, None
        if opened is not None and opened.run is not None and not opened.run.is_on_other_data:
            self._record(opened)

    def _find_repeated(self, run: ShownRun, costs: CostHistory) -> None:
        """Recognize an earlier run in a run that a change has begun, as after undo."""
        current, cause, own = self._current, self._session.now.cause, self._numbered
        if cause not in (Cause.SETTING, Cause.EDIT) or current.is_kept or (own is not None and _is_chosen(own)):
            return
        same = self._find_same(run, costs.train)
        if same is None or same is own:
            return
        if own is not None and (current.is_recorded or cause is Cause.SETTING):
            self._delete(own)
        elif own is not None:
            self._before = own  # it stays, since this run does not take its place
        current.number, current.is_kept = same.number, True

    def _record(self, now: RunNow) -> None:
        current, before = self._current, self._numbered
        current.number = self._new_number() if before is None else before.number
        current.is_recorded = True
        self._put(_record_run(now, current.number, before))

    def _new_number(self) -> int:
        """A number that no run has."""
        return max([self._store.next_number(), *(number + 1 for number in self._records)])

    def _put(self, record: RunRecord) -> None:
        self._records[record.number] = record
        self._store.put(record)
        self.changed.emit()

    def _delete(self, record: RunRecord) -> None:
        self._records.pop(record.number, None)
        self._store.remove(record.number)
        self.changed.emit()

    def _notify(self, text: str, command: _RemoveRuns | None = None) -> None:
        """Confirm that runs were removed by `command`, which can be undone, or restored."""
        withdraw(self)
        actions = () if command is None else (("Undo", partial(self.undo_removal, command)),)
        show_notice(self, text, *actions)


def _record_run(now: RunNow, number: int, before: RunRecord | None) -> RunRecord:
    """The record of the run at its newest network; name and tick are those of the record `before`."""
    run, newest = now.run, now.newest
    assert run is not None
    assert newest is not None
    test = now.costs.test  # before the others, which go on in training: none of its iterations is missing there
    train = now.costs.train
    usual = newest.test.with_threshold(THRESHOLD)
    rights = "".join(map(str, (usual.predictions == usual.labels)[0].astype(int)))
    return RunRecord(
        number=number,
        name="" if before is None else before.name,
        shown=before is not None and before.shown,
        ended=time.time(),
        data=run.trained_on,
        config=run.config,
        train=train,
        test=test,
        train_accuracy=newest.train.with_threshold(THRESHOLD).accuracy,
        test_accuracy=usual.accuracy,
        failure=run.failure,
        recipe=_recipe_of(run, len(train)),
        last=LastNetwork(newest.network_iteration, newest.train_cost, newest.test_cost, rights),
    )


def _recipe_of(run: ShownRun, iterations: int) -> RunRecipe:
    return run.model.recipe if isinstance(run, SavedRun) else RunRecipe.without_fingerprint(run, iterations)


def _begin_alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether the shorter of two series of costs is the begin of the longer one, to within its rounding."""
    count = min(len(one), len(other))
    return np.allclose(one[:count], other[:count], rtol=TOLERANCE, atol=0)


def _is_chosen(record: RunRecord) -> bool:
    """Whether the user wants to keep the run."""
    return record.shown or bool(record.name)


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
        for record in self._records:
            self._delete(record)
        self._notify(f"Removed {self._what}.", self)

    def undo(self) -> None:
        for record in self._records:
            self._put(record)
        self._notify(f"Restored {self._what}.")


def previous_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    """The run to compare that of `session` with, if it is not drawn anyway.

    Before the first run, or after the user has started over, it is the one that was dropped, if it was on `dataset`.
    """
    previous = history.previous or _dropped_run(history, session, dataset)
    return None if previous in history.overlaid else previous


def overlaid_runs(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> list[RunRecord]:
    """The records to draw over the plot that are of the data of the session's run, or `dataset` where there is none."""
    run = session.now.run
    if run is not None:
        return [record for record in history.overlaid if record.is_on(run.trained_on, run.origin)]
    return [record for record in history.overlaid if dataset is None or record.is_on(dataset.name, dataset.origin)]


def _dropped_run(history: RunHistory, session: TrainingSession, dataset: Dataset | None) -> RunRecord | None:
    before = history.before
    if session.now.run is not None or before is None or dataset is None:
        return None
    return before if before.is_on(dataset.name, dataset.origin) else None
