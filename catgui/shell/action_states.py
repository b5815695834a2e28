"""What can be chosen from the menus now: what has something to work on, as the buttons that do the same."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from catgui.domain.run_commands import enabled_commands
from catgui.models.documents.model_document import ModelDocument
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace


class ActionStates(QObject):
    """Enables and disables the commands, which it knows by their ids, as the models change."""

    def __init__(
        self,
        actions: Mapping[str, QAction],
        workspace: Workspace,
        session: TrainingSession,
        travel: RunPlayback,
        document: ModelDocument,
        photos: PhotoCollection,
        runs: RunHistory,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._workspace, self._session, self._travel = workspace, session, travel
        self._document, self._photos, self._runs = document, photos, runs
        # The time travel says so too when the session changes.
        for changed in (workspace.dataset_changed, travel.changed, photos.photos_changed, runs.changed):
            changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        for name, enabled in (self._training_states() | self._file_states()).items():
            self._actions[name].setEnabled(enabled)

    def _training_states(self) -> dict[str, bool]:
        session = self._session
        can_train = self._workspace.dataset is not None and session.is_inactive
        steering = enabled_commands(can_train, not session.is_inactive, session.state is RunState.PAUSED)
        # One command is both.
        steering["train"] |= steering.pop("pause")
        return steering | {"branch": self._travel.can_seek, "reset": session.run is not None}

    def _file_states(self) -> dict[str, bool]:
        return {
            "save": self._document.can_save,
            "save_as": self._document.can_save,
            "export": self._session.run is not None,
            "export_verdicts": len(self._photos) > 0,
            "export_runs": bool(self._runs.records),
            "save_data": self._workspace.dataset is not None,
        }
