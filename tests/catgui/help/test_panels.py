"""The help of the panels."""

import importlib

import pytest

from catgui.help.panels import PANEL_HELP

# About nine lines of the dialog.
_LONGEST_PARAGRAPH = 650


@pytest.mark.parametrize("name", PANEL_HELP)
def test_help_has_paragraphs_that_can_be_read(name):
    assert max(map(len, PANEL_HELP[name].reading.split("\n\n"))) <= _LONGEST_PARAGRAPH


@pytest.mark.parametrize("name", ["data_panel", "doubtful_labels_panel"])
def test_each_key_for_a_label_names_its_class(name):
    keys = dict(PANEL_HELP[name].keys)
    assert "class 1, such as cat" in keys["1"]
    assert "class 0, such as non-cat" in keys["2"]


@pytest.mark.parametrize("name", PANEL_HELP)
def test_the_module_and_the_class_of_a_panel_are_called_as_its_title(name):
    words = [*PANEL_HELP[name].title.removeprefix("Your ").split(), "panel"]
    assert name == "_".join(words).lower()
    assert hasattr(importlib.import_module(f"catgui.panels.{name}"), "".join(word.capitalize() for word in words))
