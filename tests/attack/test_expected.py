"""The model of the attacker notices what is lost, and takes what is told."""

import pytest

from tests.attack.expected import Expected, ViolationError


@pytest.fixture
def expected():
    """Of a window with a named run and an edit, all written."""
    expected = Expected()
    expected.note(1, {"run 5": 20, "name 5": "x", "edit train 1": ["train", 1]})
    expected.written(1, is_session=True)
    return expected


def start(expected, facts, told=()):
    expected.killed(1)
    expected.check(facts, told, lambda fact: True, reopens=True)


ALL = {"run 5": 20, "name 5": "x", "edit train 1": ["train", 1]}
WITHOUT_EDIT = {"run 5": 20, "name 5": "x"}


def test_what_is_back_holds(expected):
    start(expected, ALL)


@pytest.mark.parametrize("told", [[], ["Some edits are lost."]], ids=["silently", "told"])
def test_without_damage_nothing_may_be_lost(expected, told):
    with pytest.raises(ViolationError, match="edit train 1"):
        start(expected, WITHOUT_EDIT, told)


@pytest.mark.parametrize("told", ["Some runs are lost.", "Your edits are back."])
def test_a_message_that_does_not_name_the_loss_does_not_count(expected, told):
    expected.is_damaged = True
    with pytest.raises(ViolationError):
        start(expected, WITHOUT_EDIT, [told])


def test_after_damage_a_loss_may_be_told(expected):
    expected.is_damaged = True
    start(expected, WITHOUT_EDIT, ["1 edit could not be read."])


def test_what_has_been_copied_must_be_back_even_after_damage(expected):
    expected.copied()
    expected.is_damaged = True
    with pytest.raises(ViolationError):
        start(expected, WITHOUT_EDIT, ["1 edit could not be read."])


def test_a_kill_leaves_either_value_of_what_was_on_its_way(expected):
    expected.note(1, {**ALL, "name 5": "y"})
    start(expected, {**ALL, "name 5": "x"})


def test_what_was_written_later_must_be_there(expected):
    expected.note(1, {**ALL, "name 5": "y"})
    expected.written(1, is_session=False)
    with pytest.raises(ViolationError, match="name 5"):
        start(expected, {**ALL, "name 5": "x"})


def test_what_nobody_made_is_noticed(expected):
    with pytest.raises(ViolationError, match="run 6"):
        start(expected, {**ALL, "run 6": 20})


def test_what_one_window_alone_has_after_damage_may_be_lost_though_another_one_closes(expected):
    expected.is_damaged = True
    expected.note(1, {**ALL, "setting log_scale": True})
    expected.show(2, {"setting log_scale": False})
    expected.closed(2, "")
    expected.closed(1, "What you do is kept only until you close this window.")
    start(expected, {"setting log_scale": False})
