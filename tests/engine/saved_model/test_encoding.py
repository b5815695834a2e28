"""Edits as JSON: what is decoded is what was encoded, and all else is refused."""

import json

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey
from engine.saved_model.encoding import decode_edits, encode_edits
from tests.support.small_data import make_dataset


def edits():
    """Edits of each kind, with one added picture."""
    picture = AddedPicture(np.arange(8 * 8 * 3).reshape(8, 8, 3).astype(np.uint8), "cats/tom.png")
    edited = EditedDataset.of(make_dataset()).add([picture], 1, "train").relabel([PictureKey("train", 1)], 1)
    return edited.move([PictureKey("test", 0)], "train").leave_out([PictureKey("train", 2)]).edits


def encoded():
    return json.loads(json.dumps(encode_edits(edits())))


def pixels():
    """The pixels of the added picture, by its SHA-256."""
    return {picture.sha256: picture.pixels.tobytes() for picture in edits().added.values()}


def test_edits_come_back_from_json():
    found = decode_edits(encoded(), pixels())

    assert found == edits()
    np.testing.assert_array_equal(found.added[0].pixels, edits().added[0].pixels)
    assert decode_edits(json.loads(json.dumps(encode_edits(DatasetEdits()))), {}) == DatasetEdits()


def test_names_of_files_are_printable():
    fields = encoded()
    fields["added"][0][1] = "cats/\u202egpj.exe"

    assert decode_edits(fields, pixels()).added[0].file == "cats/\ufffdgpj.exe"


@pytest.mark.parametrize(
    "row",
    [
        ["validation", 0, "train", 1],
        ["train", 0, "validation", 1],
        ["train", 0, "test", 2],
        ["train", -1, "test", 1],
        ["train", 0.5, "test", 1],
        ["train", True, "test", 1],
        [ADDED, 7, "train", 1],
        [ADDED, 0, "", 1],
        ["train", 0],
    ],
)
def test_places_that_cannot_be_are_refused(row):
    fields = encoded()
    fields["placements"].append(row)

    with pytest.raises((ValueError, TypeError)):
        decode_edits(fields, pixels())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 5),
        (0, "0"),
        (1, None),
        (2, [8, 9]),
        (2, [0, 8]),
        (2, [8]),
        (2, [-8, -8]),
        (3, "0" * 64),
        (3, None),
    ],
)
def test_pictures_that_are_not_those_that_were_saved_are_refused(place, value):
    fields = encoded()
    fields["added"][0][place] = value

    with pytest.raises((ValueError, TypeError)):
        decode_edits(fields, pixels())
