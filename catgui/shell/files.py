"""The files of a window: what opens and saves them, and restores the session."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from catgui.documents.file_dialogs import FileDialogs
from catgui.documents.model_contents import ModelContents
from catgui.documents.open_commands import OpenCommands
from catgui.documents.run_exports import PlotImages, make_writers
from catgui.documents.save_commands import SaveCommands
from catgui.documents.session_restorer import SessionRestorer
from catgui.models.runs.opener import RunOpener
from catgui.models.workspace import Callback
from catgui.profile.keeper import ProfileKeeper
from catgui.services.settings import Settings
from catgui.shell.window_models import WindowModels


class WindowFiles:
    """Reads and writes the files of `window`; `plot` is exported with its run.

    Attributes: `dialogs`, which ask for files; `run_opener`, which brings runs back on their data; `open_commands` and
    `save_commands`, of the menus; `session`, which keeps and brings back what was open.
    """

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        keeper: ProfileKeeper,
        models: WindowModels,
        plot: PlotImages,
    ) -> None:
        workspace, document, session, history = models.workspace, models.document, models.session, models.history
        self.dialogs = FileDialogs(window, settings)
        self.run_opener = RunOpener(
            workspace, models.editor, session, models.playback.reproducer, models.settings, document, history, window
        )
        self.open_commands = OpenCommands(self.dialogs, workspace, self.run_opener)
        writers = make_writers(plot, session, document, models.photos, history, workspace)
        self.save_commands = SaveCommands(self.dialogs, workspace, document, history, writers)
        contents = ModelContents(document, models.settings, models.photos, window)
        self.session = SessionRestorer(
            window,
            settings,
            keeper,
            workspace,
            (models.settings, session, history),
            document,
            contents,
            models.kept_edits,
        )
        models.editor.edited_anew.connect(self.session.keep_edits)

    def proceed_or_defer(self, close: Callback) -> bool:
        """True if all files of the user are written and no dialog is open; else `close` is called once they are."""
        return not self.dialogs.is_open and self.save_commands.queue.proceed_or_defer(close)
