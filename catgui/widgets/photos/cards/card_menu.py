"""The context menu of the photo cards."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from catgui.domain.edits.texts import PART_NAMES
from catgui.domain.prediction_texts import actual_text
from catgui.style.tooltips import escape_caption
from catgui.widgets.photos.cards.actual_line import Classes, answer_text, answers


class CardMenu(QMenu):
    """The commands on the selected cards, with their keys; deleted when it closes.

    Signals: `open_requested()`, `copy_requested()` and `remove_requested()`; `actual_chosen(str)`, a class name,
    NEITHER, or '' for none; `addition_requested(str)`, to add them to the data, "train" or "test".
    """

    open_requested = Signal()
    copy_requested = Signal()
    remove_requested = Signal()
    actual_chosen = Signal(str)
    addition_requested = Signal(str)

    def __init__(self, classes: Classes | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card_menu")
        self.aboutToHide.connect(self.deleteLater)
        self.addAction("&Enlarge\tEnter").triggered.connect(self.open_requested)
        if classes is not None:
            self.addSeparator()
            for key, answer in enumerate(answers(classes), start=1):
                self._add_actual(str(key), answer, escape_caption(actual_text(answer_text(answer))))
            self._add_actual("0", "", "Actual class not known")
            self.addSeparator()
            self._add_addition("T", "train")
            self._add_addition("Shift+T", "test")
        self.addSeparator()
        self.addAction("&Copy as a picture\tCtrl+C").triggered.connect(self.copy_requested)
        self.addAction("&Remove\tDel").triggered.connect(self.remove_requested)

    def _add_addition(self, key: str, part: str) -> None:
        text = f"Add to the {PART_NAMES[part]} part\t{key}"
        self.addAction(text).triggered.connect(lambda: self.addition_requested.emit(part))

    def _add_actual(self, key: str, name: str, text: str) -> None:
        self.addAction(f"{text}\t{key}").triggered.connect(lambda: self.actual_chosen.emit(name))


def part_to_add_to(event: QKeyEvent) -> str | None:
    """The part that a key adds the photo to: "train" with T, "test" with Shift and T; None for another key."""
    if event.key() != Qt.Key.Key_T:
        return None
    return {Qt.KeyboardModifier.NoModifier: "train", Qt.KeyboardModifier.ShiftModifier: "test"}.get(event.modifiers())
