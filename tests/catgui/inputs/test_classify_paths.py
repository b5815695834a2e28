"""Telling dropped files apart."""

import os
from pathlib import Path

import pytest

from catgui.inputs.classify_paths import (
    ClassifiedPaths,
    OpenAs,
    addable_pictures,
    addition_hint,
    classify_paths,
    data_hint,
    drop_hint,
)
from engine.data.sources import find_source
from tests.support.picture_files import make_class_folders, make_photo


def test_a_folder_is_data_where_it_holds_hdf5_files_and_photos_elsewhere(tmp_path):
    data, photos = tmp_path / "data", tmp_path / "photos.h5"
    data.mkdir()
    photos.mkdir()
    (data / "train.h5").touch()
    (photos / "cat.jpg").touch()
    assert classify_paths([data, photos])[OpenAs.FITTING] == ClassifiedPaths((data,), None, (photos,))


def test_each_folder_is_listed_once_until_its_data_are_open(tmp_path, monkeypatch):
    folder = make_class_folders(tmp_path / "pets", {"cat": 4, "dog": 4})
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(Path(path)) or scandir(path))
    classified = classify_paths([folder])[OpenAs.FITTING]
    find_source([str(path) for path in classified.data], classified.listings).open()
    assert sorted(listed) == [folder, folder / "cat", folder / "dog"]


def test_a_folder_with_two_folders_of_pictures_is_data(tmp_path):
    folder = make_class_folders(tmp_path / "pets")
    assert classify_paths([folder])[OpenAs.FITTING] == ClassifiedPaths((folder,), None, ())


def test_two_folders_of_pictures_dropped_together_are_data(tmp_path):
    make_class_folders(tmp_path)
    pair = (tmp_path / "non-cat", tmp_path / "cat")
    assert classify_paths(pair)[OpenAs.FITTING] == ClassifiedPaths(pair, None, ())
    assert classify_paths(pair[:1])[OpenAs.FITTING] == ClassifiedPaths((), None, pair[:1])


def test_a_folder_with_many_folders_of_pictures_is_data(tmp_path):
    folder = make_class_folders(tmp_path / "animals", {"cat": 2, "dog": 2, "owl": 2})
    assert classify_paths([folder])[OpenAs.FITTING] == ClassifiedPaths((folder,), None, ())
    apart = (folder / "cat", folder / "dog", folder / "owl")
    assert classify_paths(apart)[OpenAs.FITTING] == ClassifiedPaths(apart, None, ())


def test_folders_are_photos_where_they_are_wanted_as_photos(tmp_path):
    folder = make_class_folders(tmp_path / "pets")
    (tmp_path / "train.h5").touch()
    paths = [folder, tmp_path / "train.h5"]
    assert classify_paths(paths)[OpenAs.PHOTOS] == ClassifiedPaths((tmp_path / "train.h5",), None, (folder,))


def test_what_a_folder_lacks_is_said_where_it_is_wanted_as_data(tmp_path):
    folder = make_class_folders(tmp_path, {"cat": 2}) / "cat"
    classified = classify_paths([folder])[OpenAs.DATA]
    assert classified.problem.startswith("cat: it needs a folder of pictures for each class")
    assert (classified.data, classified.photos) == ((), ())
    photo = make_photo(tmp_path / "beach.png")
    assert classify_paths([photo])[OpenAs.DATA] == ClassifiedPaths((), None, (photo,))


def test_files_that_are_no_photos_are_named_unless_one_is(tmp_path):
    notes, empty, unnamed = tmp_path / "notes.txt", tmp_path / "empty", tmp_path / "unnamed"
    notes.write_text("words")
    empty.mkdir()
    make_photo(tmp_path / "a.png").rename(unnamed)
    assert (
        classify_paths([notes, empty])[OpenAs.FITTING].problem
        == "notes.txt: this is no picture of a known format; save it as PNG or JPEG"
    )
    assert classify_paths([empty])[OpenAs.FITTING].problem == "empty: no pictures in this folder"
    assert classify_paths([notes, unnamed])[OpenAs.FITTING] == ClassifiedPaths((), None, (notes, unnamed))


@pytest.mark.parametrize("counts", [{"cat": 2}, {"cat": 2, "dog": 0}])
def test_other_folders_with_folders_are_of_photos(tmp_path, counts):
    folder = make_class_folders(tmp_path / "holiday", counts)
    assert classify_paths([folder])[OpenAs.FITTING] == ClassifiedPaths((), None, (folder,))


def test_a_folder_with_photos_beside_its_two_folders_is_of_photos(tmp_path):
    folder = make_class_folders(tmp_path / "holiday")
    make_photo(folder / "beach.png")
    assert classify_paths([folder])[OpenAs.FITTING] == ClassifiedPaths((), None, (folder,))


def test_pictures_of_several_folders_are_not_added_to_one_class(tmp_path):
    folder = make_class_folders(tmp_path / "holiday")
    make_photo(folder / "beach.png")
    assert addable_pictures([folder], classify_paths([folder])[OpenAs.PHOTOS]) is None


def test_pictures_and_folders_of_them_can_be_added_to_a_class(tmp_path):
    folders = make_class_folders(tmp_path / "pets", {"cat": 2, "dog": 2})
    paths = (folders / "cat", folders / "dog" / "0.png")
    as_photos = classify_paths(paths)[OpenAs.PHOTOS]
    assert addable_pictures(paths, as_photos) is as_photos


@pytest.mark.parametrize("other", ["pets", "a.h5", "a.npz", "notes.txt"])
def test_data_networks_and_folders_of_classes_cannot(tmp_path, other):
    folders = make_class_folders(tmp_path / "pets", {"cat": 2, "dog": 2})
    for name in ("a.h5", "a.npz"):
        (tmp_path / name).touch()
    (tmp_path / "notes.txt").write_text("words")
    beside = () if other == "notes.txt" else (folders / "cat",)  # what is no picture is named when the others are read
    paths = (*beside, tmp_path / other)
    assert addable_pictures(paths, classify_paths(paths)[OpenAs.PHOTOS]) is None


def hint(*paths, folders=OpenAs.FITTING):
    return drop_hint(classify_paths(paths)[folders]).text


def test_folders_of_pictures_are_named_with_their_numbers(tmp_path):
    pets = make_class_folders(tmp_path / "pets", {"cat": 3, "dog": 1})
    assert hint(pets) == "Open as data: cat (3), dog (1)"
    assert hint(pets, folders=OpenAs.PHOTOS) == "Classify: photos in pets"
    assert hint(pets / "cat") == "Classify: 3 photos"
    animals = make_class_folders(tmp_path / "animals", {"ant": 1, "bee": 2, "cat": 3})
    assert hint(animals) == "Open as data: 3 kinds, 6 pictures"


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
    (pets / "mine").mkdir()
    text = "Open as data: cat (3), dog (1)\nLeft out, no pictures found: “mine”"
    assert data_hint(classify_paths(sorted(pets.iterdir()))[OpenAs.DATA]).text == text
