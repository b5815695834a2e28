"""Which errors and notices the window shows, and what ends them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from catgui.domain.run_record import RunRecord
from catgui.models.runs.history import RunHistory
from catgui.models.runs.restorer import RunRestorer
from catgui.shell.messages import Messages

if TYPE_CHECKING:
    from catgui.shell.main_window import MainWindow


def connect_messages(window: MainWindow) -> None:
    """Show the errors and notices of the window's models, each until what it speaks of has gone."""
    messages, another_run = window.messages, window.another_run
    for models in (
        (window.summary, window.playback, window.files.loader, window.photos),
        (window.playback.reproducer, window.files.data_finder),
        (window.run_restorer, window.data_change, window.change_report),
    ):
        messages.connect_models(models, until=another_run)
    other_file = (window.workspace.dataset_changed, window.document.opened)
    messages.connect_models(
        (window.workspace, window.files.open_commands, window.data_editor, window.picture_adder), until=other_file
    )
    window.files.open_commands.folder_refused.connect(messages.make_source(other_file).show_message)
    messages.connect_models((window.runs, window.files.last_session, window.files.recovery, window.edit_keeper))
    window.storage.changed.connect(messages.show_lasting)
    put_aside = PutAsideNotice(messages, window.run_restorer, window.runs)
    for source in (window.files.unsaved, window.runs):
        source.put_aside.connect(put_aside.show_record)
    saving = (window.files.save_commands.save_started, *another_run)
    messages.connect_models((window.files.dialogs, window.files.save_commands), until=saving)
    window.files.save_commands.save_failed.connect(messages.make_source(saving).show_message)


class PutAsideNotice(QObject):
    """Says of a run that it is kept in Runs, until it is brought back."""

    def __init__(self, messages: Messages, restorer: RunRestorer, history: RunHistory) -> None:
        super().__init__(messages)
        self._history = history
        self._source = messages.make_notice_source()
        self._restorer = restorer
        self._number: int | None = None
        restorer.restored.connect(self._on_restored)

    def show_record(self, record: RunRecord) -> None:
        """Say it of the run of `record`, in place of the run before."""
        self._number = record.number
        bring_back = ("Bring back", partial(self._restorer.restore, record))
        until = "" if self._history.keeps(record) else " until the window is closed"
        self._source.show_message(f"{record.title} is kept in Runs{until}.", bring_back)

    def _on_restored(self, record: RunRecord) -> None:
        # Not the title: the run may have been named meanwhile.
        if record.number == self._number:
            self._source.clear()
