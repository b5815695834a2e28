"""The lessons as data."""

import pytest

from catgui.help.lesson import Assistance
from catgui.help.lessons import LESSONS
from catgui.help.panels import PANEL_HELP

STEPS = [pytest.param(step, id=f"{lesson.id}: {step.title}") for lesson in LESSONS for step in lesson.steps]


def test_there_are_six_and_each_panel_names_one_of_them():
    ids = [lesson.id for lesson in LESSONS]
    assert len(ids) == len(set(ids)) == 6
    assert {help_.lesson for help_ in PANEL_HELP.values()} <= {"", *ids}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_short_and_says_when_it_is_done(step):
    assert len(step.text) <= 330
    assert bool(step.done) == (step.until is not None)
    assert step.until is None or step.shows is None
    assert step.assist is None or step.until is not None or step.assist.kind is Assistance.COMMAND


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_ends_with_an_ability_and_three_other_panels(lesson):
    assert lesson.ability.startswith("You can ")
    assert len({idea.panel for idea in lesson.ideas}) == 3
    assert {idea.panel for idea in lesson.ideas} <= set(PANEL_HELP)


def test_lesson_and_dialog_ask_for_as_many_pictures_of_ones_own():
    from catgui.help.lessons import OWN
    from catgui.widgets.data.own_pictures_dialog import _REST

    advice = "Twenty pictures of each are a beginning"
    assert advice in OWN.steps[0].text
    assert advice in _REST
