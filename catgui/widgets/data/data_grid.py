"""The grid of the pictures of the data, which can be edited there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from catgui.domain.edits.class_additions import ADD_TO_CLASS
from catgui.widgets.basic.commands import Command, separate
from catgui.widgets.data.edit_commands import EditCommands, PictureEditor
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.edits import PictureKey


class DataGrid(PictureGrid):
    """A grid of pictures of which many can be selected and edited, by its commands.

    `name` is its object name and begins those of its commands; `editor` edits the pictures, `keys_of` has the keys of
    some rows; `captions` and `factors` are as those of a PictureGrid.

    Attributes: `edits`, the EditCommands of the selected pictures; `add`, the command that adds others.
    """

    def __init__(
        self,
        name: str,
        editor: PictureEditor,
        keys_of: Callable[[Sequence[int]], list[PictureKey]],
        captions: Captions = Captions.NONE,
        factors: tuple[int, ...] = (1,),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, captions, factors, parent=parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.edits = EditCommands(self, name, editor, keys_of)
        separate(self)
        self.add = Command(self, f"{name}_add", f"&{ADD_TO_CLASS}…")

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, and enable the commands of what is selected in it."""
        super().setModel(model)
        if model is not None:
            self.edits.follow_selection()

    def selected_indexes(self) -> list[QModelIndex]:
        """The selected indexes, in the order of rows."""
        return sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
