"""The command that adds pictures of files to a class of the open data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt

from catgui.documents.file_dialogs import ALL_FILES, FileDialogs, file_filter
from catgui.domain.edits.class_additions import ADD_TO_CLASS, AdditionTarget
from catgui.inputs.sources import PathSource
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.workspace import Workspace
from engine.images.formats import PHOTO_SUFFIXES


class AdditionCommands(QObject):
    """Asks for the class, the part and the files, and has `adder` add them."""

    def __init__(self, dialogs: FileDialogs, workspace: Workspace, adder: PictureAdder) -> None:
        super().__init__(dialogs)
        self._dialogs, self._workspace, self._adder = dialogs, workspace, adder

    def choose(self) -> None:
        """Ask for the class and the part, then for the files or a folder; nothing without data."""
        dataset = self._workspace.dataset
        if dataset is None:
            return
        from catgui.widgets.data.addition_dialog import AdditionDialog  # not needed at start-up

        dialog = AdditionDialog(dataset.classes, self._dialogs.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.files_requested.connect(self._choose_files)
        dialog.folder_requested.connect(self._choose_folder)
        dialog.open()

    def _choose_files(self, target: AdditionTarget) -> None:
        photos = file_filter("Pictures", *PHOTO_SUFFIXES)
        self._add(self._dialogs.files_to_open(ADD_TO_CLASS, photos, ALL_FILES), target)

    def _choose_folder(self, target: AdditionTarget) -> None:
        name = self._dialogs.folder_to_open("Add the pictures of a folder to a class")
        self._add([name] if name else [], target)

    def _add(self, names: Sequence[str], target: AdditionTarget) -> None:
        if names:
            self._adder.add([PathSource(name) for name in names], target)
