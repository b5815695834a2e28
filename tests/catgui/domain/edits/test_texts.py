"""What the window says of edits."""

import pytest

from catgui.domain.edits.texts import (
    edit_mark,
    edit_text,
)
from engine.data.edits import LEFT_OUT, TEST, TRAIN, PictureEdit, PictureKey, Placement

CLASSES = ("non-cat", "cat")
CAT, OTHER = Placement(TRAIN, 1), Placement(TRAIN, 0)


@pytest.mark.parametrize(
    ("before", "after", "mark", "text"),
    [
        (None, CAT, "+", "added to the training part as cat"),
        (CAT, OTHER, "≠", "relabelled: non-cat instead of cat"),
        (CAT, Placement(TEST, 1), "→", "moved to the test part"),
        (CAT, Placement(TEST, 0), "≠→", "relabelled: non-cat instead of cat, moved to the test part"),
        (CAT, Placement(LEFT_OUT, 1), "×", "left out"),
    ],
)
def test_what_was_done_to_a_picture(before, after, mark, text):
    edit = PictureEdit(PictureKey(TRAIN, 3), before, after)
    assert (edit_mark(edit), edit_text(edit, CLASSES)) == (mark, text)
