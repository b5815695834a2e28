"""The data sources by name, a button each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from catgui.widgets.basic.buttons import IconButton


class SourceButtons(QWidget):
    """Four buttons, two in a row.

    Signals: `chosen(str)`, the name of a source, one of `NAMES`.
    """

    BUILTIN, COURSE, PICTURES, HDF5 = NAMES = ("builtin", "course", "own_pictures", "open")
    chosen = Signal(str)

    def __init__(self, download_size: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source_buttons")
        self._buttons = {
            self.BUILTIN: IconButton("pictures", "Built-in drawings", "Use the drawings that come with the program"),
            self.COURSE: IconButton(
                "download",
                "Course photos",
                f"Downloaded the first time ({download_size})",
            ),
            self.PICTURES: IconButton(
                "open", "Your own pictures…", "Use your own pictures, sorted into a folder for each class"
            ),
            self.HDF5: IconButton("copy", "HDF5 pair…", "Use your own HDF5 files, one to train and one to test"),
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for index, (name, button) in enumerate(self._buttons.items()):
            button.setObjectName(f"{name}_button")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._on_clicked, name))
            layout.addWidget(button, index // 2, index % 2)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(1, 1)

    def _on_clicked(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)
