"""The buttons of a run: places that never move, and texts that always fit."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from catgui.domain.run_commands import RunSituation, run_commands
from catgui.widgets.forms.run_buttons import RunButtons
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig((4,), 0.01, 100, 1)
STOPPED = RunSituation(CONFIG, run=CONFIG, done=40, position=40)


@pytest.fixture
def buttons(qtbot):
    widget = RunButtons()
    qtbot.addWidget(widget)
    widget.show_commands(run_commands(STOPPED))
    widget.show()
    return widget


def train_button(buttons):
    return buttons.findChild(QPushButton, "train_button")


def test_no_button_moves_while_an_earlier_iteration_is_shown(buttons, qapp):
    buttons.resize(buttons.sizeHint())
    qapp.processEvents()
    places = [button.geometry() for button in buttons.findChildren(QPushButton)]
    buttons.show_commands(run_commands(replace(STOPPED, position=10)))
    qapp.processEvents()
    assert train_button(buttons).text() == "Continue from end"
    assert [button.geometry() for button in buttons.findChildren(QPushButton)] == places


def test_where_there_is_little_room_there_are_icons_and_continue_is_all_that_is_said(buttons):
    buttons.show_commands(run_commands(replace(STOPPED, position=10)))
    step = buttons.findChild(QPushButton, "step_button")
    for compact, texts in ((True, ("Continue", "")), (False, ("Continue from end", "Step"))):
        buttons.set_compact(compact)
        assert (train_button(buttons).text(), step.text()) == texts
        assert buttons.sizeHint().width() == buttons.width_if(compact)
        assert step.accessibleName() == "Step"
        assert ("Step" in step.toolTip()) == compact
    assert buttons.width_if(True) < buttons.width_if(False)
