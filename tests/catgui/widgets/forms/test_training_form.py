"""The fields and sliders of a run's settings, as a user moves them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSlider

from catgui.widgets.forms.training_form import TrainingForm
from engine.training.config import TrainingConfig


@pytest.fixture
def form(qtbot):
    form = TrainingForm(TrainingConfig())
    qtbot.addWidget(form)
    form.show()
    return form


def field(form, name):
    return form.findChild(QLineEdit, f"{name}_field")


def slider(form, name):
    return form.findChild(QSlider, f"{name}_slider")


@pytest.mark.parametrize("name", ["learning_rate", "iterations", "seed", "hidden_layers"])
def test_a_slider_moves_its_field_and_says_so_once(form, qtbot, name):
    before = getattr(form.read(), name)
    with qtbot.waitSignal(form.edited):
        qtbot.keyClick(slider(form, name), Qt.Key.Key_Right)
    assert getattr(form.read(), name) > before


def test_typing_moves_the_slider(form, qtbot):
    before = slider(form, "learning_rate").value()
    field(form, "learning_rate").selectAll()
    qtbot.keyClicks(field(form, "learning_rate"), "0.3")
    assert slider(form, "learning_rate").value() > before
    assert form.read().learning_rate == 0.3


def test_what_is_no_number_leaves_the_slider_where_it_is(form, qtbot):
    before = slider(form, "seed").value()
    field(form, "seed").selectAll()
    qtbot.keyClicks(field(form, "seed"), "seven")
    assert slider(form, "seed").value() == before


@pytest.mark.parametrize(("cursor", "widths"), [(0, (21, 7, 5)), (2, (21, 7, 5)), (4, (20, 8, 5)), (8, (20, 7, 6))])
def test_up_changes_the_layer_that_the_cursor_is_in(form, qtbot, cursor, widths):
    layers = field(form, "hidden_layers")
    layers.setCursorPosition(cursor)
    qtbot.keyClick(layers, Qt.Key.Key_Up)
    assert form.read().hidden_layers == widths
    qtbot.keyClick(layers, Qt.Key.Key_Down)
    assert form.read().hidden_layers == (20, 7, 5)


def test_up_in_an_empty_field_of_layers_makes_one(form, qtbot):
    field(form, "hidden_layers").clear()
    qtbot.keyClick(field(form, "hidden_layers"), Qt.Key.Key_Up)
    assert len(form.read().hidden_layers) == 1


def test_options_set_elsewhere_are_part_of_the_settings_and_named(form, qtbot):
    words = form.findChild(QLabel, "options_in_use")
    assert not words.isVisible()
    with qtbot.waitSignal(form.edited):
        form.set_options({"momentum": 0.9})
    assert form.read() == TrainingConfig(momentum=0.9)
    assert words.isVisible()
    assert words.text().startswith("And Momentum β 0.9")


def test_settings_filled_in_bring_their_options(form, qtbot):
    with qtbot.waitSignal(form.config_shown) as shown:
        form.show_config(TrainingConfig(seed=3, dropout=0.25))
    assert form.read() == shown.args[0] == TrainingConfig(seed=3, dropout=0.25)


def test_the_layers_slider_does_not_jump_when_the_keyboard_comes(form, qtbot):
    slider = form.findChild(QSlider, "hidden_layers_slider")
    assert slider.value() == 19
    field = form.findChild(QLineEdit, "hidden_layers_field")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    assert slider.value() == 19
