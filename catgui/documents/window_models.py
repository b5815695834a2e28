"""The models of a window, which panels and files are given together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from catgui.documents.model_document import ModelDocument
from catgui.models.data_editor import DataEditor, PictureAdder
from catgui.models.kept_edits import EditKeeper, KeptEdits
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback, RunPlayer
from catgui.models.training.run_history import RunHistory
from catgui.models.training.run_store import RunStore
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.summary import AnswerChanges, RunSummaryModel
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings

if TYPE_CHECKING:
    from catgui.models.network.mix_corners import MixCorners

_UNDO_LIMIT = 100


class WindowModels:
    """One model of each kind, as attributes; `parent` owns them. Edits and runs are kept by `keeper`."""

    def __init__(self, settings: Settings, keeper: ProfileKeeper, parent: QObject) -> None:
        self.undo_stack = stack = UndoStack(parent, _UNDO_LIMIT)
        self.kept_edits = kept_edits = KeptEdits(keeper)
        self.workspace = workspace = Workspace(parent, settings.folder_settings, kept_edits.find)
        self.settings = TrainingSettings(parent, stack)
        self.session = session = TrainingSession(parent)
        self.playback = RunPlayback(session, parent)
        self.player = RunPlayer(self.playback, session, parent)
        self.controls = RunControls(workspace, self.settings, session, self.playback, parent)
        self.summary = RunSummaryModel(session, parent)
        self.history = RunHistory(session, stack, parent, RunStore(keeper))
        self.document = ModelDocument(session, parent)
        self.picked = SelectedPicture(parent)
        self.editor = DataEditor(workspace, stack, parent)
        EditKeeper(self.editor, kept_edits, parent)
        self.adder = PictureAdder(workspace, self.editor, parent)
        self.photos = PhotoCollection(workspace, session, stack, parent)
        AnswerChanges(session, self.picked, parent)

    @cached_property
    def corners(self) -> MixCorners:
        """The three pictures of Between, imported when it is first used."""
        from catgui.models.network.mix_corners import MixCorners

        return MixCorners(self.workspace, self.picked, self.photos, self.session)
