"""The run whose curve that of the session has replaced."""

from __future__ import annotations

from catgui.domain.run_record import RunRecord
from catgui.models.runs.recording import record_run
from catgui.models.training.session import ShownRun, TrainingSession
from engine.saved_model.saved_run import SavedRun

# The number of a record that is not in the list.
_UNLISTED = 0
_NAME = "the saved run"


class RunBefore:
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
            self.opened = record_run(run, newest, self._session.costs, _UNLISTED).changed(name=_NAME)
