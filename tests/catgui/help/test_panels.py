"""The help of the panels."""

import importlib

import pytest

from catgui.help.pages import plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP

TEXTS = {name: (help_.text, help_.idea) for name, help_ in PANEL_HELP.items()}
TEXTS |= {name: (text, "") for name, (_, text) in OTHER_HELP.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_each_page_has_at_most_60_words(name):
    assert 0 < len(" ".join(TEXTS[name]).split()) <= 60


@pytest.mark.parametrize("name", TEXTS)
def test_help_names_other_panels_by_links(name):
    titles = {help_.title for other, help_ in PANEL_HELP.items() if other != name}
    titles -= {"Training", "Why", "Data", "Results", "Runs", "Answers"}
    assert [text for text in TEXTS[name] for title in titles if title in text] == []
    assert all(plain_text(text).count("{") == 0 for text in TEXTS[name])


@pytest.mark.parametrize("name", PANEL_HELP)
def test_the_module_and_the_class_of_a_panel_are_called_as_its_title(name):
    words = [*PANEL_HELP[name].title.removeprefix("Your ").split(), "panel"]
    assert name == "_".join(words).lower()
    assert hasattr(importlib.import_module(f"catgui.panels.{name}"), "".join(word.capitalize() for word in words))
