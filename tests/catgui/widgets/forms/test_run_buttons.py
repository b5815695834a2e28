"""The buttons of a run: places that never move, and texts that always fit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QFontInfo
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
    assert train_button(buttons).text() == "Continue"
    assert [button.geometry() for button in buttons.findChildren(QPushButton)] == places


def test_where_there_is_little_room_there_are_icons_and_continue_is_all_that_is_said(buttons, qapp):
    buttons.show_commands(run_commands(replace(STOPPED, position=10)))
    stop = buttons.findChild(QPushButton, "stop_button")
    for compact, texts in ((True, ("Continue", "")), (False, ("Continue", "Stop"))):
        buttons.set_compact(compact)
        qapp.processEvents()
        assert (train_button(buttons).text(), stop.text()) == texts
        assert buttons.sizeHint().width() == buttons.width_if(compact)
        assert stop.accessibleName() == "Stop"
        assert ("Stop" in stop.toolTip()) == compact
    assert buttons.width_if(True) < buttons.width_if(False)


def shown(buttons):
    visible = [button for button in buttons.findChildren(QPushButton) if button.isVisible()]
    return [button.text() for button in sorted(visible, key=lambda button: button.mapTo(buttons, QPoint()).x())]


def test_the_choice_of_the_speed_stays_while_a_run_is_watched(buttons):
    assert shown(buttons) == ["Continue", "Watch", "Instant", "Stop"]
    watch = buttons.findChild(QPushButton, "watch_button")
    assert (watch.isCheckable(), watch.isChecked()) == (True, True)
    buttons.show_commands(run_commands(replace(STOPPED, watches=False)))
    assert not watch.isChecked()
    buttons.show_commands(run_commands(replace(STOPPED, is_running=True)))
    assert shown(buttons) == ["Pause", "Watch", "Instant", "Stop"]


def test_without_the_speed_the_buttons_need_less_room(buttons, qapp):
    before = buttons.width_if(False)
    buttons.speed.hide()
    qapp.processEvents()
    assert buttons.sizeHint().width() == buttons.width_if(False, with_speed=False) < before
    assert shown(buttons) == ["Continue", "Stop"]


def test_the_buttons_follow_font_and_style_after_their_first_measurement(buttons, qtbot, qapp):
    widths = [buttons.width_if(False)]
    font = buttons.font()
    font.setPixelSize(2 * QFontInfo(font).pixelSize())
    changes = (lambda: buttons.setFont(font), lambda: qapp.setStyleSheet("QPushButton { padding: 0 50px; }"))
    for change in changes:
        change()
        widths.append(buttons.width_if(False))
    assert widths[0] < widths[1] < widths[2]
    buttons.resize(buttons.sizeHint())
    assert buttons.width() == widths[2]


def test_a_click_on_the_speed_that_is_chosen_leaves_it_chosen(buttons, qtbot):
    watch, instant = (buttons.findChild(QPushButton, f"{name}_button") for name in ("watch", "instant"))
    buttons.show_commands(run_commands(replace(STOPPED, watches=True)))
    watch.click()
    assert (watch.isChecked(), instant.isChecked()) == (True, False)
    assert QAccessible.queryAccessibleInterface(watch).role() is QAccessible.Role.RadioButton
    buttons.show_commands(run_commands(replace(STOPPED, watches=False)))
    assert (watch.isChecked(), instant.isChecked()) == (False, True)
