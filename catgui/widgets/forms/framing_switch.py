"""A switch between the framings of photos."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from catgui.style.tooltips import set_tooltip
from engine.images.photo import Framing


class FramingSwitch(QWidget):
    """A button per framing; `texts` has the name and the tooltip of each.

    Signals: `chosen(object)`, the Framing that the user chose.
    """

    chosen = Signal(object)

    def __init__(self, texts: Mapping[Framing, tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What the network is shown")
        self._group = QButtonGroup(self)
        self._buttons: dict[Framing, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for framing, (text, tip) in texts.items():
            button = QPushButton(text)
            button.setObjectName(f"framing_{framing.value}_button")
            button.setProperty("role", "compact")
            button.setCheckable(True)
            set_tooltip(button, tip)
            button.setAutoDefault(False)
            self._group.addButton(button)
            self._buttons[framing] = button
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def show_framing(self, framing: Framing | None) -> None:
        """Show the current framing; None if the photos have different ones."""
        self._group.setExclusive(False)
        for of, button in self._buttons.items():
            button.setChecked(of is framing)
        self._group.setExclusive(True)

    def _on_clicked(self) -> None:
        self.chosen.emit(next(framing for framing, button in self._buttons.items() if button.isChecked()))
