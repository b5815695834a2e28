"""The buttons that control a run."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catgui.domain.run_commands import enabled_commands
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.keep_focus import keep_focus

_BUTTONS = {
    "train": ("Train", "Train the network (Space)"),
    "pause": ("Pause", "Pause; Train resumes (Space)"),
    "step": ("Step", "Take one step of gradient descent"),
    "stop": ("Stop", "End this run and keep the network (Esc)"),
    "reset": ("Reset", "Discard this run and its network"),
}


class RunButtons(QWidget):
    """Train, Pause, Step, Stop and Reset. Signals: `clicked(str)`, a lower-case name."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {
            name: IconButton(name, text, tip, primary=name == "train") for name, (text, tip) in _BUTTONS.items()
        }
        # The button that gets the focus back when the run is paused or ends.
        self._last_started = "train"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for name, button in self._buttons.items():
            button.setObjectName(f"{name}_button")
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
        layout.addStretch()

    def show_state(self, can_train: bool, running: bool, paused: bool) -> None:
        """Enable the buttons that are usable in this state."""
        with keep_focus(self, lambda: self._buttons["pause" if running else self._last_started]):
            for name, enabled in enabled_commands(can_train, running, paused).items():
                self._buttons[name].setEnabled(enabled)
            self._buttons["train"].setText("Continue" if paused else _BUTTONS["train"][0])

    def show_run(self, has_run: bool) -> None:
        """Enable the reset button if there is a run."""
        with keep_focus(self, lambda: self._buttons["train"]):
            self._buttons["reset"].setEnabled(has_run)

    def _on_clicked(self) -> None:
        name = self.sender().objectName().removesuffix("_button")
        if name in ("train", "step"):
            self._last_started = name
        self.clicked.emit(name)
