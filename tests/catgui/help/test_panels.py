"""The help of the panels."""

import pytest

from catgui.help.panels import PANEL_HELP

# About nine lines of the dialog.
_LONGEST_PARAGRAPH = 650


@pytest.mark.parametrize("name", PANEL_HELP)
def test_help_has_paragraphs_that_can_be_read(name):
    assert max(map(len, PANEL_HELP[name].reading.split("\n\n"))) <= _LONGEST_PARAGRAPH


@pytest.mark.parametrize("name", ["data_panel", "doubtful_panel"])
def test_each_key_for_a_label_names_its_class(name):
    keys = dict(PANEL_HELP[name].keys)
    assert "class 1, such as cat" in keys["1"]
    assert "class 0, such as non-cat" in keys["2"]
