"""The slider for the speed of training."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSlider, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of


class SpeedSlider(QWidget):
    """A slider over `speeds`, in iterations per second, None being no limit, and a check box for retraining.

    Signals: `position_chosen(int)`; `retraining_chosen(bool)`, whether to retrain at each change of a setting.
    """

    position_chosen = Signal(int)
    retraining_chosen = Signal(bool)

    def __init__(self, speeds: Sequence[float | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speeds = speeds
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("speed_slider")
        self._slider.setAccessibleName("Speed")
        self._slider.setRange(0, len(speeds) - 1)
        self._slider.setPageStep(1)
        set_tooltip(self._slider, "Iterations per second, from slow enough to watch to as fast as possible")
        self._retrain_box = QCheckBox("Retrain when a setting changes")
        self._retrain_box.setObjectName("redo_box")
        set_tooltip(
            self._retrain_box,
            "At instant speed, retrain whenever a setting changes; the previous curve stays as a faint line, and a run "
            "that was under way is kept in Runs, unless it had just begun. Where an earlier iteration is shown, the "
            "change waits for “Continue from here”",
        )
        self._text = label(role="muted")
        column_of(row_of(self._text, (self._slider, 1), spacing=8), self._retrain_box, spacing=4).on(self)
        self._slider.valueChanged.connect(self.position_chosen)
        self._retrain_box.toggled.connect(self.retraining_chosen)

    def show_pace(self, position: int, wants_retraining: bool) -> None:
        """Show the position of the speed, and whether a change of a setting retrains."""
        with QSignalBlocker(self._slider), QSignalBlocker(self._retrain_box):
            self._slider.setValue(position)
            self._retrain_box.setChecked(wants_retraining)
        self._text.setText(_speed_text(self._speeds[position]))
        metrics = self._text.fontMetrics()
        self._text.setMinimumWidth(max(metrics.horizontalAdvance(_speed_text(speed)) for speed in self._speeds))
        self._retrain_box.setEnabled(self._speeds[position] is None)


def _speed_text(speed: float | None) -> str:
    return "Speed: instant" if speed is None else f"Speed: {speed:,.0f}/s"
