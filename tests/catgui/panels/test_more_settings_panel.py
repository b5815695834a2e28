"""The panel of more settings, used as a user would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QToolButton,
    QWidget,
)

from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.panels.more_settings_panel import MoreSettingsPanel
from engine.training.config import OPTIONS, TrainingConfig


@pytest.fixture
def settings(qapp):
    return TrainingSettings()


@pytest.fixture
def session():
    session = TrainingSession()
    yield session
    session.shutdown()


@pytest.fixture
def controls(settings, session):
    controls = RunControls(Workspace(), settings, session, RunPlayback(session, session), session)
    yield controls
    controls.shutdown()


@pytest.fixture
def panel(qtbot, controls):
    panel = MoreSettingsPanel(controls)
    qtbot.addWidget(panel)
    panel.resize(900, 500)
    panel.show()
    return panel


def field(panel, name):
    return panel.findChild(QWidget, f"{name}_field")


def test_each_option_has_its_caption_and_its_description(panel):
    for option in OPTIONS:
        found = field(panel, option.field)
        assert [label.text() for label in panel.findChildren(QLabel) if label.buddy() is found] == [option.title]
        assert found.accessibleName() == option.title
        assert option.field == "features" or found.accessibleDescription() == option.description.removesuffix(".")


def type_into(field, text, qtbot):
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_each_option_can_be_set(panel, settings, qtbot):
    values = {"l2": 0.1, "momentum": 0.9, "dropout": 0.2, "batch_size": 32, "patience": 100}
    for name, value in values.items():
        type_into(field(panel, name), str(value), qtbot)
    assert isinstance(field(panel, "initialization"), QComboBox)
    qtbot.keyClick(field(panel, "initialization"), Qt.Key.Key_Down)
    assert settings.config == TrainingConfig(**values, initialization="he")


def test_one_command_restores_the_settings_of_the_course(panel, settings, qtbot):
    restore = panel.findChild(QToolButton, "restore_defaults_button")
    assert not restore.isEnabled()
    settings.set_config(TrainingConfig((3,), seed=3, momentum=0.5))
    before = settings.config
    type_into(panel.findChild(QWidget, "seed_field"), "x", qtbot)
    assert settings.errors
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert (settings.config, settings.errors) == (TrainingConfig(), {})
    assert field(panel, "momentum").text() == "0"
    assert panel.findChild(QWidget, "seed_field").text() == "1"
    settings.undo_stack.undo()
    assert settings.config == before


def test_one_click_sets_all_as_in_the_notebook_before(panel, settings, qtbot):
    button = panel.findChild(QToolButton, "notebook_before_button")
    settings.set_config(TrainingConfig(seed=3, momentum=0.5))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert settings.config == TrainingConfig((), 0.005, 2000, initialization="zeros")
    assert field(panel, "initialization").currentText() == "zeros"
    assert panel.findChild(QToolButton, "add_first_layer").isVisible()
    assert not button.isEnabled()
    settings.undo_stack.undo()
    assert settings.config == TrainingConfig(seed=3, momentum=0.5)
    assert button.isEnabled()
    assert not panel.findChild(QToolButton, "add_first_layer").isVisible()


def test_the_last_layer_is_removed_and_comes_back_by_undo(panel, settings, qtbot):
    settings.set_config(TrainingConfig((4,)))
    qtbot.mouseClick(panel.findChild(QToolButton, "remove_layer_1"), Qt.MouseButton.LeftButton)
    assert settings.config.hidden_layers == ()
    qtbot.mouseClick(panel.findChild(QToolButton, "add_first_layer"), Qt.MouseButton.LeftButton)
    assert settings.config.hidden_layers == (3,)
    settings.undo_stack.undo()
    assert panel.findChild(QToolButton, "add_first_layer").isVisible()
    settings.undo_stack.undo()
    assert settings.config.hidden_layers == (4,)
    assert panel.findChild(QWidget, "layer_1_units").isVisible()


def test_a_hidden_layer_is_needed_for_dropout(panel, settings, qtbot):
    settings.set_config(TrainingConfig((4,), dropout=0.5))
    with qtbot.waitSignal(settings.refused) as refused:
        qtbot.mouseClick(panel.findChild(QToolButton, "remove_layer_1"), Qt.MouseButton.LeftButton)
    assert "must be 0 without hidden layers" in str(refused.args[0])
    assert settings.config.hidden_layers == (4,)
    assert panel.findChild(QWidget, "layer_1_units").isVisible()


def test_retraining_is_that_of_the_controls(panel, controls):
    box = panel.findChild(QCheckBox, "redo_box")
    assert box.isChecked()
    box.click()
    assert not controls.retrains_on_change
    controls.retrains_on_change = True
    assert box.isChecked()


def test_up_and_down_change_a_number_by_one_step_within_its_range(panel, settings, qtbot):
    for _ in range(3):
        qtbot.keyClick(field(panel, "momentum"), Qt.Key.Key_Up)
    assert field(panel, "momentum").text() == "0.15"
    for _ in range(5):
        qtbot.keyClick(field(panel, "momentum"), Qt.Key.Key_Down)
    assert settings.config.momentum == 0
    qtbot.keyClick(field(panel, "batch_size"), Qt.Key.Key_Down)
    assert settings.config.batch_size == 0
    qtbot.keyClick(field(panel, "batch_size"), Qt.Key.Key_Up)
    assert settings.config.batch_size == 16
