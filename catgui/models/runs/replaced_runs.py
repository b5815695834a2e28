"""Which runs are not kept, since the next one takes their place."""

from __future__ import annotations

from dataclasses import replace

from catgui.domain.run_record import RunRecord
from catgui.models.training.session import ShownRun
from catgui.models.undo_stack import Direction

# What the run before is called in the plot, if it is not in the list.
_BEFORE = {Direction.DO: "before the edit", Direction.UNDO: "before undo", Direction.REDO: "before redo"}


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
