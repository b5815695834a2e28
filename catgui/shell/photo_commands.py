"""Adding photos from anywhere in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject

from catgui.panels.photos_panel import PhotosPanel
from catgui.shell.docking.docks import Docks


class PhotoCommands(QObject):
    """Adds photos to the photos panel, and brings it to the front."""

    def __init__(self, docks: Docks, panel: PhotosPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._panel = panel

    def show(self) -> None:
        """Bring the photos panel to the front."""
        self._docks.raise_panel(self._panel)

    def add_paths(self, paths: list[Path]) -> None:
        """Add the photos in files and folders."""
        self.show()
        self._panel.add_paths(paths)

    def drop(self, mime: QMimeData) -> None:
        """Add the pictures that were dropped, such as one from a web page."""
        self.show()
        self._panel.drop(mime)

    def paste(self) -> None:
        """Add the picture on the clipboard."""
        self.show()
        self._panel.paste()
