"""Actions are enabled when they can do something, the same as their buttons."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu

from catgui.app import _create_window
from catgui.models.training.session import RunState
from catgui.style.tooltips import unescape_tooltip
from engine.data.edits import PictureKey
from tests.support.sample_widgets import SHORT, fill_panels

# The actions that are buttons too, with the names of the buttons.
BUTTONS = {
    "step": "step",
    "stop": "stop",
    "reset": "reset",
    "branch": "branch",
    "export_predictions": "photos_export",
}
RUN_EXPORTS = {"export_plot", "export_costs", "export_report", "export_notebook", "export_script"}
SAVING = {"save", "save_as", "export_runs", *RUN_EXPORTS}


def action(window, name):
    return window.findChild(QAction, f"{name}_action")


def enabled(window, *names):
    return {name for name in names if action(window, name).isEnabled()}


def assert_same_as_buttons(window):
    for name, button in BUTTONS.items():
        assert action(window, name).isEnabled() == window.findChild(QAbstractButton, f"{button}_button").isEnabled()


def test_what_changed_is_shown_until_the_data_are_others(window, qtbot):
    def train():
        with qtbot.waitSignal(window.session.completed):
            window.session.start(window.workspace.dataset, SHORT)

    train()
    assert not action(window, "what_changed").isEnabled()
    window.data_editor.leave_out([PictureKey("train", 0)])
    with qtbot.waitSignal(window.data_change.compared):
        train()
    action(window, "what_changed").trigger()
    dialog = window.change_report.dialog
    assert dialog.isVisible()
    window.data_editor.revert_all()
    assert not action(window, "what_changed").isEnabled()
    assert dialog.isVisible()


def test_without_a_run_stop_and_save_are_disabled(window):
    assert enabled(window, *BUTTONS, *SAVING, "train", "save_data") == {"train", "step", "save_data"}
    assert_same_as_buttons(window)


def test_without_data_training_is_disabled(qtbot, settings):
    window = _create_window(settings)
    qtbot.addWidget(window)
    window.create_deferred_panels()
    assert enabled(window, *BUTTONS, *SAVING, "train", "save_data") == set()
    assert_same_as_buttons(window)
    window.close()


def test_during_training_pause_and_stop_are_enabled(window, qtbot):
    window.session.speed.iterations_per_second = 5
    window.session.start(window.workspace.dataset, SHORT)
    assert enabled(window, *BUTTONS, "train") == {"train", "stop", "reset"}
    assert_same_as_buttons(window)
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.state is RunState.PAUSED and window.session.snapshot is not None)
    assert enabled(window, *BUTTONS, "train", "save") == {"train", "step", "stop", "reset", "save"}
    assert_same_as_buttons(window)
    window.training_settings.set_config(replace(SHORT, learning_rate=0.02))
    assert enabled(window, *BUTTONS, "train", "save") == {"train", "step", "stop", "reset", "branch", "save"}
    assert_same_as_buttons(window)


def test_after_training_there_is_no_iteration_left_to_do(window, qtbot):
    fill_panels(window, qtbot)
    window.training_settings.set_config(SHORT)
    assert enabled(window, *BUTTONS, *SAVING) == {*BUTTONS, *SAVING} - {"stop", "step", "branch"}
    assert_same_as_buttons(window)
    window.photos.clear()
    window.session.reset()
    assert enabled(window, *BUTTONS, *SAVING) == {"step", "export_runs"}
    assert_same_as_buttons(window)


def test_the_first_entry_says_what_it_does(window, qtbot):
    texts = [action(window, "train").text()]
    window.session.speed.iterations_per_second = 5
    window.session.start(window.workspace.dataset, SHORT)
    window.training_settings.set_config(SHORT)
    texts.append(action(window, "train").text())
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.state is RunState.PAUSED)
    texts.append(action(window, "train").text())
    assert texts == ["&Train", "&Pause", "&Continue"]
    tip = window.findChild(QAbstractButton, "train_button").toolTip()
    assert action(window, "train").statusTip() == unescape_tooltip(tip)


def test_continue_from_here_has_a_shortcut(window, qtbot):
    fill_panels(window, qtbot)
    window.training_settings.set_config(SHORT)
    window.activateWindow()
    window.playback.seek(5)
    qtbot.waitUntil(lambda: window.session.snapshot.iterations == 5)
    with qtbot.waitSignal(window.session.completed):
        qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.session.run.branched_at == 5


def test_no_two_entries_of_a_menu_share_a_mnemonic(window):
    for menu in window.menuBar().findChildren(QMenu):
        letters = [a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(letters) == len(set(letters)), (menu.title(), letters)
