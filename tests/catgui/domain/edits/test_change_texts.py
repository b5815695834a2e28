"""What the window says of the answers that an edit has changed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain.edits.change_texts import EditSteps, chance_tip, change_text, flip_lists, spread_text
from engine.analysis.prediction_changes import UNKNOWN
from engine.experiments.change_study import ChangeStudy
from tests.support.changes import answers, flipped, make_change

LABELS = [1, 0, 1, 0]


def text_of(test, *undone, kind="do", **fields):
    return change_text(make_change(test, steps=EditSteps(kind, undone), **fields))


def test_the_accuracies_and_the_flips_are_counted():
    assert text_of(answers([0.4, 0.4, 0.9, 0.2], [0.7, 0.8, 0.9, 0.1], LABELS)) == (
        "May be chance. Of 4 test pictures, 1 turned right, 1 wrong. Test accuracy: 75.0% before, 75.0% now."
    )
    assert text_of(answers([0.4, 0.4, 0.9, 0.2], [0.3, 0.4, 0.8, 0.1], LABELS)) == (
        "No answer has changed: 75.0% of the test part right."
    )


def test_two_flips_of_fifty_may_be_chance_and_many_are_more_than_the_pictures_vary():
    assert text_of(flipped(2)) == (
        "May be chance. Of 50 test pictures, 2 turned right, 0 wrong. Test accuracy: 96.0% before, 100.0% now."
    )
    assert text_of(flipped(9, 1)).startswith(
        "Clear, though other seeds may differ. Of 50 test pictures, 9 turned right, 1 wrong."
    )
    assert "p<0.001" in chance_tip(make_change(flipped(20)))
    assert "p=0.5" in chance_tip(make_change(flipped(2)))


def test_undo_and_redo_are_named_and_undo_is_not_judged():
    title = "Label 5 pictures as cat"
    assert text_of(flipped(0, 9), title, kind="undo") == (
        "Undone: Label 5 pictures as cat. Of 50 test pictures, 0 turned right, 9 wrong. Test accuracy: 100.0% before, "
        "82.0% now."
    )
    redone = text_of(flipped(2), title, kind="redo")
    assert redone.startswith("Redone: Label 5 pictures as cat. May be chance. ")
    assert redone.endswith("Test accuracy: 96.0% before, 100.0% now.")
    assert text_of(flipped(2), title, title, kind="undo").startswith("2 edits undone. Of 50 test ")
    assert text_of(flipped(0), title, kind="undo") == (
        "Undone: Label 5 pictures as cat. No answer has changed: 100.0% of the test part right."
    )


def test_answers_to_photos_and_training_pictures_count_as_answers():
    of_photos = answers([0.2, 0.2], [0.9, 0.1], [UNKNOWN, 1])
    change = make_change(flipped(0), photos=of_photos)
    assert change_text(change) == (
        "No answer to a test picture has changed: 100.0% right. Another answer: 1 of your photos."
    )
    assert flip_lists(change)["Your photos"][0][1] == "rex.jpg\ncat: 20% → 90%"
    assert text_of(flipped(2), photos=of_photos, train=flipped(1, 2, of=9)).endswith(
        "96.0% before, 100.0% now. Another answer: 1 of your photos, 3 training pictures."
    )


shares = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=10)


@given(test=shares, train=shares, photos=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=2))
def test_no_answer_is_said_to_have_changed_exactly_where_all_lists_are_empty(test, train, photos):
    of_photos = answers(*(zip(*photos, strict=True) if photos else ([], [])))
    change = make_change(answers(*zip(*test, strict=True)), answers(*zip(*train, strict=True)), of_photos)
    lists = flip_lists(change)
    assert ("No answer has changed:" in change_text(change)) == (not any(lists.values()))
    assert ("Your photos" in lists) == bool(photos)


def study(right_before, right_after, seeds=10, of=50):
    """A study in which each seed is right on so many pictures, the first ones; a list has a number for each seed."""

    def answers(right):
        return np.arange(of) < np.broadcast_to(right, seeds)[:, np.newaxis]

    return ChangeStudy(answers(right_before), answers(right_after))


def test_a_change_that_only_the_seeds_show_is_no_more_than_some_pictures():
    found = study(48, [50] * 6 + [49] * 4)
    assert spread_text(found) == (
        "May be chance, by seeds (p=0.002) or by pictures (p=0.50). Test accuracy with 10 seeds: 96.0% ± 0.0 "
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
    of_one = answers(*(rights[0].astype(float) for rights in (found.before, found.after)))
    assert "than chance" not in text_of(of_one)
