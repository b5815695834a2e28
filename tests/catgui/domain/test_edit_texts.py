"""What the window says of edits."""

import pytest

from catgui.domain.data_texts import data_text
from catgui.domain.edit_texts import (
    edit_mark,
    edit_text,
    short_data_text,
)
from engine.data.dataset import DataOrigin
from engine.data.edits import LEFT_OUT, TEST, TRAIN, PictureEdit, PictureKey, Placement
from engine.data.image_folder import ImageFolderSettings

CLASSES = ("non-cat", "cat")
CAT, OTHER = Placement(TRAIN, 1), Placement(TRAIN, 0)


@pytest.mark.parametrize(
    ("before", "after", "mark", "text"),
    [
        (None, CAT, "+", "added"),
        (CAT, OTHER, "≠", "relabeled: non-cat instead of cat"),
        (CAT, Placement(TEST, 1), "→", "moved"),
        (CAT, Placement(TEST, 0), "≠→", "relabeled: non-cat instead of cat, moved"),
        (CAT, Placement(LEFT_OUT, 1), "×", "left out"),
    ],
)
def test_what_was_done_to_a_picture(before, after, mark, text):
    edit = PictureEdit(PictureKey(TRAIN, 3), before, after)
    assert (edit_mark(edit), edit_text(edit, CLASSES)) == (mark, text)


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    pets = DataOrigin(("/pets",), ImageFolderSettings().as_dict())
    name = "course photos, 1,038 added, 4 relabeled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain
