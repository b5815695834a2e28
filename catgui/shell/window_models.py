"""The models of a window, which panels and files are given together."""

from __future__ import annotations

from dataclasses import dataclass

from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.data_editor import DataEditor
from catgui.models.network.mix_corners import MixCorners
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.player import RunPlayer
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace


@dataclass(frozen=True, slots=True, eq=False)
class WindowModels:
    """One model of each kind."""

    workspace: Workspace
    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    player: RunPlayer
    controls: RunControls
    history: RunHistory
    document: ModelDocument
    picked: SelectedPicture
    editor: DataEditor
    photos: PhotoCollection
    corners: MixCorners
