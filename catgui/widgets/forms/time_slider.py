"""The slider that plays back a run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import label


class TimeSlider(QWidget):
    """A slider over the iterations, and a button to train on.

    Signals: `seek_requested(int)`, the iteration that the user chose; `branch_requested()`, the user wants to continue
    training from the iteration shown.
    """

    seek_requested = Signal(int)
    branch_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("time_slider")
        self._slider.setAccessibleName("Iteration of the run that is shown")
        self._slider.setToolTip("Shows the network and its results at any iteration of the run")
        self._reading = label(role="muted")
        self._reading.setObjectName("time_reading")
        self._branch = IconButton(
            "train", "Train on", "Train on from the iteration shown, with the settings above (Ctrl+T)"
        )
        self._branch.setObjectName("branch_button")
        self._lay_out()
        self._slider.valueChanged.connect(self._on_moved)
        self._branch.clicked.connect(self.branch_requested)
        self._showing = False
        self.show_position(0, 0, can_seek=False)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._reading)
        layout.addWidget(self._slider, stretch=1)
        layout.addWidget(self._branch)

    def show_position(self, position: int, length: int, can_seek: bool) -> None:
        """Move to `position` of `length`; `can_seek` enables the slider."""
        self._showing = True
        self._slider.setRange(0, length)
        self._slider.setPageStep(max(1, length // 25))
        self._slider.setValue(position)
        self._showing = False
        self._slider.setEnabled(can_seek)
        self._branch.setEnabled(can_seek)
        # The width of the longest text, so that the slider does not move with the text.
        self._reading.setMinimumWidth(
            self._reading.fontMetrics().horizontalAdvance(_position_text(length, length) + " ")
        )
        self._reading.setText(_position_text(position, length))

    def _on_moved(self, position: int) -> None:
        if not self._showing:
            self.seek_requested.emit(position)


def _position_text(position: int, length: int) -> str:
    return f"Step {position:,} of {length:,}" if length else "No steps yet"
