"""Scales and positions of a setting's slider."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from catgui.widgets.forms.setting_slider import SettingSlider, linear_scale, logarithmic_scale, scale_over


@pytest.mark.parametrize("scale", [linear_scale(1, 64), logarithmic_scale(0.0001, 1.0), logarithmic_scale(10, 20_000)])
def test_each_position_has_a_value_that_maps_back_to_it(scale):
    values = [scale.value_at(position) for position in range(scale.last + 1)]
    assert values == sorted(values)
    assert all(abs(scale.position_of(value) - position) <= 2 for position, value in enumerate(values))


@given(st.floats(1e-300, 1e300))
def test_any_number_is_shown_without_a_signal(qapp, value):
    slider, chosen = SettingSlider(logarithmic_scale(0.0001, 1.0), "Learning rate"), []
    slider.value_chosen.connect(chosen.append)
    slider.show_value(value)
    assert 0 <= slider.value() <= slider.maximum()
    assert chosen == []


def test_keys_move_it_and_emit_the_value(qtbot):
    slider, chosen = SettingSlider(linear_scale(0, 100), "Seed"), []
    qtbot.addWidget(slider)
    slider.value_chosen.connect(chosen.append)
    slider.show_value(41)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert chosen == [42.0]


@pytest.mark.parametrize(
    ("ends", "middle"), [((1, 64), 32), ((0, 100), 50), ((0.0001, 1.0), 0.01), ((10, 20_000), 450)]
)
def test_a_wide_range_gets_a_logarithmic_scale(ends, middle):
    scale = scale_over(*ends)
    assert scale.value_at(scale.last // 2) == middle


def test_a_drag_emits_its_first_value_at_once_and_its_last_on_release(qtbot):
    slider, chosen = SettingSlider(linear_scale(0, 100), "Seed"), []
    qtbot.addWidget(slider)
    slider.value_chosen.connect(chosen.append)
    slider.setSliderDown(True)
    for position in range(1, 21):
        slider.setValue(position)
    assert chosen == [1.0]
    slider.setSliderDown(False)
    assert chosen == [1.0, 20.0]


def test_a_handle_that_rests_emits_its_value_though_it_is_held(qtbot):
    slider, chosen = SettingSlider(linear_scale(0, 100), "Seed"), []
    qtbot.addWidget(slider)
    slider.value_chosen.connect(chosen.append)
    slider.setSliderDown(True)
    for position in (1, 2, 3):
        slider.setValue(position)
    qtbot.waitUntil(lambda: chosen == [1.0, 3.0])


def test_a_handle_that_is_held_is_not_moved_by_the_settings(qtbot):
    slider = SettingSlider(linear_scale(0, 100), "Seed")
    qtbot.addWidget(slider)
    slider.setSliderDown(True)
    slider.setValue(20)
    slider.show_value(5)
    assert slider.value() == 20


def test_screen_readers_say_the_value_not_the_position(qtbot):
    slider = SettingSlider(logarithmic_scale(0.0001, 1.0), "Learning rate", "A tip")
    qtbot.addWidget(slider)
    assert (slider.accessibleDescription(), slider.toolTip()) == ("A tip", "<qt>A tip</qt>")
    slider.show_value(0.0073)
    assert slider.accessibleDescription() == "0.0073"
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.accessibleDescription() == "0.0079"
