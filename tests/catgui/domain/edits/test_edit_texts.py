"""What the window says of edits."""

import pytest

from catgui.domain.data_texts import data_text
from catgui.domain.edits.edit_texts import (
    edit_mark,
    edit_text,
    listed_text,
    not_applied_text,
    put_aside_text,
    restored_text,
    short_data_text,
)
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, TEST, TRAIN, AddedPicture, EditCounts, PictureEdit, PictureKey, Placement
from engine.data.image_folder import ImageFolderSettings
from tests.support.small_data import make_dataset

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


def test_the_list_names_pictures_by_their_numbers_and_files():
    moved = PictureEdit(PictureKey(TRAIN, 3), CAT, Placement(TEST, 1))
    added = PictureEdit(PictureKey(ADDED, 2), None, OTHER)
    assert listed_text(moved, CLASSES, "") == "Train picture 3: moved to the test part"
    assert listed_text(added, CLASSES, "rex.jpg") == "Added picture 2 (rex.jpg): added to the training part as non-cat"


def test_what_became_of_edits_is_said_with_their_numbers():
    counts = EditCounts(added=2, left_out=1)
    assert restored_text("pets", counts) == "Your edits of pets are back: 2 added, 1 left out."
    assert not_applied_text("pets", counts) == "Your edits of pets are kept, but not made here: 2 added, 1 left out."
    assert put_aside_text("pets", counts).startswith("Your edits of pets are kept (2 added, 1 left out), and come back")


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    pets = DataOrigin(("/pets",), ImageFolderSettings().as_dict())
    name = "course photos, 1,038 added, 4 relabelled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain


def test_the_counts_are_those_of_edited_data():
    keys = [PictureKey("train", index) for index in range(4)]
    edited = EditedDataset.of(make_dataset()).relabel(keys[:2], 0).relabel(keys[:2], 1).move(keys[2:3], "test")
    edited = edited.leave_out(keys[3:]).add([AddedPicture(make_dataset(seed=5).train.pictures[0])], 1, "train")
    assert short_data_text(edited.dataset.name, None).startswith("random pictures +1 ")
    assert short_data_text(edited.dataset.name, None).endswith("→1 ×1")
