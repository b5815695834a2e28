"""The slider for the speed of training."""

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QSlider

from catgui.models.training.controls import SPEEDS
from catgui.panels.more_settings.speed_slider import SpeedSlider


class Controls(QObject):
    """RunControls with a pace."""

    pace_changed = Signal()
    speed, wants_retraining, retrains_on_change = 0, False, None

    def set_speed(self, position):
        self.speed = position
        self.pace_changed.emit()


@pytest.fixture
def slider(qtbot):
    controls = Controls()
    slider = SpeedSlider(controls)
    slider.controls = controls
    qtbot.addWidget(slider)
    slider.show()
    return slider


def test_it_shows_a_pace_without_choosing_it(slider):
    box = slider.findChild(QCheckBox)
    last = len(SPEEDS) - 1
    for position, text in ((0, "Speed: 10/s"), (last - 1, "Speed: 1,000/s"), (last, "Speed: instant")):
        slider.controls.set_speed(position)
        assert slider.findChild(QLabel).text() == text
        assert (box.isEnabled(), box.isChecked()) == (position == last, False)
    slider.controls.wants_retraining = True
    slider.controls.pace_changed.emit()
    assert box.isChecked()
    assert slider.controls.retrains_on_change is None


def test_the_user_chooses_a_speed_and_whether_to_retrain(slider):
    slider.controls.set_speed(len(SPEEDS) - 1)
    slider.findChild(QCheckBox).click()
    assert slider.controls.retrains_on_change is True
    slider.findChild(QSlider).setValue(1)
    assert slider.controls.speed == 1
