"""The slider that plays back a run, and the text beside it."""

import pytest
from PySide6.QtWidgets import QLabel, QSlider

from catgui.widgets.forms.time_slider import TimeSlider


@pytest.fixture
def time_slider(qtbot):
    widget = TimeSlider()
    qtbot.addWidget(widget)
    widget.show()
    widget.show_position(900, 2500, can_seek=True)
    return widget


@pytest.mark.parametrize("width", [330, 412, 620, 900])
def test_the_slider_is_long_enough_to_aim_with(time_slider, width, qtbot):
    time_slider.resize(width, 40)
    slider, reading = time_slider.findChild(QSlider), time_slider.findChild(QLabel, "time_reading")
    shown = "Iteration 900 of 2,500" if width >= 620 else "900"
    qtbot.waitUntil(lambda: reading.width() >= reading.fontMetrics().horizontalAdvance(shown))
    assert slider.width() >= 140
    assert reading.text() == "Iteration 900 of 2,500"


def test_the_slider_stays_in_its_place_while_the_iteration_changes(time_slider, qapp):
    time_slider.resize(412, 40)
    before = time_slider.findChild(QSlider).geometry()
    time_slider.show_position(7, 2500, can_seek=True)
    qapp.processEvents()
    assert time_slider.findChild(QSlider).geometry() == before
