"""The context menu of the photo cards."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from catgui.domain.prediction_texts import actual_text
from catgui.widgets.photos.cards.actual_line import Classes


class CardMenu(QMenu):
    """The commands on the selected cards, with their keys; deleted when it closes.

    Signals: `open_requested()`, `copy_requested()` and `remove_requested()`; `actual_chosen(str)`, a class name, or ''
    for none.
    """

    open_requested = Signal()
    copy_requested = Signal()
    remove_requested = Signal()
    actual_chosen = Signal(str)

    def __init__(self, classes: Classes | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card_menu")
        self.aboutToHide.connect(self.deleteLater)
        self.addAction("&Enlarge\tEnter").triggered.connect(self.open_requested)
        if classes is not None:
            self.addSeparator()
            self._add_actual("1", classes[1], actual_text(classes[1]).replace("&", "&&"))
            self._add_actual("2", classes[0], actual_text(classes[0]).replace("&", "&&"))
            self._add_actual("0", "", "Actual class not known")
        self.addSeparator()
        self.addAction("&Copy as a picture\tCtrl+C").triggered.connect(self.copy_requested)
        self.addAction("&Remove\tDel").triggered.connect(self.remove_requested)

    def _add_actual(self, key: str, name: str, text: str) -> None:
        self.addAction(f"{text}\t{key}").triggered.connect(lambda: self.actual_chosen.emit(name))
