"""Help, Check the maths: the dialog shows the comparison of the open data with the settings of the form."""

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from catgui.guidance.maths_command import MathsCommand
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.widgets.help.maths_dialog import MathsDialog
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig((4,), 0.05, 30, 2, momentum=0.9)


@pytest.fixture
def command(qtbot, dataset):
    window, workspace, settings = QWidget(), Workspace(), TrainingSettings()
    qtbot.addWidget(window)
    workspace.set_dataset(dataset)
    settings.set_config(CONFIG)
    command = MathsCommand(window, workspace, settings, window)
    command.window, command.workspace, command.settings = window, workspace, settings
    command.open()
    yield command
    command.shutdown()


@pytest.fixture
def dialog(command):
    return command.window.findChild(MathsDialog)


def text(dialog, name):
    return dialog.findChild(QLabel, f"maths_{name}").text()


def values(dialog):
    return {label.accessibleName() for label in dialog.findChildren(QLabel)}


def start(dialog, qtbot):
    dialog.findChild(QPushButton, "maths_start").click()
    qtbot.waitUntil(lambda: dialog.findChild(QPushButton, "maths_start").isVisible())


def test_it_opens_on_the_data_and_the_settings_at_hand(dialog, dataset):
    assert dialog.isVisible()
    assert text(dialog, "subject").startswith(f"{dataset.name}, 24 training pictures  ·  hidden layers 4")
    assert "Momentum" in text(dialog, "notes")
    assert dialog.findChild(QSpinBox, "maths_iterations").value() == 30


def test_the_choice_follows_the_settings_but_not_over_what_was_chosen(command, dialog):
    iterations = dialog.findChild(QSpinBox, "maths_iterations")
    command.settings.set_value("iterations", 50)
    assert iterations.value() == 50
    iterations.setValue(10)
    command.settings.set_value("learning_rate", 0.1)
    assert iterations.value() == 10
    command.settings.set_value("features", "pretrained")
    assert dialog.findChild(QComboBox, "maths_features").currentData() == "pretrained"


def test_with_convolution_it_says_what_is_compared_instead(command, dialog, qtbot):
    command.settings.set_config(TrainingConfig.for_features("convolution"))
    assert "no convolution" in text(dialog, "notes")
    assert dialog.findChild(QComboBox, "maths_features").currentData() == "pixels"
    assert dialog.findChild(QSpinBox, "maths_iterations").value() == 2500
    dialog.choose("pixels", 10)
    start(dialog, qtbot)
    assert text(dialog, "verdict").startswith("10 costs agree")


@pytest.mark.slow
def test_closing_the_dialog_ends_the_comparison_and_opening_it_shows_how_far_it_came(command, dialog, qtbot):
    dialog.choose("pixels", 10_000_000)
    dialog.findChild(QPushButton, "maths_start").click()
    qtbot.waitUntil(lambda: "Iterations: –" not in values(dialog))
    dialog.reject()
    qtbot.waitUntil(lambda: not command._check.busy)
    command.open()
    assert text(dialog, "verdict").startswith("The first ")
    assert dialog.findChild(QPushButton, "maths_start").isVisible()
