"""The slider under the plot that puts the network at any moment of its run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import label


class TimeSlider(QWidget):
    """Where in its run the network is that is shown.

    Signals: `seek_requested(int)`, the user wants the moment after so many steps; `branch_requested()`, training is to
    go on from the moment shown.
    """

    seek_requested = Signal(int)
    branch_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("time_slider")
        self._slider.setAccessibleName("Moment of the run that is shown")
        self._slider.setToolTip("Shows the network, and all that it says, as it was at any moment of its run")
        self._reading = label(role="muted")
        self._reading.setObjectName("time_reading")
        self._branch = IconButton(
            "train", "Train on", "Train on from the moment shown, with the settings above (Ctrl+T)"
        )
        self._branch.setObjectName("branch_button")
        self._lay_out()
        self._slider.valueChanged.connect(self._on_moved)
        self._branch.clicked.connect(self.branch_requested)
        self._showing = False
        self.show_position(0, 0, possible=False)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._reading)
        layout.addWidget(self._slider, stretch=1)
        layout.addWidget(self._branch)

    def show_position(self, position: int, length: int, possible: bool) -> None:
        """Stand after `position` of `length` steps; `possible`, whether one can travel from there."""
        self._showing = True
        self._slider.setRange(0, length)
        self._slider.setPageStep(max(1, length // 25))
        self._slider.setValue(position)
        self._showing = False
        self._slider.setEnabled(possible)
        self._branch.setEnabled(possible)
        # As wide as at its longest, so that the slider keeps its place while it moves.
        self._reading.setMinimumWidth(
            self._reading.fontMetrics().horizontalAdvance(_position_text(length, length) + " ")
        )
        self._reading.setText(_position_text(position, length))

    def _on_moved(self, position: int) -> None:
        if not self._showing:
            self.seek_requested.emit(position)


def _position_text(position: int, length: int) -> str:
    return f"Step {position:,} of {length:,}" if length else "No steps yet"
