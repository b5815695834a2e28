"""The commands that say what the selected photos are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView

from catgui.domain.photo_entry import NEITHER, NEITHER_NAME
from catgui.domain.photo_texts import CLEAR_TIP, NEITHER_TIP, NOT_KNOWN, SELECT_FIRST
from catgui.domain.prediction_texts import ANY_CLASSES, actual_text
from catgui.style.tooltips import escape_caption
from catgui.widgets.basic.commands import Command


class PhotoLabels(QObject):
    """Commands of the photos that are selected in `view`, with the keys that they have in the list of photos.

    Signals: `chosen(str)`, a class name, NEITHER, or '' for none.
    """

    chosen = Signal(str)

    def __init__(self, view: QAbstractItemView, name: str) -> None:
        super().__init__(view)
        self._view = view
        self._names: dict[int, str] = {1: "", 0: "", 2: NEITHER, 3: ""}
        keys = {1: ("1",), 0: ("2",), 2: ("3",), 3: ("0", "Backspace")}
        tips = {1: "", 0: "", 2: NEITHER_TIP, 3: CLEAR_TIP}
        self._commands = {at: Command(view, f"{name}_{at}", "", tips[at], keys[at]) for at in self._names}
        for at, command in self._commands.items():
            command.triggered.connect(partial(self._on_triggered, at))
        self.set_classes(ANY_CLASSES)

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Set the names of class 0 and 1."""
        self._names.update(enumerate(classes))
        shown = {**self._names, 2: NEITHER_NAME, 3: NOT_KNOWN}
        for at, command in self._commands.items():
            command.setText(escape_caption(actual_text(shown[at])))

    def offer(self) -> None:
        """Enable the commands while photos are selected."""
        for command in self._commands.values():
            command.offer("" if self._view.selectionModel().hasSelection() else SELECT_FIRST)

    def _on_triggered(self, at: int, _checked: bool = False) -> None:
        self.chosen.emit(self._names[at])
