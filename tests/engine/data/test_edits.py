"""Edits of a data set as values, and what they are called."""

import numpy as np
import pytest

from engine.data.edits import (
    ADDED,
    LEFT_OUT,
    LONGEST_FILE,
    TRAIN,
    AddedPicture,
    DatasetEdits,
    EditCounts,
    PictureEdit,
    PictureKey,
    Placement,
    current_name,
)
from engine.saved_model.encoding import decode_edits, encode_edits


def edit(before, after, source="train"):
    return PictureEdit(PictureKey(source, 0), before, after)


def test_added_pictures_are_equal_by_their_pixels_and_file():
    black, white = (np.full((2, 2, 3), value, np.uint8) for value in (0, 255))

    assert AddedPicture(black, "a.png") == AddedPicture(black.copy(), "a.png")
    assert AddedPicture(black, "a.png") != AddedPicture(white, "a.png")
    assert AddedPicture(black, "a.png") != AddedPicture(black, "b.png")


def test_a_file_of_any_length_comes_back_from_all_that_keeps_edits():
    picture = AddedPicture(np.zeros((8, 8, 3), np.uint8), 5_000 * "x")
    edits = DatasetEdits({PictureKey(ADDED, 0): Placement(TRAIN, 1)}, {0: picture})
    decoded = decode_edits(encode_edits(edits), {picture.sha256: picture.pixels.tobytes()})
    assert decoded == edits
    assert picture.file == LONGEST_FILE * "x"


def test_the_counts_are_named_where_there_are_any():
    edits = (
        *[edit(None, Placement("train", 1), ADDED)] * 1200,
        edit(Placement("train", 0), Placement("test", 1)),
        edit(Placement("test", 0), Placement("test", 1)),
        edit(Placement("test", 0), Placement(LEFT_OUT, 0)),
    )

    assert EditCounts.of(edits) == EditCounts(added=1200, relabeled=2, moved=1, left_out=1)
    assert str(EditCounts.of(edits)) == "1,200 added, 2 relabeled, 1 moved, 1 left out"
    assert str(EditCounts.of(edits[:-2])) == "1,200 added, 1 relabeled, 1 moved"
    assert str(EditCounts()) == ""


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("cats, 1 added, 2,000 relabelled, 1 moved", "cats, 1 added, 2,000 relabeled, 1 moved"),
        ("cats, 3 relabelled", "cats, 3 relabeled"),
        ("my relabelled cats", "my relabelled cats"),
    ],
)
def test_a_name_that_was_stored_with_another_spelling_is_that_of_the_same_data(stored, name):
    assert current_name(stored) == name
