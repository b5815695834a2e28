"""Actions are enabled when they can do something, the same as their buttons."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.data.edits import PictureKey
from tests.support.sample_widgets import SHORT


def action(window, name):
    return window.findChild(QAction, f"{name}_action")


def enabled(window, *names):
    return {name for name in names if action(window, name).isEnabled()}


def test_what_changed_is_shown_until_the_data_are_others(window, qtbot):
    def train():
        qtbot.train(window.session, window.workspace.dataset, SHORT)

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


def test_no_two_entries_of_a_menu_share_a_mnemonic(window):
    for menu in window.menuBar().findChildren(QMenu):
        letters = [a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(letters) == len(set(letters)), (menu.title(), letters)
