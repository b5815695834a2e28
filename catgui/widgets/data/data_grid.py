"""The grid of the pictures of the data, which can be edited there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from catgui.domain.edits.edit_texts import LEAVE_OUT, LEAVE_OUT_TIP, SELECT_PICTURE
from catgui.domain.picture import ROW_ROLE
from catgui.style.tooltips import escape_caption
from catgui.widgets.basic.commands import Command, separate
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.edits import PictureKey
from engine.text import printable

_MOVES = {"train": "Move to the training part", "test": "Move to the test part"}


class PictureEditor(Protocol):
    """Edits pictures of the data."""

    def relabel(self, keys: Sequence[PictureKey], label: int) -> None:
        """Give pictures the label 0 or 1."""

    def move(self, keys: Sequence[PictureKey], part: str) -> None:
        """Put pictures into "train" or "test"."""

    def leave_out(self, keys: Sequence[PictureKey]) -> None:
        """Take pictures out of the data."""

    def revert(self, keys: Sequence[PictureKey]) -> None:
        """Have pictures as they were in the original data set."""


class DataGrid(PictureGrid):
    """A grid of pictures of which many can be selected and edited, by its commands.

    `name` is its object name and begins those of its commands; `editor` edits the pictures, `keys_of` has the keys of
    some rows; `captions` and `factors` are as those of a PictureGrid.

    Attributes: `edits`, groups of commands that edit the selected pictures; `leave_out`, one of them; `add`, which adds
    others.
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
        self._editor, self._keys_of = editor, keys_of
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._make_commands(name)

    def _make_commands(self, name: str) -> None:
        self._labels = {
            of: Command(
                self, f"{name}_label_{of}", f"Label as class {of}", "Give the selected pictures this label", (key,)
            )
            for of, key in ((1, "1"), (0, "2"))
        }
        separate(self)
        self._moves = {
            part: Command(self, f"{name}_move_{part}", text, "Put the selected pictures there")
            for part, text in _MOVES.items()
        }
        self.leave_out = leave_out_command(self, name)
        separate(self)
        tip = "Undo all edits of the selected pictures"
        self._revert = Command(self, f"{name}_revert", "&Revert to the original", tip, ("0", "Backspace"))
        separate(self)
        self.add = Command(self, f"{name}_add", "&Add pictures to a class…", "Add pictures from files")
        for label, command in self._labels.items():
            command.triggered.connect(partial(self._relabel, label))
        for part, command in self._moves.items():
            command.triggered.connect(partial(self._move, part))
        self.leave_out.triggered.connect(lambda: self._editor.leave_out(self.selected_keys))
        self._revert.triggered.connect(lambda: self._editor.revert(self.selected_keys))
        self.edits = [*self._labels.values()], [*self._moves.values()], [self.leave_out, self._revert]

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of class 0 and 1, for the commands."""
        for label, command in self._labels.items():
            command.setText(escape_caption(f"Label as {printable(classes[label])}"))
        self._show_commands()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, and enable the commands of what is selected in it."""
        super().setModel(model)
        if model is not None:
            for changed in (self.selectionModel().selectionChanged, self.selectionModel().currentChanged):
                changed.connect(self._show_commands)
            self._show_commands()

    def _show_commands(self) -> None:
        """Enable the commands of the selected pictures."""
        current = self.currentIndex()
        obstacle = "" if self.selectionModel().hasSelection() and current.isValid() else SELECT_PICTURE
        if not obstacle:
            # The key of moving leads to the part that the current picture is not in.
            part = current.data(ROW_ROLE).picture.part
            for to, command in self._moves.items():
                command.setShortcut("M" if to != part else "")
        for command in chain(*self.edits):
            command.offer(obstacle)

    def selected_indexes(self) -> list[QModelIndex]:
        """The selected indexes, in the order of rows."""
        return sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())

    @property
    def selected_rows(self) -> list[int]:
        """The selected rows, in their order."""
        return [index.row() for index in self.selected_indexes()]

    @property
    def selected_keys(self) -> list[PictureKey]:
        """The keys of the selected pictures."""
        return self._keys_of(self.selected_rows)

    def _relabel(self, label: int, _checked: bool = False) -> None:
        self._editor.relabel(self.selected_keys, label)

    def _move(self, part: str, _checked: bool = False) -> None:
        self._editor.move(self.selected_keys, part)


def leave_out_command(grid: QWidget, name: str) -> Command:
    """The command of a grid that leaves pictures out of the data."""
    return Command(grid, f"{name}_leave_out", LEAVE_OUT, LEAVE_OUT_TIP, QKeySequence.StandardKey.Delete)
