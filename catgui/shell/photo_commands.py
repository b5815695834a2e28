"""Adding photos, and the keys of the selected ones, from anywhere in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from catgui.shell.docks import Docks

if TYPE_CHECKING:
    from catgui.panels.photos_panel import PhotosPanel


_CARDS = "photo_cards"


class PhotoCommands(QObject):
    """Adds photos to the photos panel and brings it to the front, and gives it keys pressed elsewhere.

    `make_panel` returns the panel, which is created when it is first needed.
    """

    def __init__(self, docks: Docks, make_panel: Callable[[], PhotosPanel], parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._make_panel = make_panel

    def show(self) -> None:
        """Bring the photos panel to the front."""
        self._docks.raise_panel(self._make_panel())

    def add_paths(self, paths: list[Path]) -> None:
        """Add the photos in files and folders."""
        self.show()
        self._make_panel().add_paths(paths)

    def drop(self, mime: QMimeData) -> None:
        """Add the pictures that were dropped, such as one from a web page."""
        self.show()
        self._make_panel().drop(mime)

    def take_key(self, event: QKeyEvent, last_list: QWidget | None) -> bool:
        """Give a key to the selected photos if their list was used last; whether it is theirs."""
        return last_list is not None and last_list.objectName() == _CARDS and self._make_panel().take_key(event)

    def paste(self) -> None:
        """Add the picture on the clipboard."""
        self.show()
        self._make_panel().paste()
