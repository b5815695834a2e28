"""Actions are enabled when they can do something, the same as their buttons."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def action(window, name):
    return window.findChild(QAction, f"{name}_action")


def enabled(window, *names):
    return {name for name in names if action(window, name).isEnabled()}


def test_no_two_entries_of_a_menu_share_a_mnemonic(window):
    for menu in window.menuBar().findChildren(QMenu):
        letters = [a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(letters) == len(set(letters)), (menu.title(), letters)
