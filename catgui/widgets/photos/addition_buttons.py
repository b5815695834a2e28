"""The buttons that add a photo to the data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from catgui.widgets.basic.labels import label

_TITLES = {"train": "Training part", "test": "Test part"}
_KEYS = {"train": "T", "test": "Shift+T"}
_FIRST = "Say first what the photo shows"


class AdditionButtons(QWidget):
    """A button for each part of the data.

    Signals: `chosen(str)`, the part to add the photo to, "train" or "test".
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {part: QPushButton(title) for part, title in _TITLES.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label("Add to the"))
        for part, button in self._buttons.items():
            button.setObjectName(f"add_to_{part}_button")
            button.setAutoDefault(False)
            button.setAccessibleName(f"Add to the {_TITLES[part].lower()}")
            layout.addWidget(button)
        layout.addStretch()
        self._buttons["train"].clicked.connect(lambda: self.chosen.emit("train"))
        self._buttons["test"].clicked.connect(lambda: self.chosen.emit("test"))
        self.offer(False)

    def offer(self, can_add: bool) -> None:
        """Enable the buttons, or say what is missing."""
        for part, button in self._buttons.items():
            button.setEnabled(can_add)
            button.setToolTip(f"Add the photo to the data (key {_KEYS[part]})" if can_add else _FIRST)

    def choose(self, part: str) -> None:
        """Add the photo to a part, as a click does."""
        self._buttons[part].click()
