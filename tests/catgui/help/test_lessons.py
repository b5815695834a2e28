"""The lessons as data."""

import re

import pytest

from catgui.help.glossary import split_terms
from catgui.help.lessons import LESSONS
from catgui.help.pages import linked_text, plain_text
from catgui.help.panels import PANEL_HELP

TEXTS = [text for lesson in LESSONS for text in lesson.paragraphs]


def test_there_are_five_of_650_words_in_all():
    assert len({lesson.id for lesson in LESSONS}) == 5
    assert len(" ".join(TEXTS).split()) <= 650


def test_panels_are_named_by_the_titles_on_their_tabs_and_are_links():
    titles = {help_.title for help_ in PANEL_HELP.values()} - {"Training", "Why", "Data"}  # words of the language too
    assert [text for text in TEXTS for title in titles if title in text] == []
    text = "Look in {runs_panel}"
    assert plain_text(text) == "Look in Runs"
    assert linked_text(text) == 'Look in <a href="panel:runs_panel">Runs</a>'


@pytest.mark.parametrize("text", TEXTS)
def test_a_lesson_names_only_panels(text):
    assert set(re.findall(r"\{(\w+)\}", text)) <= set(PANEL_HELP)


def test_each_word_of_the_glossary_is_a_link_once():
    html = linked_text("Costs fall. The cost of one test: a cost.", besides="test part")
    assert html == '<a href="term:cost">Costs</a> fall. The cost of one test: a cost.'
    for text in TEXTS:
        links = re.findall('href="term:(.+?)"', linked_text(text))
        assert len(links) == len(set(links))
        assert set(links) == {term.name for _, term in split_terms(re.sub(r"\{\w+\}", "|", text)) if term}
