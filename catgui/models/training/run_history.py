"""The history of runs, of this session and earlier ones, and the runs whose curves the plot overlays."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.models.messages import show_error
from catgui.models.training.run_store import RunStore
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.profile.keeper import ProfileKeeper
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.saved_model.encoding import NAMES
from engine.saved_model.model import Model, RunRecipe, SavedRun
from engine.system.atomic import describe_obstacle
from engine.text import as_file_name

# A run that one of these has begun is recorded once it has rested for so long: a slider passes many.
_CHANGES = (Cause.SETTING, Cause.EDIT)
_REST_MS = 1000
_MOST_RECENT = 3


_REMOVED = 0  # the number of a run of an earlier session that was removed there


class RunHistory(QObject):
    """Owns the records of all runs, in memory, and in `store` for later sessions.

    A run is recorded when it rests or is replaced; one that a changed setting or an edit has begun, once it has rested
    for a second.

    Signals: `changed()`.
    """

    changed = Signal()

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
        # The numbers of the session's run, once it has a record, and of those before it, the newest first.
        self._number: int | None = None
        self._numbers_before: list[int] = []
        self._is_due = False  # whether the session's run has steps that its record has not
        self._idle_timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._idle_timer.timeout.connect(self.record)
        session.changed.connect(self._on_session_changed)
        session.completer.changed.connect(self._on_completion_changed)

    def load(self) -> None:
        """Load the records of earlier sessions, unless they are there."""
        if self._is_loaded:
            return
        try:
            earlier = {record.number: record for record in self._store.load()}
        except (sqlite3.Error, OSError) as error:
            show_error(self, f"Earlier runs could not be read: {describe_obstacle(error)}.")
            return
        self._is_loaded = True
        self._add_earlier(earlier)
        if self._store.unread:
            show_error(self, self._store.unread)
        if self._number is None:
            self._find_opened(self._session.now)
        self.changed.emit()

    def _add_earlier(self, earlier: dict[int, RunRecord]) -> None:
        """Add the records of earlier sessions; a later one with a number of theirs takes another number."""
        renumbered = [self._records.pop(number) for number in earlier if number in self._records]
        self._records |= earlier
        for record in renumbered:
            number = self._new_number()
            if self._number == record.number:
                self._number = number
            self._numbers_before = [number if before == record.number else before for before in self._numbers_before]
            self._put(record.changed(number=number))

    @property
    def are_kept(self) -> bool:
        """Whether the records are written for the next start, as far as is known."""
        return self._store.is_kept

    @property
    def records(self) -> list[RunRecord]:
        """All records, the newest first."""
        return sorted(self._records.values(), key=lambda record: -record.number)

    @property
    def current(self) -> RunRecord | None:
        """The record of the session's run, once it has one."""
        return None if self._number is None else self._records.get(self._number)

    @property
    def is_current_removed(self) -> bool:
        """Whether the session's run was in the list, and was removed from there."""
        return self._number is not None and self._number not in self._records

    def mark_current_removed(self) -> None:
        """Mark the session's opened run as removed, unless it is in the list."""
        if self._number is None:
            self._number, self._is_due = _REMOVED, False

    def set_current(self, record: RunRecord) -> None:
        """Make `record` the record of the session's run."""
        self._number, self._is_due = record.number, False
        self.changed.emit()

    @property
    def file_stem(self) -> str:
        """A file name for exports of the session's run, without suffix: "run-3"."""
        record = self.current
        return "run" if record is None else as_file_name(record.name) or f"run-{record.number}"

    def ticked_records(self, dataset: Dataset | None) -> list[RunRecord]:
        """The ticked records of the data of the session's run, or of `dataset` where there is none."""
        return [one for one in self.records if one.shown and one is not self.current and self._is_on(one, dataset)]

    def background_records(self, dataset: Dataset | None) -> list[RunRecord]:
        """The records of the last three runs before that of the session, the newest first, and the ticked ones."""
        before = [self._records[number] for number in self._numbers_before if number in self._records]
        recent = [one for one in before if one is not self.current and self._is_on(one, dataset)][:_MOST_RECENT]
        return recent + [one for one in self.ticked_records(dataset) if one not in recent]

    def _is_on(self, record: RunRecord, dataset: Dataset | None) -> bool:
        run = self._session.now.run
        if run is not None:
            return record.is_on(run.trained_on, run.origin)
        return dataset is not None and record.is_on(dataset.name, dataset.origin)

    def rename(self, number: int, name: str) -> None:
        """Name a run; an empty name restores the default."""
        self._put(self._records[number].changed(name=" ".join(name.split())[: NAMES.longest]))

    def show(self, number: int, shown: bool) -> None:
        """Draw a run over the plot, or remove it from there."""
        self._put(self._records[number].changed(shown=shown))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove runs; undoable."""
        removed = [self._records[number] for number in numbers if number in self._records]
        if removed:
            self._undo_stack.push(_RemoveRuns(self, removed))

    def plotted(self, dataset: Dataset | None) -> list[RunRecord]:
        """The record of the session's run as it is now, and those to draw over its plot."""
        now, number = self._session.now, self._number or self._new_number()
        own = [] if now.newest is None else [_record_run(now, number, self.current)]
        return [*own, *self.ticked_records(dataset)]

    def record(self) -> None:
        """Record the session's run now, if it rests and has steps that its record has not."""
        now = self._session.now
        self._idle_timer.stop()
        if self._is_due and now.is_inactive and now.trained is not None:
            self._record(now)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before) and now.cause is not Cause.SAME_NETWORK:
            self._begin(before, now)
        if not now.is_inactive:
            self._is_due = True
            self._idle_timer.stop()
        elif self._is_due and now.cause not in _CHANGES:
            self.record()
        elif self._is_due and not self._idle_timer.isActive():
            self._idle_timer.start()

    def _begin(self, before: RunNow, now: RunNow) -> None:
        """Record the run `before`, and begin with the session's new run."""
        self._idle_timer.stop()
        if self._is_due and before.cause not in _CHANGES:
            self._record(before)
        if self._number is not None:
            earlier = [number for number in self._numbers_before if number != self._number]
            self._numbers_before = [self._number, *earlier]
        self._number, self._is_due = None, now.run is not None
        if now.cause is Cause.OPENED:
            self._find_opened(now)
        self.changed.emit()

    def _find_opened(self, now: RunNow) -> None:
        """Find the record of a run from a file, that with the same costs."""
        run, costs = now.run, now.costs.train
        if run is not None and now.cause in (Cause.OPENED, Cause.SAME_NETWORK):
            same = (one for one in self.records if (one.data, one.config) == (run.trained_on, run.config))
            self._number = next((one.number for one in same if np.array_equal(one.train, costs)), None)
            self._is_due = self._number is None

    def _on_completion_changed(self) -> None:
        """Record the test costs that were computed once the run was at rest: of a few alone, no curve can be drawn."""
        record, costs = self.current, self._session.now.costs
        if record is None or self._is_due or self._session.completer.busy:
            return
        if costs.is_complete and len(record.test[0]) <= len(record.train) == len(costs):
            costs.trim()
            self._put(record.changed(model=replace(record.model, test_costs=costs.test)))

    def _record(self, now: RunNow) -> None:
        """Record the session's run, which is that of `now`, unless nothing was computed of it."""
        run, newest = now.run, now.newest
        if run is None or run.is_on_other_data or newest is None or not newest.iterations:
            return
        now.costs.trim()  # the record keeps the arrays
        own = self.current
        self._number = self._new_number() if own is None else own.number
        self._is_due = False
        self._put(_record_run(now, self._number, own))

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


def _record_run(now: RunNow, number: int, before: RunRecord | None) -> RunRecord:
    """The record of the run at its newest network; name and tick are those of the record `before`."""
    run, newest = now.run, now.newest
    assert run is not None
    assert newest is not None
    test = now.costs.test  # before the others, which go on in training: none of its iterations is missing there
    train = now.costs.train
    usual = newest.test.with_threshold(THRESHOLD)
    rights = "".join(map(str, (usual.predictions == usual.labels)[0].astype(int)))
    recipe = run.model.recipe if isinstance(run, SavedRun) else RunRecipe.without_fingerprint(run, len(train))
    return RunRecord(
        number=number,
        name="" if before is None else before.name,
        shown=before is not None and before.shown,
        ended=time.time(),
        model=Model({}, run.classes, run.picture_shape, train, recipe, test),
        train_accuracy=newest.train.with_threshold(THRESHOLD).accuracy,
        test_accuracy=usual.accuracy,
        failure=run.failure,
        last=LastNetwork(newest.network_iteration, newest.train_cost, newest.test_cost, rights),
    )


class _RemoveRuns(UndoCommand):
    """Removes runs of `history`."""

    def __init__(self, history: RunHistory, records: Sequence[RunRecord]) -> None:
        super().__init__(f"Remove {records[0].title if len(records) == 1 else f'{len(records)} runs'}")
        self._history, self._records = history, records

    def redo(self) -> None:
        for record in self._records:
            self._history._delete(record)

    def undo(self) -> None:
        for record in self._records:
            self._history._put(record)
