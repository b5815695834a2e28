"""A click on the summary of a run leads to what it speaks of."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDoubleSpinBox

from catgui.domain.run_summary import Finding, RunSummary
from catgui.widgets.forms.run_sentence import RunSentence
from engine.training.config import TrainingConfig
from tests.support.sessions import wait_for_state

QUICK = TrainingConfig(hidden_layers=(4,), iterations=60)
DYING = TrainingConfig(hidden_layers=(5, 3), learning_rate=20.0, iterations=120)
DIVERGING = TrainingConfig(hidden_layers=(6, 4), learning_rate=1e200, iterations=50)


@pytest.fixture
def trained(window, qtbot):
    train(window, qtbot, QUICK)
    return window


def train(window, qtbot, config):
    window.training_settings.set_config(config)
    with wait_for_state(qtbot, window.session):
        window.session.start(window.workspace.dataset, config)


def link(window):
    return window.findChild(RunSentence)


def test_a_diverged_run_offers_a_lower_rate_which_can_be_undone(window, qtbot):
    train(window, qtbot, DIVERGING)
    assert link(window).text().startswith("Diverged at iteration")
    assert "Set the learning rate to 0.01" in link(window).accessibleDescription()
    with qtbot.wait_for_run(window.session):
        qtbot.mouseClick(link(window), Qt.MouseButton.LeftButton)
    assert window.training_settings.config.learning_rate == 0.01
    assert window.findChild(QDoubleSpinBox, "learning_rate_field").text() == "0.01"
    window.training_settings.undo_stack.undo()
    assert window.training_settings.config.learning_rate == 1e200


def test_memorizing_leads_to_the_iteration(trained, qtbot):
    trained.models.summary.summary = RunSummary(Finding.MEMORIZES, "Memorizes", iteration=17)
    trained.models.summary.changed.emit()
    qtbot.mouseClick(link(trained), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: trained.session.now.snapshot.iterations == 17)


def test_no_message_repeats_what_the_summary_says(window, qtbot):
    train(window, qtbot, DIVERGING)
    train(window, qtbot, DYING)
    assert window.messages.place.shown is None


def test_the_focus_is_on_no_other_button_when_the_link_has_been_followed(window, qtbot):
    """Another press of Space must not press what happens to come next."""
    train(window, qtbot, DIVERGING)
    qtbot.waitUntil(window.isActiveWindow)
    link(window).setFocus()
    with qtbot.wait_for_run(window.session):
        qtbot.keyClick(link(window), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.now.is_inactive)
    focused = QApplication.focusWidget()
    assert focused is link(window) or not isinstance(focused, QAbstractButton)
