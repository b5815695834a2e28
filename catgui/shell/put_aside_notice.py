"""The notice of a run that was put aside, with a button that brings it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from catgui.domain.run_record import RunRecord
from catgui.models.runs.restorer import RunRestorer
from catgui.shell.messages import Messages


class PutAsideNotice(QObject):
    """Says of a run that it is kept in Runs, until it is brought back."""

    def __init__(self, messages: Messages, restorer: RunRestorer) -> None:
        super().__init__(messages)
        self._source = messages.make_notice_source()
        self._restorer = restorer
        self._number: int | None = None
        restorer.restored.connect(self._on_restored)

    def show_record(self, record: RunRecord) -> None:
        """Say it of the run of `record`, in place of the run before."""
        self._number = record.number
        bring_back = ("Bring back", partial(self._restorer.restore, record))
        self._source.show_message(f"{record.title} is kept in Runs.", bring_back)

    def _on_restored(self, record: RunRecord) -> None:
        # Not the title: the run may have been named meanwhile.
        if record.number == self._number:
            self._source.clear()
