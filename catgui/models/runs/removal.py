"""The undo command that removes runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from catgui.domain.run_record import RunRecord
from catgui.models.undo_stack import UndoCommand


class Notify(Protocol):
    """Confirms a removal, with an offer to undo the command that is given."""

    def __call__(self, text: str, command: RemoveRuns | None = None, /) -> object:
        """Say `text`."""


class RemoveRuns(UndoCommand):
    """Removes runs by `delete`, and says so with an offer to undo it; undo restores them by `put`."""

    def __init__(
        self,
        records: Sequence[RunRecord],
        delete: Callable[[RunRecord], object],
        put: Callable[[RunRecord], object],
        notify: Notify,
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
