"""What the window works on where nothing that was named can be opened."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catgui.models.workspace import Workspace
from engine.data.sources.opening import BUILTIN


class FallbackData(QObject):
    """Opens the drawings where a workspace would be left with no data at all."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tried = False
        workspace.failed.connect(self._open_fallback)
        workspace.load_cancelled.connect(self._open_fallback)

    def _open_fallback(self) -> None:
        if self._workspace.dataset is None and not self._tried:
            self._tried = True
            self._workspace.open(BUILTIN)
