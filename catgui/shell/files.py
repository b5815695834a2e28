"""The files of a window: what opens and saves them, and restores the session."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from catgui.documents.file_dialogs import FileDialogs
from catgui.documents.open_commands import OpenCommands, RunOpener
from catgui.documents.save_commands import PlotImages, SaveCommands, make_writers
from catgui.documents.window_models import WindowModels
from catgui.models.workspace import Callback
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings

if TYPE_CHECKING:
    from catgui.documents.session_restorer import SessionRestorer


class WindowFiles:
    """Reads and writes the files of `window`; `plot` is exported with its run.

    Attributes: `dialogs`, which ask for files; `run_opener`, which brings runs back on their data; `open_commands` and
    `save_commands`, of the menus.
    """

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        keeper: ProfileKeeper,
        models: WindowModels,
        plot: PlotImages,
    ) -> None:
        workspace, document, history = models.workspace, models.document, models.history
        self.dialogs = FileDialogs(window, settings)
        self.run_opener = RunOpener(models, window)
        self.open_commands = OpenCommands(self.dialogs, workspace, self.run_opener)
        writers = make_writers(plot, models)
        self.save_commands = SaveCommands(self.dialogs, workspace, document, history, writers)
        self._keeper, self._models = keeper, models
        models.editor.edited_anew.connect(lambda original, edits: self.session.keep_edits(original, edits))

    @cached_property
    def session(self) -> SessionRestorer:
        """What keeps and brings back what was open, imported when it is first used: after the first paint."""
        from catgui.documents.session_restorer import SessionRestorer

        return SessionRestorer(self.dialogs.window, self.dialogs.settings, self._keeper, self._models)

    def proceed_or_defer(self, close: Callback) -> bool:
        """True if all files of the user are written and no dialog is open; else `close` is called once they are."""
        return not self.dialogs.is_open and self.save_commands.queue.proceed_or_defer(close)
