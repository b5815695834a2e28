"""The slider for the speed of training."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QSlider, QWidget

from catgui.models.training.controls import SPEEDS, RunControls
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of


class SpeedSlider(QWidget):
    """A slider for the speed of `controls`, and a check box for retraining at each change of a setting."""

    def __init__(self, controls: RunControls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("speed_slider")
        self._slider.setAccessibleName("Speed")
        self._slider.setRange(0, len(SPEEDS) - 1)
        self._slider.setPageStep(1)
        set_tooltip(self._slider, "Iterations per second")
        self._retrain_box = QCheckBox("Retrain when a setting changes")
        self._retrain_box.setObjectName("redo_box")
        set_tooltip(self._retrain_box, "At instant speed only")
        self._text = label(role="muted")
        column_of(row_of(self._text, (self._slider, 1), spacing=8), self._retrain_box, spacing=4).on(self)
        self._slider.valueChanged.connect(controls.set_speed)
        self._retrain_box.toggled.connect(self._choose_retraining)
        controls.pace_changed.connect(self._show)
        self._show()

    def _choose_retraining(self, wanted: bool) -> None:
        self._controls.retrains_on_change = wanted

    def _show(self) -> None:
        position = self._controls.speed
        with QSignalBlocker(self._slider), QSignalBlocker(self._retrain_box):
            self._slider.setValue(position)
            self._retrain_box.setChecked(self._controls.wants_retraining)
        self._text.setText(_speed_text(SPEEDS[position]))
        metrics = self._text.fontMetrics()
        self._text.setMinimumWidth(max(metrics.horizontalAdvance(_speed_text(speed)) for speed in SPEEDS))
        self._retrain_box.setEnabled(SPEEDS[position] is None)


def _speed_text(speed: float | None) -> str:
    return "Speed: instant" if speed is None else f"Speed: {speed:,.0f}/s"
