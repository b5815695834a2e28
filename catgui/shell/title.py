"""The title of the window: what is open in it, and whether there is something that no file holds."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.models.documents.model_document import ModelDocument
from catgui.models.workspace import Workspace
from engine.text import printable


class WindowTitle(QObject):
    """Keeps the title of `window` that of its model and its data."""

    def __init__(self, window: QWidget, workspace: Workspace, document: ModelDocument) -> None:
        super().__init__(window)
        self._window, self._workspace, self._document = window, workspace, document
        workspace.dataset_changed.connect(self._update)
        document.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        dataset, path = self._workspace.dataset, self._document.path
        names = [printable(path.name)] if path is not None else []
        names += [dataset.name] if dataset is not None else []
        # Where a name holds the mark of a modified window itself, Qt wants it doubled.
        shown = " – ".join(names).replace("[*]", "[*][*]")
        self._window.setWindowTitle(f"{shown}[*] – Catgui" if names else "Catgui[*]")
        self._window.setWindowModified(self._document.modified)
