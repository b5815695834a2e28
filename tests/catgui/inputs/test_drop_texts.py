"""What a drop will do, as it is said while files are dragged over the window."""

from pathlib import Path

import pytest

from catgui.inputs.classify_paths import OpenAs, classify_paths
from catgui.inputs.drop_texts import addition_hint, data_hint, drop_hint
from tests.support.picture_files import make_class_folders, make_photo


def hint(*paths, folders=OpenAs.FITTING):
    return drop_hint(classify_paths(paths)[folders]).text


def test_folders_of_pictures_are_named_with_their_numbers(tmp_path):
    pets = make_class_folders(tmp_path / "pets", {"cat": 3, "dog": 1})
    assert hint(pets) == "Open as data: cat (3), dog (1)"
    assert hint(pets, folders=OpenAs.PHOTOS) == "Classify: photos in pets"
    assert hint(pets / "cat") == "Classify: 3 photos"
    animals = make_class_folders(tmp_path / "animals", {"ant": 1, "bee": 2, "cat": 3})
    assert hint(animals) == "Open as data: 3 kinds, 6 pictures"
    (pets / "mine").mkdir()
    text = "Open as data: cat (3), dog (1)\nLeft out, no pictures found: “mine”"
    assert hint(pets) == hint(*sorted(pets.iterdir())) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["train.h5", "test.h5"], "Open as data: train.h5, test.h5"),
        (["a.npz"], "Open the network: a.npz"),
        (["a.npz", "train.h5"], "Open as data: train.h5\nOpen the network: a.npz"),
        (["a.npz", "b.jpg"], "Open the network: a.npz\nClassify: 1 photo"),
        (["a.jpg", "b.jpg", "c.png"], "Classify: 3 photos"),
    ],
)
def test_files_are_named_by_what_they_are(names, text):
    assert hint(*map(Path, names)) == text


def test_what_cannot_be_opened_has_a_reason_and_a_warning(tmp_path):
    make_photo(tmp_path / "a.png")
    refused = drop_hint(classify_paths([tmp_path])[OpenAs.DATA])
    needed = f"Cannot open this: {tmp_path.name}: it needs a folder of pictures for each class"
    assert refused.text.startswith(needed)
    assert (refused.possible, refused.icon) == (False, "warning")


def test_pictures_that_can_be_added_are_counted_and_folders_can_still_be_data(tmp_path):
    pets = make_class_folders(tmp_path / "pets", {"cat": 3, "dog": 1})
    folders = (pets / "cat", pets / "dog")
    assert addition_hint(classify_paths(folders)[OpenAs.PHOTOS]).text == "Add 4 photos to:"
    assert addition_hint(None).text == "Add 1 photo to:"
    as_data = data_hint(classify_paths(folders)[OpenAs.DATA])
    assert as_data is not None
    assert as_data.text == "Open as data: cat (3), dog (1)"
    assert data_hint(classify_paths([pets / "cat"])[OpenAs.DATA]) is None
