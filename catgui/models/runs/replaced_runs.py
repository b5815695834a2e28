"""Which runs are not kept, since the next one takes their place."""

from __future__ import annotations

from dataclasses import replace

from catgui.domain.run_record import RunRecord
from catgui.models.training.current_run import ShownRun

_BEFORE_EDIT = "before the edit"


class ReplacedRuns:
    """Finds the record whose place the next one takes.

    A run is replaced in two cases, unless it is pinned, named or drawn over the plot: by the next one of a gesture,
    such as the drag of a slider, if it was to end within a second; and if an edit of the data began it, by the one that
    the next edit begins. So of edits in a row, the run before them and the last run stay. A run that was brought back,
    repeated by undo, or continued with other settings, is not replaced.

    Attributes: `before_edit`, the record that an edit has replaced last, named for the plot, or None.
    """

    def __init__(self) -> None:
        self.before_edit: RunRecord | None = None
        self._number: int | None = None
        self._edit_run: ShownRun | None = None
        self._edit_number: int | None = None

    def pass_on(self, record: RunRecord) -> None:
        """Replace `record` by the next run, of the same gesture."""
        self._number = record.number

    def begin(self, is_restart: bool) -> None:
        """A run has begun, by a changed setting or not."""
        if not is_restart:
            self._number = None

    def begin_edit(self, run: ShownRun, latest: RunRecord | None) -> None:
        """An edit has begun `run`, after the run of `latest` had ended."""
        follows_edit = latest is not None and latest.number == self._edit_number and latest.config == run.config
        self._edit_run, self._number = run, self._edit_number if follows_edit else None

    def is_of_edit(self, run: ShownRun) -> bool:
        """Whether an edit has begun `run`."""
        return run is self._edit_run

    def end(self, run: ShownRun, record: RunRecord, replaced: RunRecord | None) -> None:
        """The run `run` has ended as `record`, in place of `replaced`."""
        is_of_edit = self.is_of_edit(run)
        self._number, self._edit_number = None, record.number if is_of_edit else None
        if not is_of_edit:
            self.before_edit = None
        elif replaced is not None:
            self.before_edit = replace(replaced, name=_BEFORE_EDIT)

    def keep(self) -> None:
        """Replace nothing: the user has chosen the run."""
        self._number = self._edit_number = self.before_edit = None

    def find(self, records: dict[int, RunRecord]) -> RunRecord | None:
        """The record that the run which ends now replaces, or None."""
        record = None if self._number is None else records.get(self._number)
        return None if record is None or record.pinned or record.name or record.shown else record
