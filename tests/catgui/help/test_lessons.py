"""The lessons as data."""

import re

import pytest

from catgui.help.glossary import terms_in
from catgui.help.lesson import Assistance
from catgui.help.lessons import LESSONS
from catgui.help.pages import linked_text, panels_in, plain_text
from catgui.help.panels import PANEL_HELP

STEPS = [pytest.param(step, id=f"{lesson.id}: {step.title}") for lesson in LESSONS for step in lesson.steps]


def test_there_are_seven_and_each_panel_names_one_of_them():
    ids = [lesson.id for lesson in LESSONS]
    assert len(ids) == len(set(ids)) == 7
    assert {help_.lesson for help_ in PANEL_HELP.values()} <= {"", *ids}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_short_and_says_when_it_is_done(step):
    assert len(step.text) <= 330
    assert not step.done or step.check is not None
    assert step.assist is None or step.done or step.assist.kind is Assistance.COMMAND


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_ends_with_an_ability_and_two_panels_to_try(lesson):
    assert lesson.ability.startswith("You can ")
    assert [len(panels_in(idea)) for idea in lesson.ideas] == [1, 1]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_takes_five_minutes(lesson):
    """At the 150 words a minute of a beginner who reads closely, and half a minute for each thing to do."""
    words = [word for step in lesson.steps for word in f"{step.title} {step.text} {step.done}".split()]
    deeds = [step for step in lesson.steps if step.done]
    assert len(words) / 150 + 0.5 * len(deeds) <= 5
    assert len(lesson.steps) <= 6


TEXTS = [step.text for lesson in LESSONS for step in lesson.steps] + [idea for one in LESSONS for idea in one.ideas]


def test_panels_are_named_by_the_titles_on_their_tabs_and_are_links():
    titles = {help_.title for help_ in PANEL_HELP.values()} - {"Training", "Why", "Data"}  # words of the language too
    assert [text for text in TEXTS for title in titles if title in text] == []
    text = "Look in {runs_panel}, of {one}"
    assert plain_text(text, ("dog", "cat")) == "Look in Runs, of cat"
    assert linked_text(text, ("dog", "<cat>")) == 'Look in <a href="panel:runs_panel">Runs</a>, of &lt;cat&gt;'


def test_each_word_of_the_glossary_is_a_link_once():
    html = linked_text("Costs fall. The cost of one test: a cost.", besides="test part")
    assert html == '<a href="term:cost">Costs</a> fall. The cost of one test: a cost.'
    for text in TEXTS:
        links = re.findall('href="term:(.+?)"', linked_text(text))
        assert len(links) == len(set(links))
        assert set(links) == {term.name for term in terms_in(re.sub(r"\{\w+\}", "|", text))}


def test_lesson_and_dialog_ask_for_as_many_pictures_of_ones_own():
    from catgui.help.lessons import OWN
    from catgui.widgets.data.own_pictures_dialogs import _BEGINNING

    assert "twenty pictures" in OWN.steps[0].text
    assert "twenty pictures" in _BEGINNING.lower()
