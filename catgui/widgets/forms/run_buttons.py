"""The row of buttons that steer a run."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catgui.domain.run_commands import meaningful
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.keep_focus import focus_kept

_BUTTONS = {
    "train": ("Train", "Train the network (Space)"),
    "pause": ("Pause", "Halt, and go on later (Space)"),
    "step": ("Step", "Take one step of gradient descent"),
    "stop": ("Stop", "End this run; the network stays (Esc)"),
    "reset": ("Reset", "Forget this run and its network"),
}


class RunButtons(QWidget):
    """Train, Pause, Step, Stop and Reset. Signals: `clicked(str)`, the name of the button in small letters."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {
            name: IconButton(name, text, tip, primary=name == "train") for name, (text, tip) in _BUTTONS.items()
        }
        # Where the keyboard is to be again when the run rests.
        self._last_begun = "train"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for name, button in self._buttons.items():
            button.setObjectName(f"{name}_button")
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
        layout.addStretch()

    def show_state(self, can_train: bool, under_way: bool, paused: bool) -> None:
        """Enable the buttons that mean something now."""
        with focus_kept(self, lambda: self._buttons["pause" if under_way else self._last_begun]):
            for name, enabled in meaningful(can_train, under_way, paused).items():
                self._buttons[name].setEnabled(enabled)
            self._buttons["train"].setText("Continue" if paused else _BUTTONS["train"][0])

    def show_run(self, there_is_one: bool) -> None:
        """Enable what forgets a run where there is one."""
        with focus_kept(self, lambda: self._buttons["train"]):
            self._buttons["reset"].setEnabled(there_is_one)

    def _on_clicked(self) -> None:
        name = self.sender().objectName().removesuffix("_button")
        if name in ("train", "step"):
            self._last_begun = name
        self.clicked.emit(name)
