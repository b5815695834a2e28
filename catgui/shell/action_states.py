"""Enabled states of the menu's actions, the same as those of the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from catgui.domain.run_commands import enabled_commands
from catgui.models.documents.model_document import ModelDocument
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a window that its commands act on."""

    workspace: Workspace
    session: TrainingSession
    playback: RunPlayback
    document: ModelDocument
    photos: PhotoCollection
    runs: RunHistory


class ActionStates(QObject):
    """Enables and disables the actions, given by id, as the models change."""

    def __init__(self, actions: Mapping[str, QAction], models: Models, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._models = models
        # `playback.changed` follows each change of the session too.
        for changed in (
            models.workspace.dataset_changed,
            models.playback.changed,
            models.photos.photos_changed,
            models.runs.changed,
        ):
            changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        for name, enabled in (self._training_states() | self._file_states()).items():
            self._actions[name].setEnabled(enabled)

    def _training_states(self) -> dict[str, bool]:
        session = self._models.session
        can_train = self._models.workspace.dataset is not None and session.is_inactive
        steering = enabled_commands(can_train, not session.is_inactive, session.state is RunState.PAUSED)
        steering["train"] |= steering.pop("pause")  # one action is both
        return steering | {"branch": self._models.playback.can_seek, "reset": session.run is not None}

    def _file_states(self) -> dict[str, bool]:
        return {
            "save": self._models.document.can_save,
            "save_as": self._models.document.can_save,
            "export": self._models.session.run is not None,
            "export_verdicts": len(self._models.photos) > 0,
            "export_runs": bool(self._models.runs.records),
            "save_data": self._models.workspace.dataset is not None,
        }
