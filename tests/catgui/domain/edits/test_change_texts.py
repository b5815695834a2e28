"""What the window says of the answers that an edit has changed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain.edits.change_texts import (
    EditSteps,
    chance_tip,
    change_text,
    spread_text,
)
from engine.analysis.prediction_changes import PredictionChanges
from engine.experiments.change_study import ChangeStudy

LABELS = np.array([1, 0, 1, 0])


def changes(after):
    return PredictionChanges(np.array([0.4, 0.4, 0.9, 0.2]), np.array(after), LABELS)


def test_the_accuracies_and_the_flips_are_counted():
    found = changes([0.7, 0.8, 0.9, 0.1])
    assert change_text(found, EditSteps()) == (
        "May be chance. Of 4 test pictures, 1 turned right, 1 wrong. Test accuracy: 75.0% before, 75.0% now."
    )
    assert change_text(changes([0.3, 0.4, 0.8, 0.1]), EditSteps()) == (
        "No answer has changed: 75.0% of the test part right."
    )


def of_flips(improved, worsened, of=50):
    """The changes of as many answers to test pictures, all of them of class 1."""
    before, after = np.full(of, 0.9), np.full(of, 0.8)
    before[:improved] = 0.2
    after[improved : improved + worsened] = 0.3
    return PredictionChanges(before, after, np.ones(of, np.int64))


def test_two_flips_of_fifty_may_be_chance_and_many_are_more_than_the_pictures_vary():
    assert change_text(of_flips(2, 0), EditSteps()) == (
        "May be chance. Of 50 test pictures, 2 turned right, 0 wrong. Test accuracy: 96.0% before, 100.0% now."
    )
    assert change_text(of_flips(9, 1), EditSteps()).startswith(
        "Clear, though other seeds may differ. Of 50 test pictures, 9 turned right, 1 wrong."
    )
    assert "p<0.001" in chance_tip(of_flips(20, 0))
    assert "p=0.5" in chance_tip(of_flips(2, 0))


def test_undo_and_redo_are_named_and_undo_is_not_judged():
    title = "Label 5 pictures as cat"
    assert change_text(of_flips(0, 9), EditSteps("undo", (title,))) == (
        "Undone: Label 5 pictures as cat. Of 50 test pictures, 0 turned right, 9 wrong. Test accuracy: 100.0% before, "
        "82.0% now."
    )
    redone = change_text(of_flips(2, 0), EditSteps("redo", (title,)))
    assert redone.startswith("Redone: Label 5 pictures as cat. May be chance. ")
    assert redone.endswith("Test accuracy: 96.0% before, 100.0% now.")
    assert change_text(of_flips(2, 0), EditSteps("undo", (title, title))).startswith("2 edits undone. Of 50 test ")
    assert change_text(of_flips(0, 0), EditSteps("undo", (title,))) == (
        "Undone: Label 5 pictures as cat. No answer has changed: 100.0% of the test part right."
    )


def study(right_before, right_after, seeds=10, of=50):
    """A study in which each seed is right on so many pictures, the first ones; a list has a number for each seed."""

    def answers(right):
        return np.arange(of) < np.broadcast_to(right, seeds)[:, np.newaxis]

    return ChangeStudy(answers(right_before), answers(right_after))


def test_a_change_that_only_the_seeds_show_is_no_more_than_some_pictures():
    found = study(48, [50] * 6 + [49] * 4)
    assert spread_text(found) == (
        "May be chance, by seeds (p=0.002) or by pictures (p=0.5). Test accuracy with 10 seeds: 96.0% ± 0.0 "
        "before, 99.2% ± 1.0 now: +3.2 ± 1.0 points, 1.6 of 50 test pictures."
    )


def test_a_change_that_both_show_is_more_than_chance():
    found = study(40, 30)
    assert spread_text(found).startswith("More than chance, by seeds (p=0.002) and by pictures (p=0.002).")


@given(
    seeds=st.integers(1, 12),
    pictures=st.integers(1, 60),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    seed=st.integers(0, 99),
)
def test_only_what_seeds_and_pictures_both_show_is_praised(seeds, pictures, shares, seed):
    random = np.random.default_rng(seed)
    found = ChangeStudy(*(random.random((seeds, pictures)) < share for share in shares))
    both_speak = found.seed_p < 0.05 and found.picture_p < 0.05
    assert spread_text(found).startswith("More than chance") == both_speak
    of_one = PredictionChanges(
        *(answers[0].astype(float) for answers in (found.before, found.after)), np.ones(pictures)
    )
    assert "than chance" not in change_text(of_one, EditSteps())
