"""The buttons that add a photo to the data, and show the part that it is in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from catgui.domain.prediction_texts import PARTS, button_tip
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label

_KEYS = {"train": "T", "test": "Shift+T"}


class AdditionButtons(QWidget):
    """A button for each part of the data; that of the part that the photo is in is checked.

    Signals: `chosen(str)`, the part to add the photo to, or to move it to, "train" or "test".
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = ""
        self._caption = label()
        self._caption.setObjectName("addition_caption")
        self._buttons = {part: QPushButton(title.capitalize()) for part, title in PARTS.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._caption)
        for part, button in self._buttons.items():
            button.setObjectName(f"add_to_{part}_button")
            button.setAutoDefault(False)
            button.setCheckable(True)
            layout.addWidget(button)
        layout.addStretch()
        self._buttons["train"].clicked.connect(lambda: self._on_clicked("train"))
        self._buttons["test"].clicked.connect(lambda: self._on_clicked("test"))
        self.offer(False)
        self._caption.setFixedWidth(self._caption.sizeHint().width())  # the buttons stay where they are

    def offer(self, is_read: bool, part: str = "", obstacle: str = "") -> None:
        """Show the part that the photo is in, '' for none, and enable the buttons, or say what hinders."""
        self._part = part
        self._caption.setText("In the" if part else "Add to the")
        for of, button in self._buttons.items():
            button.setEnabled(is_read and not obstacle)
            button.setChecked(of == part)
            set_tooltip(button, obstacle or (button_tip(of, part, _KEYS[of]) if is_read else ""))
            button.setAccessibleName(f"{'In' if of == part else 'Add to'} the {PARTS[of]}")

    def choose(self, part: str) -> None:
        """Add the photo to a part, as a click does."""
        self._buttons[part].click()

    def _on_clicked(self, part: str) -> None:
        for of, button in self._buttons.items():
            button.setChecked(of == self._part)  # until the photo is there
        if part != self._part:
            self.chosen.emit(part)
