"""Which errors and notices the window shows, and what ends them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from catgui.domain.run_record import RunRecord

if TYPE_CHECKING:
    from catgui.shell.main_window import MainWindow


def connect_messages(window: MainWindow) -> None:
    """Show the errors and notices of the window's models, each until what it speaks of has gone."""
    messages, another_run = window.messages, window.another_run
    for models in (
        (window.summary, window.playback, window.loader, window.photos),
        (window.playback.reproducer, window.data_finder),
        (window.run_restorer,),
    ):
        messages.connect_models(models, until=another_run)
    other_file = (window.workspace.dataset_changed, window.document.opened)
    messages.connect_models((window.workspace, window.open_commands), until=other_file)
    window.open_commands.folder_refused.connect(messages.make_source(other_file).show_message)
    messages.connect_models((window.runs, window.last_session, window.recovery))
    for source in (window.unsaved, window.runs):
        source.put_aside.connect(partial(_show_put_aside, window))
    window.run_restorer.restored.connect(partial(_hide_put_aside, window))
    saving = (window.save_commands.save_started, *another_run)
    messages.connect_models((window.dialogs, window.save_commands), until=saving)
    window.save_commands.save_failed.connect(messages.make_source(saving).show_message)


def _show_put_aside(window: MainWindow, record: RunRecord) -> None:
    bring_back = ("Bring back", partial(window.run_restorer.restore, record))
    window.messages.show_notice(_put_aside_text(record), bring_back)


def _hide_put_aside(window: MainWindow, record: RunRecord) -> None:
    if window.messages.notice.text == _put_aside_text(record):
        window.messages.notice.hide()


def _put_aside_text(record: RunRecord) -> str:
    return f"{record.title} is kept in Runs."
