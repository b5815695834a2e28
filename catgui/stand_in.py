"""What the window works on where nothing that was named can be opened."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catgui.messages import Messages
from catgui.models.workspace import Workspace
from engine.datasets import BUILTIN


class StandIn(QObject):
    """Opens the drawings where a workspace would be left with no data at all, and goes on saying why."""

    def __init__(self, workspace: Workspace, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._messages = messages
        self._reason = ""
        self._tried = False
        workspace.failed.connect(self._stand_in)
        workspace.given_up.connect(self._stand_in)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    def _stand_in(self, reason: str = "") -> None:
        if self._workspace.dataset is None and not self._tried:
            self._tried = True
            self._reason = reason
            self._workspace.open(BUILTIN)

    def _on_dataset_changed(self) -> None:
        # Other data, and the run that ends with the data before, clear away what was said.
        if self._reason:
            self._messages.say(self._reason)
        self._reason = ""
