"""The glossary: every text once, and finding terms in the texts of controls."""

import pytest

from catgui.help.glossary import GLOSSARY, split_terms
from catgui.help.panels import PANEL_HELP
from catgui.models.training.run_table import _COLUMNS
from engine.training.config import ALL_OPTIONS


def names(text):
    return [term.name for _, term in split_terms(text) if term]


def test_the_terms_are_sorted_and_no_word_stands_for_two():
    words = [word.lower() for term in GLOSSARY for word in (term.name, *term.aliases)]
    assert len(words) == len(set(words))
    sorted_names = [term.name.lower() for term in GLOSSARY]
    assert sorted_names == sorted(sorted_names)


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_a_text_is_a_few_plain_sentences(term):
    assert term.text[0].isupper() or term.text[0].isdigit()
    assert term.text.endswith(".")
    assert 20 < len(term.text) < 260
    assert "<" not in term.text


@pytest.mark.parametrize("option", ALL_OPTIONS, ids=lambda option: option.field)
def test_every_setting_of_a_run_has_a_term(option):
    assert names(option.title)


# Panels are called by terms of the field, or by words that everybody knows.
PLAIN_COLUMNS = {"Rate", "Data", "Notes"}
PLAIN_TITLES = {"Answers", "Between", "Data", "More settings", "Results", "Your photos", "Why", "Reliability"}


@pytest.mark.parametrize("title", [help_.title for help_ in PANEL_HELP.values() if help_.title not in PLAIN_TITLES])
def test_every_panel_that_is_called_by_a_term_has_it(title):
    assert names(title)


def test_columns_and_the_course_have_terms():
    shown = [*({column.value for column in _COLUMNS} - PLAIN_COLUMNS)]
    shown += ["as in the notebook", "the course's settings", "course photos", "whole picture", "center crop"]
    assert [text for text in shown if not names(text)] == []


def test_terms_are_found_as_whole_words_in_any_case_once_each():
    assert names("Learning rate") == ["learning rate"]
    assert names("Seeds, and the SEED again") == ["seed"]
    assert names("costly, reseeded") == []
