"""Remembers the data sets that were opened, for the menu of recent ones."""

from __future__ import annotations

from PySide6.QtCore import QObject

from catgui.models.workspace import Workspace
from catgui.services.settings import Settings


class RecentData(QObject):
    """Stores the place of each data set opened from files, with the settings of its folders of pictures."""

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._settings = settings
        self._workspace = workspace
        workspace.dataset_changed.connect(self._remember)

    def _remember(self) -> None:
        location, folder_data = self._workspace.location, self._workspace.folder_data
        if isinstance(location, list):
            self._settings.remember_dataset(location, folder_data.settings if folder_data else None)
