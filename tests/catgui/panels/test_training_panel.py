"""The training panel, steered as a user would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from catgui.models.training_session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from catgui.panels.training_panel import TrainingPanel


@pytest.fixture
def panel(qtbot, dataset):
    workspace, session = Workspace(), TrainingSession()
    workspace.set_dataset(dataset)
    panel = TrainingPanel(workspace, session)
    qtbot.addWidget(panel)
    panel.workspace, panel.session = workspace, session
    panel.show()
    fill(panel, "hidden_layers", "4")
    fill(panel, "iterations", "60")
    yield panel
    session.shutdown()


def button(panel, name):
    return panel.findChild(QPushButton, f"{name}_button")


def field(panel, name):
    return panel.findChild(QLineEdit, f"{name}_field")


def fill(panel, name, text):
    field(panel, name).setText(text)


def words(panel, name):
    return panel.findChild(QLabel, name).text()


def enabled(panel):
    return {name for name in ("train", "pause", "step", "stop", "reset") if button(panel, name).isEnabled()}


def click(qtbot, panel, name):
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def test_opens_with_the_notebooks_settings(qtbot, dataset):
    panel = TrainingPanel(Workspace(), TrainingSession())
    qtbot.addWidget(panel)
    assert [field(panel, name).text() for name in ("hidden_layers", "learning_rate", "iterations", "seed")] == [
        "20, 7, 5",
        "0.0075",
        "2500",
        "1",
    ]


def test_without_data_there_is_nothing_to_press(qtbot):
    panel = TrainingPanel(Workspace(), TrainingSession())
    qtbot.addWidget(panel)
    assert enabled(panel) == set()


def test_train_shows_every_cost_and_both_accuracies(panel, qtbot):
    with qtbot.waitSignal(panel.session.completed):
        click(qtbot, panel, "train")
    drawn = panel.plot._train.getOriginalDataset()[1]
    assert len(drawn) == 60
    assert drawn[-1] == panel.session.costs.last
    assert "iteration 60 of 60" in words(panel, "training_status")
    snapshot = panel.session.snapshot
    assert words(panel, "train_accuracy") == f"{snapshot.train.accuracy:.1%}"
    assert words(panel, "test_accuracy") == f"{snapshot.test.accuracy:.1%}"


def test_the_title_is_the_notebooks(panel, qtbot):
    fill(panel, "learning_rate", "0.02")
    with qtbot.waitSignal(panel.session.completed):
        click(qtbot, panel, "train")
    assert panel.plot.plotItem.titleLabel.text == "Learning rate =0.02"


def test_what_can_be_pressed_follows_the_state(panel, qtbot):
    fill(panel, "iterations", "1000000")
    assert enabled(panel) == {"train", "step"}
    click(qtbot, panel, "train")
    assert enabled(panel) == {"pause", "stop", "reset"}
    click(qtbot, panel, "pause")
    qtbot.waitUntil(lambda: panel.session.state is RunState.PAUSED)
    assert enabled(panel) == {"train", "step", "stop", "reset"}
    assert button(panel, "train").text() == "Continue"
    assert not field(panel, "seed").isEnabled()
    click(qtbot, panel, "stop")
    assert panel.session.state is RunState.IDLE
    assert enabled(panel) == {"train", "step", "reset"}
    assert field(panel, "seed").isEnabled()


def test_step_takes_one_step_at_a_press(panel, qtbot):
    for taken in (1, 2):
        click(qtbot, panel, "step")
        qtbot.waitUntil(lambda: panel.session.state is RunState.PAUSED)
        assert f"iteration {taken} of 60" in words(panel, "training_status")


def test_reset_forgets_the_curve_and_the_figures(panel, qtbot):
    with qtbot.waitSignal(panel.session.completed):
        click(qtbot, panel, "train")
    click(qtbot, panel, "reset")
    assert panel.plot._train.getOriginalDataset()[1] is None or len(panel.plot._train.getOriginalDataset()[1]) == 0
    assert words(panel, "train_accuracy") == "–"
    assert words(panel, "training_status") == "Press Train and watch the cost fall."


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("hidden_layers", "", "at least one hidden layer"),
        ("hidden_layers", "20, x", "a whole number is needed"),
        ("learning_rate", "-1", "a finite number above 0"),
        ("learning_rate", "nan", "a finite number above 0"),
        ("iterations", "0", "between 1 and"),
        ("seed", "-3", "between 0 and"),
    ],
)
def test_a_setting_that_is_refused_is_named_and_focused(panel, qtbot, name, text, reason):
    fill(panel, name, text)
    click(qtbot, panel, "train")
    said = [label.text() for label in panel.form.findChildren(QLabel) if label.isVisible() and name in label.text()]
    assert len(said) == 1
    assert reason in said[0]
    assert panel.session.state is RunState.IDLE
    assert panel.focusWidget() is field(panel, name)
    qtbot.keyClicks(field(panel, name), "1")
    assert not [label for label in panel.form.findChildren(QLabel) if label.isVisible() and name in label.text()]


def test_a_decimal_comma_is_understood(panel, qtbot):
    fill(panel, "learning_rate", "0,02")
    assert panel.form.config().learning_rate == 0.02


def test_other_data_end_the_run(panel, qtbot, dataset):
    fill(panel, "iterations", "1000000")
    with qtbot.waitSignal(panel.session.stepped):
        click(qtbot, panel, "train")
    panel.workspace.set_dataset(dataset)
    assert panel.session.state is RunState.IDLE
    assert len(panel.session.costs) == 0


def test_speed_paces_the_run(panel, qtbot):
    panel.speed.set_position(0)
    assert panel.session.pace.iterations_per_second == 10
    panel.speed.set_position(-1)
    assert panel.session.pace.iterations_per_second is None


def test_the_keyboard_keeps_the_button_that_steers(panel, qtbot):
    fill(panel, "iterations", "1000000")
    button(panel, "train").setFocus()
    qtbot.keyClick(button(panel, "train"), Qt.Key.Key_Space)
    assert panel.focusWidget() is button(panel, "pause")
    qtbot.keyClick(button(panel, "pause"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.session.state is RunState.PAUSED)
    assert panel.focusWidget() is button(panel, "train")
