"""Help, Check the math: the dialog compares the open data with the settings of the form."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton

from catgui.guidance.math_dialog import MathDialog
from catgui.models.training import math_check
from catgui.models.training.math_check import WAITING
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig((4,), 0.05, 30, 2, momentum=0.9)


@pytest.fixture
def dialog(qtbot, dataset):
    workspace, settings = Workspace(), TrainingSettings()
    workspace.set_dataset(dataset)
    settings.set_config(CONFIG)
    dialog = MathDialog(workspace, settings)
    qtbot.addWidget(dialog)
    dialog.settings = settings
    dialog.open()
    yield dialog
    dialog.shutdown()


def child(dialog, kind, name):
    return dialog.findChild(kind, f"math_{name}")


def text(dialog, name):
    return child(dialog, QLabel, name).text()


def test_it_opens_on_what_the_window_has_and_shows_what_came_out(dialog, dataset, qtbot):
    assert dialog.isVisible()
    assert text(dialog, "subject").startswith(f"{dataset.name}, 24 training pictures; hidden layers 4")
    assert "Momentum" in text(dialog, "subject")
    child(dialog, QPushButton, "start").click()
    qtbot.waitUntil(lambda: text(dialog, "answer").startswith("The costs agree"))
    assert not dialog.findChild(QProgressBar).isVisible()
    dialog.settings.set_value("learning_rate", 0.02)
    assert text(dialog, "answer") == ""
    assert child(dialog, QPushButton, "start").isVisible()


@pytest.fixture
def busy(dialog, qtbot, monkeypatch):
    """While it compares, which it does until it is cancelled."""

    def endless(*arguments):
        work = arguments[-1]
        while True:
            work.report(1, 4)

    monkeypatch.setattr(math_check, "compare_with_notebook", endless)
    dialog.settings.set_value("seed", 7)
    child(dialog, QPushButton, "start").setFocus()
    child(dialog, QPushButton, "start").click()
    qtbot.waitUntil(lambda: dialog.findChild(QProgressBar).value() == 250)
    return dialog


def test_while_it_is_busy_there_is_stop_instead_of_start_with_the_focus(busy, qtbot):
    stop = child(busy, QPushButton, "stop")
    assert text(busy, "answer") == WAITING
    assert not child(busy, QPushButton, "start").isVisible()
    assert QApplication.focusWidget() is stop
    stop.click()
    assert child(busy, QPushButton, "start").isVisible()
    qtbot.waitUntil(lambda: not busy._check._task.busy)


def test_closing_the_dialog_ends_it_and_opening_it_offers_it_again(busy, qtbot):
    busy.reject()
    qtbot.waitUntil(lambda: not busy._check._task.busy)
    busy.open()
    assert child(busy, QPushButton, "start").isVisible()
    assert text(busy, "answer") == ""
