"""Which errors and notices the window shows, and what ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.shell.put_aside_notice import PutAsideNotice

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
    put_aside = PutAsideNotice(messages, window.run_restorer)
    for source in (window.unsaved, window.runs):
        source.put_aside.connect(put_aside.show_record)
    saving = (window.save_commands.save_started, *another_run)
    messages.connect_models((window.dialogs, window.save_commands), until=saving)
    window.save_commands.save_failed.connect(messages.make_source(saving).show_message)
