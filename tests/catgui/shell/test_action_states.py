"""What can be chosen from the menus is what has something to work on, as the buttons say too."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu

from catgui.app import _create_window
from catgui.models.training.session import RunState
from tests.support.sample_widgets import SHORT, fill_panels

# The commands that are buttons too, and what those are called.
BUTTONS = {
    "step": "step",
    "stop": "stop",
    "reset": "reset",
    "branch": "branch",
    "export_verdicts": "photos_export",
}
SAVING = {"save", "save_as", "export", "export_runs"}


def action(window, name):
    return window.findChild(QAction, f"{name}_action")


def enabled(window, *names):
    return {name for name in names if action(window, name).isEnabled()}


def agree_with_buttons(window):
    for name, button in BUTTONS.items():
        assert action(window, name).isEnabled() == window.findChild(QAbstractButton, f"{button}_button").isEnabled()


def test_without_a_run_there_is_nothing_to_stop_or_save(window):
    assert enabled(window, *BUTTONS, *SAVING, "train", "save_data") == {"train", "step", "save_data"}
    agree_with_buttons(window)


def test_before_there_are_data_there_is_nothing_to_train_on(qtbot, settings):
    window = _create_window(settings)
    qtbot.addWidget(window)
    assert enabled(window, *BUTTONS, *SAVING, "train", "save_data") == set()
    agree_with_buttons(window)
    window.close()


def test_while_it_trains_it_can_be_paused_and_stopped(window, qtbot):
    window.session.speed.iterations_per_second = 100
    window.session.start(window.workspace.dataset, SHORT)
    assert enabled(window, *BUTTONS, "train") == {"train", "stop", "reset"}
    agree_with_buttons(window)
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.state is RunState.PAUSED and window.session.snapshot is not None)
    assert enabled(window, *BUTTONS, "train", "save") == {"train", "step", "stop", "reset", "branch", "save"}
    agree_with_buttons(window)


def test_when_all_is_there_only_stop_means_nothing(window, qtbot):
    fill_panels(window, qtbot)
    assert enabled(window, *BUTTONS, *SAVING) == {*BUTTONS, *SAVING} - {"stop"}
    agree_with_buttons(window)
    window.photos.clear()
    window.session.reset()
    assert enabled(window, *BUTTONS, *SAVING) == {"step", "export_runs"}
    agree_with_buttons(window)


def test_train_on_has_a_key(window, qtbot):
    fill_panels(window, qtbot)
    window.training_settings.set_config(SHORT)
    window.activateWindow()
    window.travel.seek(5)
    qtbot.waitUntil(lambda: window.session.snapshot.iterations == 5)
    with qtbot.waitSignal(window.session.completed):
        qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.session.run.branched_at == 5


def test_no_two_commands_of_a_menu_share_a_letter(window):
    for menu in window.menuBar().findChildren(QMenu):
        letters = [a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(letters) == len(set(letters)), (menu.title(), letters)
