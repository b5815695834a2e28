"""The keys of the panels: none has two meanings in a list."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from catgui.help.panels import PANEL_HELP
from catgui.widgets.basic.commands import Command

pytestmark = pytest.mark.slow


def command_keys(panel):
    """The first key of each command, by its list: a panel may have several."""
    commands = [action for action in panel.findChildren(QAction) if isinstance(action, Command)]
    keys = [(command.parent(), command.shortcut().toString()) for command in commands]
    return [(owner, key) for owner, key in keys if key]


def test_no_key_has_two_meanings_in_a_list(whole_window):
    for name in PANEL_HELP:
        keys = command_keys(whole_window.findChild(QWidget, name))
        assert len(set(keys)) == len(keys), name
