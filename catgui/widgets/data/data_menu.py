"""The context menu of the pictures of the data."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from catgui.domain.edits.texts import OTHER_PART, PART_NAMES
from catgui.style.tooltips import escape_caption
from engine.text import printable


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
