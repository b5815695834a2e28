"""Texts and states of the menu's actions, the same as those of the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.data_change import DataChange
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.training.controls import RunControls
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Workspace

# The actions that export the run.
_RUN_EXPORTS = ("export_plot", "export_costs", "export_report", "export_notebook", "export_script")


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a window that its commands act on."""

    workspace: Workspace
    session: TrainingSession
    controls: RunControls
    document: ModelDocument
    photos: PhotoCollection
    runs: RunHistory
    data_change: DataChange


class ActionStates(QObject):
    """Enables and disables the actions, given by id, as the models change."""

    def __init__(self, actions: Mapping[str, QAction], models: Models, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._models = models
        for changed in (
            models.controls.changed,
            models.photos.photos_changed,
            models.runs.changed,
            models.data_change.compared,
            models.data_change.studied,
        ):
            changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        commands = self._models.controls.commands
        for name, command in commands.items():
            action = self._actions[name]
            action.setEnabled(command.action is not None)
            action.setStatusTip(command.tip)
        self._actions["train"].setText(f"&{commands['train'].text}")
        for name, enabled in self._file_states().items():
            self._actions[name].setEnabled(enabled)

    def _file_states(self) -> dict[str, bool]:
        return {
            "save": self._models.document.can_save,
            "save_as": self._models.document.can_save,
            **dict.fromkeys(_RUN_EXPORTS, self._models.session.run is not None),
            "export_predictions": len(self._models.photos) > 0,
            "export_runs": bool(self._models.runs.records),
            "add_pictures": self._models.workspace.dataset is not None,
            "what_changed": self._models.data_change.change is not None,
            "save_data": self._models.workspace.dataset is not None,
        }
