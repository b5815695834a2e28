"""The grid of the pictures of the data, which can be edited there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from catgui.domain.edits.edit_texts import OTHER_PART
from catgui.domain.picture import PART_NAMES
from catgui.style.tooltips import escape_caption
from catgui.widgets.photos.actual_line import ANSWER_KEYS
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.edits import PictureKey
from engine.text import printable


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
    """A grid of pictures of which many can be selected and edited, by keys or by the context menu.

    `editor` edits them, `keys_of` has the keys of some rows; `picture_role` gives the Picture of a row, `mark_role` the
    mark of its edit.

    Signals: `addition_requested()`, other pictures are to be added.
    """

    addition_requested = Signal()

    def __init__(
        self,
        pixels_role: int,
        label_role: int,
        picture_role: int,
        mark_role: int,
        editor: PictureEditor,
        keys_of: Callable[[Sequence[int]], list[PictureKey]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self._picture_role, self._mark_role = picture_role, mark_role
        self._editor, self._keys_of = editor, keys_of
        self._classes = ("", "")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.mark_edits(mark_role)

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of class 0 and 1, for the menu."""
        self._classes = classes

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

    @property
    def _part(self) -> str:
        """The part of the current picture."""
        part: str = self.currentIndex().data(self._picture_role).part
        return part

    def leave_selected_out(self) -> None:
        """Take the selected pictures out of the data."""
        self._editor.leave_out(self.selected_keys)

    def _relabel(self, label: int) -> None:
        self._editor.relabel(self.selected_keys, label)

    def _move(self, part: str) -> None:
        self._editor.move(self.selected_keys, part)

    def _revert(self) -> None:
        self._editor.revert(self.selected_keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Label, move, leave out or revert the selected pictures."""
        if not self.take_edit_key(event):
            super().keyPressEvent(event)

    def take_edit_key(self, event: QKeyEvent) -> bool:
        """Edit the selected pictures as a key does; whether it is such a key."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or not self.selected_indexes() or not self.currentIndex().isValid():
            return False
        if event.key() in ANSWER_KEYS:
            label = ANSWER_KEYS[Qt.Key(event.key())]
            if label is None:
                self._revert()
            else:
                self._relabel(label)
        elif event.key() == Qt.Key.Key_M:
            self._move(OTHER_PART[self._part])
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.leave_selected_out()
        else:
            return False
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the selected pictures."""
        if not self.selected_indexes() or not self.currentIndex().isValid():
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        picture = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.make_menu().popup(picture if by_key else event.globalPos())

    def make_menu(self) -> QMenu:
        """A menu of the edits of the selected pictures, with their keys; deleted when it closes."""
        menu, part = QMenu(self), self._part
        menu.setObjectName("data_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        for key, of in (("1", 1), ("2", 0)):
            text = escape_caption(f"Label as {printable(self._classes[of])}")
            menu.addAction(f"{text}\t{key}").triggered.connect(lambda _checked, of=of: self._relabel(of))
        menu.addSeparator()
        # The key of moving leads to the part that the current picture is not in.
        for other, key in ((OTHER_PART[part], "\tM"), (part, "")):
            move = menu.addAction(f"Move to the {PART_NAMES[other]} part{key}")
            move.triggered.connect(lambda _checked, other=other: self._move(other))
        menu.addAction("&Leave out\tDel").triggered.connect(self.leave_selected_out)
        menu.addSeparator()
        revert = menu.addAction("&Revert to the original\t0")
        revert.triggered.connect(self._revert)
        revert.setEnabled(any(index.data(self._mark_role) for index in self.selected_indexes()))
        menu.addSeparator()
        menu.addAction("&Add pictures to a class…").triggered.connect(self.addition_requested)
        return menu
