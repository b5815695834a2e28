"""The files of a window: what opens and saves them, and restores the session."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from catgui.documents.file_dialogs import FileDialogs
from catgui.documents.model_contents import ModelContents
from catgui.documents.open_commands import OpenCommands
from catgui.documents.run_exports import PlotImages, make_writers
from catgui.documents.save_commands import SaveCommands
from catgui.documents.session_restorer import SessionRestorer
from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.data_editor import DataEditor
from catgui.models.network.mix_corners import MixCorners
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.runs.opener import RunOpener
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Callback, Workspace
from catgui.profile.keeper import ProfileKeeper
from catgui.services.settings import Settings


class DataModels(NamedTuple):
    """The data, the photos and the three pictures of a window."""

    workspace: Workspace
    editor: DataEditor
    photos: PhotoCollection
    corners: MixCorners


class RunModels(NamedTuple):
    """The runs of a window."""

    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    document: ModelDocument
    history: RunHistory


class WindowFiles:
    """Reads and writes the files of `window`; `plot` is exported with its run.

    Attributes: `dialogs`, which ask for files; `run_opener`, which
    brings runs back on their data; `open_commands` and `save_commands`, of the menus; `session`, which keeps and brings
    back what was open.
    """

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        keeper: ProfileKeeper,
        data: DataModels,
        runs: RunModels,
        plot: PlotImages,
    ) -> None:
        workspace, document, session, history = data.workspace, runs.document, runs.session, runs.history
        self.dialogs = FileDialogs(window, settings)
        self.run_opener = RunOpener(
            workspace, data.editor, session, runs.playback.reproducer, runs.settings, history, window
        )
        self.open_commands = OpenCommands(self.dialogs, workspace, document, self.run_opener)
        writers = make_writers(plot, session, document, data.photos, history, workspace)
        self.save_commands = SaveCommands(self.dialogs, workspace, document, history, writers)
        contents = ModelContents(document, runs.settings, data.photos, data.corners, window)
        self.session = SessionRestorer(
            window, settings, keeper, workspace, (runs.settings, session, history), document, contents
        )

    def proceed_or_defer(self, close: Callback) -> bool:
        """True if all files of the user are written and no dialog is open; else `close` is called once they are."""
        return not self.dialogs.is_open and self.save_commands.queue.proceed_or_defer(close)
