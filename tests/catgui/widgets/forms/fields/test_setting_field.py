"""The text field of a setting: its caption, its explanation and its error."""

import pytest

from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.forms.fields.setting_field import SettingField
from engine.training.config import NOTEBOOK_OPTIONS

LEARNING_RATE = NOTEBOOK_OPTIONS[1]


@pytest.fixture
def field(qtbot):
    field = SettingField(LEARNING_RATE)
    qtbot.addWidget(field)
    return field


def explanation(field):
    assert unescape_tooltip(field.toolTip()) == field.accessibleDescription()
    return unescape_tooltip(field.toolTip())


def test_it_is_explained_until_there_is_an_error(field):
    assert field.caption.text() == field.accessibleName() == "Learning rate"
    assert explanation(field) == LEARNING_RATE.description.removesuffix(".")
    field.show_error("must be a number")
    assert (explanation(field), field.property("invalid")) == ("must be a number", True)
    field.show_error("")
    assert (explanation(field), field.property("invalid")) == (LEARNING_RATE.description.removesuffix("."), False)


def test_another_description_waits_for_the_end_of_the_error(field):
    field.show_error("must be a number")
    field.describe("Rate", "How far each step goes")
    assert (field.caption.text(), explanation(field)) == ("Rate", "must be a number")
    field.show_error("")
    assert explanation(field) == "How far each step goes"


def test_what_is_shown_already_is_not_set_again(field, monkeypatch):
    monkeypatch.setattr(field, "setToolTip", lambda _tip: pytest.fail("set again"))
    field.show_error("")
    field.describe("Learning rate", LEARNING_RATE.description.removesuffix("."))
