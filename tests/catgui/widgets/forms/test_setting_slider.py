"""Where a slider stands, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from catgui.widgets.forms.setting_slider import SettingSlider, linear_scale, logarithmic_scale


@pytest.mark.parametrize("scale", [linear_scale(1, 64), logarithmic_scale(0.0001, 1.0), logarithmic_scale(10, 20_000)])
def test_each_position_stands_for_a_value_that_leads_back_to_it(scale):
    values = [scale.value_at(position) for position in range(scale.last + 1)]
    assert values == sorted(values)
    assert all(abs(scale.position_of(value) - position) <= 2 for position, value in enumerate(values))


def test_the_ends_are_the_ends():
    assert [logarithmic_scale(0.0001, 1.0).value_at(position) for position in (0, 160)] == [0.0001, 1.0]
    assert [linear_scale(1, 64).value_at(position) for position in (0, 63)] == [1, 64]


@given(st.floats(1e-300, 1e300))
def test_any_number_is_shown_somewhere_and_is_not_said(qapp, value):
    slider, said = SettingSlider(logarithmic_scale(0.0001, 1.0), "Learning rate"), []
    slider.chosen.connect(said.append)
    slider.show_value(value)
    assert 0 <= slider.value() <= slider.maximum()
    assert said == []


def test_keys_move_it_and_it_says_so(qtbot):
    slider, said = SettingSlider(linear_scale(0, 100), "Seed"), []
    qtbot.addWidget(slider)
    slider.chosen.connect(said.append)
    slider.show_value(41)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert said == [42.0]
