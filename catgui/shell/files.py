"""The files of a window: what opens, saves and restores them, and what is asked before they are lost."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from catgui.documents.file_dialogs import FileDialogs
from catgui.documents.last_session import LastSession
from catgui.documents.model_contents import ModelContents
from catgui.documents.open_commands import OpenCommands
from catgui.documents.recovery_prompt import RecoveryPrompt
from catgui.documents.run_exports import PlotImages, make_writers
from catgui.documents.save_commands import SaveCommands
from catgui.documents.state_keeper import StateKeeper
from catgui.documents.unsaved_prompt import UnsavedPrompt
from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.runs.opener import RunOpener
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Callback, Workspace
from catgui.services.settings import Settings


@dataclass(frozen=True, slots=True)
class DataModels:
    """The data and the photos of a window."""

    workspace: Workspace
    editor: DataEditor
    adder: PictureAdder
    photos: PhotoCollection


@dataclass(frozen=True, slots=True)
class RunModels:
    """The runs of a window."""

    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    document: ModelDocument
    history: RunHistory


class WindowFiles:
    """Reads and writes the files of `window`; `plot` is exported with its run.

    Attributes: `dialogs`, which ask for files; `unsaved`, the question about a network that would be lost;
    `run_opener`, which brings runs back on their data; `open_commands` and `save_commands`, of the menus;
    `state_keeper`, `recovery` and `last_session`, which bring back what was open.
    """

    def __init__(
        self, window: QWidget, settings: Settings, data: DataModels, runs: RunModels, plot: PlotImages
    ) -> None:
        workspace, document, session, history = data.workspace, runs.document, runs.session, runs.history
        self.dialogs = FileDialogs(window, settings)
        self.unsaved = UnsavedPrompt(window, document, history, lambda *then: self.save_commands.save_then(*then))
        self.run_opener = RunOpener(
            workspace, data.editor, session, runs.playback.reproducer, runs.settings, history, window
        )
        self.open_commands = OpenCommands(self.dialogs, workspace, document, self.unsaved, self.run_opener, data.adder)
        writers = make_writers(plot, session, document, data.photos, history, workspace)
        self.save_commands = SaveCommands(self.dialogs, workspace, document, history, writers)
        contents = ModelContents(document, runs.settings, data.photos, window)
        self.state_keeper = StateKeeper(workspace, runs.settings, document, contents)
        self.recovery = RecoveryPrompt(document, session, self.unsaved, self.state_keeper, window)
        self.last_session = LastSession(settings, workspace, self.state_keeper, self.recovery, self.unsaved, window)

    def proceed_or_defer(self, close: Callback) -> bool:
        """True if all files are written and nothing would be lost; else `close` is called once that is so.

        It is not called if the user cancels, or has a dialog open.
        """
        # In this order: after the question about the network, nothing may open a dialog any more. There is none if the
        # network is there again at the next start.
        return (
            not self.dialogs.is_open
            and self.save_commands.queue.proceed_or_defer(close)
            and (self.last_session.write() or self.unsaved.proceed_or_defer(close))
        )

    def shutdown(self) -> None:
        """Cancel all reading and wait for the threads."""
        for owner in (self.last_session, self.open_commands, self.run_opener, self.recovery):
            owner.shutdown()
