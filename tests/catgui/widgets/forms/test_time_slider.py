"""The slider that plays back a run, and the text beside it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from catgui.domain.run_texts import iteration_text
from catgui.style.colors import color_scheme_of
from catgui.widgets.forms.time_slider import FallbackPlayButton, TimeSlider


@pytest.fixture
def time_slider(qtbot):
    widget = TimeSlider()
    qtbot.addWidget(widget)
    widget.show()
    widget.show_position(900, 2500, can_seek=True)
    show_iteration(widget, 900)
    return widget


def show_iteration(widget, iteration):
    widget.show_reading(*iteration_text(iteration, 0.065713, 0.5041))


@pytest.mark.parametrize("shown", iteration_text(900, 0.065713, 0.5041))
def test_the_slider_has_the_whole_width_above_the_longest_text_that_fits(time_slider, shown, qtbot):
    slider, reading = time_slider.findChild(QSlider), time_slider.findChild(QLabel, "training_status")
    button = time_slider.findChild(QToolButton, "play_button").sizeHint().width()
    time_slider.resize(reading.fontMetrics().horizontalAdvance(f"{shown} ") + button + 8, 60)
    qtbot.waitUntil(lambda: reading.shown_text == shown)
    assert slider.width() == time_slider.width()
    assert reading.text() == "Iteration 900: training cost 0.0657, test cost 0.5041"
    before = slider.geometry()
    show_iteration(time_slider, 7)
    assert slider.geometry() == before


@pytest.mark.parametrize(("length", "error"), [(2500, 15), (143, 1), (4, 0), (1, 0)])
@pytest.mark.parametrize("share", [0.1, 0.45, 0.8])
def test_a_click_in_the_groove_goes_to_the_iteration_there(time_slider, qtbot, length, error, share):
    time_slider.resize(660, 40)
    time_slider.show_position(length, length, can_seek=True)
    slider = time_slider.findChild(QSlider)
    asked = []
    time_slider.seek_requested.connect(asked.append)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(share * slider.width()), slider.height() // 2))
    # The way of the handle is shorter than the slider by its own width.
    room = slider.width() - 18
    expected = round(min(max((share * slider.width() - 9) / room, 0), 1) * length)
    assert len(asked) == (expected != length)
    assert abs(slider.value() - expected) <= error


def test_a_drag_that_begins_in_the_groove_takes_the_handle_along(time_slider, qtbot):
    time_slider.resize(620, 40)
    slider = time_slider.findChild(QSlider)
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(40, y))
    begun = slider.value()
    qtbot.mouseMove(slider, QPoint(slider.width() - 2, y))
    assert begun < 900 < slider.value() == 2500


def test_space_on_the_slider_and_the_button_are_the_command(time_slider, qtbot):
    played = []
    time_slider.play.triggered.connect(lambda: played.append(True))
    button = time_slider.findChild(QToolButton, "play_button")
    qtbot.keyClick(time_slider.findChild(QSlider), Qt.Key.Key_Space)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(played) == 2
    assert button.accessibleName() == "Play the run"
    time_slider.show_playing(True)
    assert button.accessibleName() == "Stop playing"
    time_slider.play.offer("Train a network first.")
    assert not button.isEnabled()
    qtbot.keyClick(time_slider.findChild(QSlider), Qt.Key.Key_Space)
    assert len(played) == 2


def test_the_lowest_test_cost_is_marked(time_slider):
    color = color_scheme_of(time_slider.palette()).test_curve

    def marked():
        image = time_slider.findChild(QSlider).grab().toImage()
        found = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).name() == color]
        return sum(found) / len(found) / image.width() if found else None

    assert marked() is None
    time_slider.mark_lowest(1875)
    assert marked() == pytest.approx(0.75, abs=0.05)
    time_slider.mark_lowest(None)
    assert marked() is None


def test_screen_readers_say_the_iteration_with_its_cost_or_why_there_is_none(time_slider):
    slider = time_slider.findChild(QSlider)
    assert slider.accessibleDescription() == "Iteration 900: training cost 0.0657, test cost 0.5041"
    time_slider.show_obstacle("Repeat the run first.")
    assert slider.accessibleDescription() == "Repeat the run first."


def test_another_play_button_is_seen_while_the_slider_is_not(time_slider, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    QHBoxLayout(page).addWidget(button := FallbackPlayButton(time_slider))
    page.show()
    assert not button.isVisible()
    time_slider.hide()
    assert button.isVisible()
    time_slider.show()
    assert not button.isVisible()
