"""The grid of the pictures of the data, and the commands that edit those selected in a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from catgui.domain.edit_texts import LEAVE_OUT, relabel_text
from catgui.domain.picture import ROW_ROLE
from catgui.domain.prediction_texts import ANY_CLASSES, MOVE_TO, NO_PICTURE
from catgui.style.tooltips import escape_caption
from catgui.widgets.basic.commands import Command, separate
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.edits import PictureKey


class DataGrid(PictureGrid):
    """A grid of pictures of which many can be selected and edited, by its commands.

    `editor` edits the pictures, and `keys_of` has the keys of some rows.

    Attributes: `edits`, the EditCommands of the selected pictures.
    """

    def __init__(self, editor: PictureEditor, keys_of: Callable[[Sequence[int]], list[PictureKey]]) -> None:
        super().__init__("data_grid", many=True)
        self.edits = EditCommands(self, "data_grid", editor, keys_of)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, and enable the commands of what is selected in it."""
        super().setModel(model)
        if model is not None:
            self.edits.follow_selection()


class PictureEditor(Protocol):
    """Edits pictures of the data."""

    def relabel(self, keys: Sequence[PictureKey], label: int) -> None:
        """Give pictures the label 0 or 1."""

    def move(self, keys: Sequence[PictureKey], part: str) -> None:
        """Put pictures into "train" or "test"."""

    def leave_out(self, keys: Sequence[PictureKey]) -> None:
        """Take pictures out of the data."""


class EditCommands(QObject):
    """The commands of the pictures that are selected in `view`, whose names begin with `name`.

    `editor` edits the pictures, and `keys_of` has the keys of some rows.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        name: str,
        editor: PictureEditor,
        keys_of: Callable[[Sequence[int]], list[PictureKey]],
    ) -> None:
        super().__init__(view)
        self._view, self._editor, self._keys_of = view, editor, keys_of
        self._labels = {of: Command(view, f"{name}_label_{of}", "", keys=(key,)) for of, key in ((1, "1"), (0, "2"))}
        separate(view)
        self._moves = {part: Command(view, f"{name}_move_{part}", text) for part, text in MOVE_TO.items()}
        self._leave_out = leave_out_command(view, name)
        self._commands = [*self._labels.values(), *self._moves.values(), self._leave_out]
        self._connect()
        self._name(ANY_CLASSES)

    def _connect(self) -> None:
        for label, command in self._labels.items():
            command.triggered.connect(partial(self._relabel, label))
        for part, command in self._moves.items():
            command.triggered.connect(partial(self._move, part))
        self._leave_out.triggered.connect(lambda: self._editor.leave_out(self.selected_keys))

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of class 0 and 1."""
        self._name(classes)
        self.offer()

    def _name(self, classes: tuple[str, str]) -> None:
        for label, command in self._labels.items():
            command.setText(escape_caption(relabel_text(classes[label])))

    def follow_selection(self) -> None:
        """Enable the commands for the selection, now and whenever it changes; call this again for another model."""
        selection = self._view.selectionModel()
        for changed in (selection.selectionChanged, selection.currentChanged):
            changed.connect(self.offer)
        self.offer()

    def offer(self) -> None:
        """Enable the commands of the selected pictures."""
        current = self._view.currentIndex()
        obstacle = "" if self._view.selectionModel().hasSelection() and current.isValid() else NO_PICTURE
        if not obstacle:
            # The key of moving leads to the part that the current picture is not in.
            part = current.data(ROW_ROLE).picture.part
            for to, command in self._moves.items():
                command.setShortcut("M" if to != part else "")
        for command in self._commands:
            command.offer(obstacle)

    @property
    def selected_rows(self) -> list[int]:
        """The selected rows, in their order."""
        return sorted(index.row() for index in self._view.selectionModel().selectedIndexes())

    @property
    def selected_keys(self) -> list[PictureKey]:
        """The keys of the selected pictures."""
        return self._keys_of(self.selected_rows)

    def _relabel(self, label: int, _checked: bool = False) -> None:
        self._editor.relabel(self.selected_keys, label)

    def _move(self, part: str, _checked: bool = False) -> None:
        self._editor.move(self.selected_keys, part)


def put_between_command(view: QAbstractItemView, name: str) -> Command:
    """The command of a list that puts its current picture between two others."""
    tip = "Make it one of the three pictures there"
    return Command(view, f"{name}_put_between", "Put in &Between", tip, ("B",))


def leave_out_command(view: QWidget, name: str) -> Command:
    """The command of a list that leaves pictures out of the data."""
    return Command(view, f"{name}_leave_out", f"&{LEAVE_OUT}", keys=QKeySequence.StandardKey.Delete)
