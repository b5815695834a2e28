"""The help of the panels."""

import importlib

import pytest

from catgui.help.pages import plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP

PAGES = {**PANEL_HELP, **OTHER_HELP}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_at_most_60_words(name):
    assert 0 < len(f"{PAGES[name].text} {PAGES[name].idea}".split()) <= 60


@pytest.mark.parametrize("name", PAGES)
def test_help_names_other_panels_by_links(name):
    help_ = PAGES[name]
    titles = {one.title for one in PANEL_HELP.values()} - {"Training", "Why", "Data", "Results", "Runs", "Answers"}
    texts = (help_.text, help_.idea)
    assert [text for text in texts for title in titles - {help_.title} if title in text] == []
    assert all(plain_text(text).count("{") == 0 for text in texts)


@pytest.mark.parametrize("name", PANEL_HELP)
def test_the_module_and_the_class_of_a_panel_are_called_as_its_title(name):
    words = [*PANEL_HELP[name].title.removeprefix("Your ").split(), "panel"]
    assert name == "_".join(words).lower()
    assert hasattr(importlib.import_module(f"catgui.panels.{name}"), "".join(word.capitalize() for word in words))
