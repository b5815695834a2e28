"""The keys of the panels: the list in Help has those of their commands, and no key has two meanings in a panel."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from catgui.help.panels import PANEL_HELP
from catgui.widgets.basic.commands import Command

pytestmark = pytest.mark.slow


def listed_keys(name):
    return {key for listed, _ in PANEL_HELP[name].keys for key in listed.split(", ")}


def command_keys(panel):
    """The first key of each command, by its list: a panel may have several."""
    commands = [action for action in panel.findChildren(QAction) if isinstance(action, Command)]
    keys = [(command.parent(), command.shortcut().toString()) for command in commands]
    return [(owner, key) for owner, key in keys if key]


@pytest.mark.parametrize("name", PANEL_HELP)
def test_help_lists_the_keys_of_the_commands(window, name):
    window.create_deferred_panels()
    keys = command_keys(window.findChild(QWidget, name))
    assert {key for _, key in keys} <= listed_keys(name)
    assert len(set(keys)) == len(keys)
