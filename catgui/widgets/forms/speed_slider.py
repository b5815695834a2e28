"""The slider for the speed of training."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSlider, QVBoxLayout, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label

# Iterations per second at each position of the slider; None is no limit.
SPEEDS: tuple[float | None, ...] = (10, 20, 50, 100, 200, 500, 1000, None)

_RETRAIN, _RETRAIN_LOW = "Retrain when a\nsetting changes", "Retrain"


class SpeedSlider(QWidget):
    """A speed slider, and a check box for retraining at each change.

    Signals: `speed_changed(object)`, iterations per second, or None for no limit; `retrains_changed()`,
    `retrains_on_change` may be different.
    """

    speed_changed = Signal(object)
    retrains_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("speed_slider")
        self._slider.setAccessibleName("Speed")
        self._slider.setRange(0, len(SPEEDS) - 1)
        self._slider.setPageStep(1)
        self._slider.setMinimumWidth(72)
        self._retrain_box = QCheckBox(_RETRAIN)
        self._retrain_box.setObjectName("redo_box")
        self._retrain_box.setAccessibleName("Retrain when a setting changes")
        set_tooltip(
            self._retrain_box,
            "At instant speed, retrain whenever a setting changes; the previous curve stays as a faint line, and a run "
            "that was under way is kept in Runs, unless it had just begun. Where an earlier iteration is shown, the "
            "change waits for “Continue from here”",
        )
        self._retrain_box.setChecked(True)
        self._text = label(role="muted")
        self._text.setMinimumWidth(self._text.fontMetrics().horizontalAdvance("Speed: 1,000/s"))
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addWidget(self._slider)
        layout.addWidget(self._retrain_box)
        self._slider.valueChanged.connect(self._on_moved)
        self._retrain_box.toggled.connect(self.retrains_changed)
        self.set_position(-1)

    @property
    def position(self) -> int:
        """The position of the slider, 0 for the slowest."""
        return self._slider.value()

    @property
    def retrains_on_change(self) -> bool:
        """Whether to restart the run when settings change."""
        return self._retrain_box.isChecked() and SPEEDS[self.position] is None

    def set_low(self, low: bool) -> None:
        """Name the check box in one line, where there is no room for two."""
        self._retrain_box.setText(_RETRAIN_LOW if low else _RETRAIN)
        # Else what is around it may never learn that it needs another width: its text may change twice at once.
        self._column.activate()

    def set_position(self, position: int) -> None:
        """Move the slider; a position out of range is the fastest."""
        self._slider.setValue(position if 0 <= position < len(SPEEDS) else len(SPEEDS) - 1)
        self._show_text()

    def _on_moved(self, position: int) -> None:
        self._show_text()
        self.speed_changed.emit(SPEEDS[position])
        self.retrains_changed.emit()

    def _show_text(self) -> None:
        speed = SPEEDS[self.position]
        text = "instant" if speed is None else f"{speed:,.0f}/s"
        self._text.setText(f"Speed: {text}")
        self._retrain_box.setEnabled(speed is None)
        set_tooltip(self._slider, "Iterations per second, from slow enough to watch to as fast as possible")
