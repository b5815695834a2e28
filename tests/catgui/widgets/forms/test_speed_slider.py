"""The slider for the speed of training."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QSlider

from catgui.widgets.forms.speed_slider import SpeedSlider


@pytest.fixture
def slider(qtbot):
    slider = SpeedSlider((10, 1000, None))
    qtbot.addWidget(slider)
    slider.show()
    return slider


def test_it_shows_a_pace_without_choosing_it(slider):
    chosen = []
    slider.position_chosen.connect(chosen.append)
    slider.retraining_chosen.connect(chosen.append)
    box = slider.findChild(QCheckBox)
    for position, text in enumerate(("Speed: 10/s", "Speed: 1,000/s", "Speed: instant")):
        slider.show_pace(position, wants_retraining=False)
        assert slider.findChild(QLabel).text() == text
        assert (box.isEnabled(), box.isChecked()) == (position == 2, False)
    assert chosen == []


def test_the_user_chooses_a_speed_and_whether_to_retrain(slider, qtbot):
    slider.show_pace(2, wants_retraining=True)
    with qtbot.waitSignal(slider.position_chosen) as position:
        slider.findChild(QSlider).setValue(1)
    assert position.args == [1]
    with qtbot.waitSignal(slider.retraining_chosen) as wanted:
        slider.findChild(QCheckBox).click()
    assert wanted.args == [False]
