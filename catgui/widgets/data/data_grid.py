"""The grid of the pictures of the data, which can be edited there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from catgui.domain.edits.edit_texts import OTHER_PART, PART_NAMES
from catgui.style.tooltips import escape_caption
from catgui.widgets.photos.actual_line import ANSWER_KEYS
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.text import printable


class DataGrid(PictureGrid):
    """A grid of pictures of which many can be selected, for edits by keys or by the context menu.

    `picture_role` gives the Picture of a row, `mark_role` the mark of its edit.

    Signals, all for the selected pictures: `label_chosen(int)`, 0 or 1; `move_requested(str)`, "train" or "test";
    `leave_out_requested()`; `revert_requested()`. And `addition_requested()`, other pictures are to be added.
    """

    label_chosen = Signal(int)
    move_requested = Signal(str)
    leave_out_requested = Signal()
    revert_requested = Signal()
    addition_requested = Signal()

    def __init__(
        self, pixels_role: int, label_role: int, picture_role: int, mark_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self._picture_role, self._mark_role = picture_role, mark_role
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
    def _part(self) -> str:
        """The part of the current picture."""
        part: str = self.currentIndex().data(self._picture_role).part
        return part

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Label, move, leave out or revert the selected pictures."""
        if not self.take_edit_key(event):
            super().keyPressEvent(event)

    def take_edit_key(self, event: QKeyEvent) -> bool:
        """Request the edit of the selected pictures that a key stands for; whether it is such a key."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or not self.selected_indexes() or not self.currentIndex().isValid():
            return False
        if event.key() in ANSWER_KEYS:
            label = ANSWER_KEYS[Qt.Key(event.key())]
            if label is None:
                self.revert_requested.emit()
            else:
                self.label_chosen.emit(label)
        elif event.key() == Qt.Key.Key_M:
            self.move_requested.emit(OTHER_PART[self._part])
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.leave_out_requested.emit()
        else:
            return False
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the selected pictures."""
        selected = self.selected_indexes()
        if not selected or not self.currentIndex().isValid():
            return
        has_edits = any(index.data(self._mark_role) for index in selected)
        menu = DataMenu(self._classes, self._part, has_edits, self)
        menu.label_chosen.connect(self.label_chosen)
        menu.move_requested.connect(self.move_requested)
        menu.leave_out_requested.connect(self.leave_out_requested)
        menu.revert_requested.connect(self.revert_requested)
        menu.addition_requested.connect(self.addition_requested)
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        picture = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        menu.popup(picture if by_key else event.globalPos())


class DataMenu(QMenu):
    """The edits of the selected pictures, with their keys; deleted when it closes.

    `part` is that of the current picture: the key of moving leads to the other one.

    Signals: `label_chosen(int)`, 0 or 1; `move_requested(str)`, "train" or "test"; `leave_out_requested()`;
    `revert_requested()`; `addition_requested()`, other pictures are to be added.
    """

    label_chosen = Signal(int)
    move_requested = Signal(str)
    leave_out_requested = Signal()
    revert_requested = Signal()
    addition_requested = Signal()

    def __init__(self, classes: tuple[str, str], part: str, has_edits: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_menu")
        self.aboutToHide.connect(self.deleteLater)
        for key, of in (("1", 1), ("2", 0)):
            text = escape_caption(f"Label as {printable(classes[of])}")
            self.addAction(f"{text}\t{key}").triggered.connect(partial(self._choose_label, of))
        self.addSeparator()
        for other in (OTHER_PART[part], part):
            key = "\tM" if other != part else ""
            self.addAction(f"Move to the {PART_NAMES[other]} part{key}").triggered.connect(partial(self._move, other))
        self.addAction("&Leave out\tDel").triggered.connect(self.leave_out_requested)
        self.addSeparator()
        revert = self.addAction("&Revert to the original\t0")
        revert.setEnabled(has_edits)
        revert.triggered.connect(self.revert_requested)
        self.addSeparator()
        self.addAction("&Add pictures to a class…").triggered.connect(self.addition_requested)

    def _choose_label(self, of: int, _checked: bool = False) -> None:
        self.label_chosen.emit(of)

    def _move(self, part: str, _checked: bool = False) -> None:
        self.move_requested.emit(part)
