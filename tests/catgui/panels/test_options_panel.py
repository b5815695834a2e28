"""The notebook's open questions, answered as a user would."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QWidget

from catgui.panels.options_panel import OptionsPanel
from catgui.widgets.forms.decimal_spin_box import DecimalSpinBox
from engine.training.config import TrainingConfig
from engine.training.options import OPTIONS


@pytest.fixture
def panel(qtbot):
    panel = OptionsPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 240)
    panel.show()
    return panel


def field(panel, name):
    return panel.findChild(QWidget, f"{name}_option")


def test_opens_with_the_notebooks_answers(panel):
    assert TrainingConfig(**panel.values()) == TrainingConfig()


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.field)
def test_each_has_its_sentence_and_its_formula_beside_it(panel, option):
    words = [words.text() for words in field(panel, option.field).parentWidget().findChildren(QLabel)]
    assert option.title in words
    assert option.formula in words
    assert any(text.startswith(option.description) for text in words)
    assert field(panel, option.field).accessibleName() == option.title


def test_each_can_be_set_and_is_said(panel, qtbot):
    wanted = {"l2": 0.1, "momentum": 0.9, "dropout": 0.2, "batch_size": 32, "patience": 100, "shifts": 2}
    for name, value in wanted.items():
        assert isinstance(field(panel, name), (QDoubleSpinBox, QSpinBox))
        with qtbot.waitSignal(panel.changed):
            field(panel, name).setValue(value)
    with qtbot.waitSignal(panel.changed):
        qtbot.keyClick(field(panel, "flips"), Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.changed) as said:
        qtbot.keyClick(field(panel, "initialization"), Qt.Key.Key_Down)
    assert isinstance(field(panel, "flips"), QCheckBox)
    assert isinstance(field(panel, "initialization"), QComboBox)
    config = TrainingConfig(**said.args[0])
    assert {name: getattr(config, name) for name in wanted} == wanted
    assert config.flips
    assert config.initialization == "he"


def test_settings_that_are_restored_are_shown_and_not_said(panel):
    said = []
    panel.changed.connect(said.append)
    config = TrainingConfig(momentum=0.5, initialization="he", batch_size=7, flips=True)
    panel.show_config(config)
    assert TrainingConfig(**panel.values()) == config
    assert said == []


def test_one_click_is_the_notebook_again(panel, qtbot):
    panel.show_config(TrainingConfig(momentum=0.5, shifts=3))
    with qtbot.waitSignal(panel.changed) as said:
        qtbot.mouseClick(panel.findChild(QPushButton, "options_default_button"), Qt.MouseButton.LeftButton)
    assert TrainingConfig(**said.args[0]) == TrainingConfig()


def test_a_change_of_one_leaves_the_others_as_they_were_however_fine_or_large(panel, qtbot):
    config = TrainingConfig(l2=1e-6, momentum=0.995, dropout=0.12345678, batch_size=200_000, shifts=40)
    panel.show_config(config)
    assert field(panel, "l2").text() == QLocale().toString(1e-6, "f", 6)
    assert field(panel, "shifts").value() == 40
    with qtbot.waitSignal(panel.changed) as said:
        qtbot.keyClick(field(panel, "flips"), Qt.Key.Key_Space)
    assert TrainingConfig(**said.args[0]) == replace(config, flips=True)


def test_what_a_field_has_no_room_for_stays_until_it_is_changed(panel, qtbot):
    panel.show_config(TrainingConfig(l2=1e100))
    assert panel.values()["l2"] == 1e100
    with qtbot.waitSignal(panel.changed) as said:
        field(panel, "l2").setValue(2)
    assert said.args[0]["l2"] == 2


@pytest.mark.parametrize("language", [QLocale.Language.English, QLocale.Language.German])
@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (0.05, "0.05"), (1e-6, "0.000001"), (250_000.5, "250000.5")])
def test_a_number_is_written_with_the_decimals_it_has_and_read_again(qtbot, language, value, text):
    share = DecimalSpinBox(maximum=1e6, step=0.05)
    qtbot.addWidget(share)
    share.setLocale(QLocale(language))
    share.setValue(value)
    assert share.text() == text.replace(".", QLocale(language).decimalPoint())
    assert share.valueFromText(share.text()) == value
