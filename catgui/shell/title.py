"""The title of the main window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from catgui.models.documents.model_document import ModelDocument
from catgui.models.workspace import Workspace
from catgui.style.tooltips import escape_title
from engine.text import printable


class WindowTitle(QObject):
    """Names the model file and the data set in the title of `window`, and marks an unsaved network.

    If the network was trained on other data than those that are open, it names these too.
    """

    def __init__(self, window: QMainWindow, workspace: Workspace, document: ModelDocument) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._document = document
        for changed in (workspace.dataset_changed, document.changed):
            changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        dataset, path = self._workspace.dataset, self._document.path
        names = [printable(path.name)] if path is not None else []
        if other := self._document.other_data_of_training:
            names = [f"{names[0] if names else 'network'} (trained on {printable(other)})"]
        names += [dataset.name] if dataset is not None else []
        self._window.setWindowTitle(f"{escape_title(' – '.join(names))}[*] – Catgui" if names else "Catgui[*]")
        self._window.setWindowModified(self._document.modified)
