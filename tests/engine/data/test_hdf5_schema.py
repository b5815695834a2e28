"""Checks of an HDF5 file before it is read: what was never written, filters, and words on what is wrong."""

import h5py
import numpy as np
import pytest

from engine.errors import DatasetError
from tests.support.hdf5_files import random_pictures, read_pair, write_pair


def assert_refused(pair):
    with pytest.raises(DatasetError, match=r"train\.h5: 'train_set_x' is incomplete\. Get it again\."):
        read_pair(*pair)


# The chunks of a data set are listed in one way or another by these versions of HDF5, and by how it may grow.
LISTINGS = [("earliest", None), ("latest", None), ("latest", (None, 8, 10, 3)), ("latest", (None, None, 10, 3))]


def unfinished(folder, listing, key, value, **storage):
    """A pair whose data set `key` was made and not written; its train file is left open for it."""
    version, most = listing
    train, test = write_pair(folder)
    with h5py.File(train, "r") as file:
        entries = {name: file[name][()] for name in file if name != key}
    file = h5py.File(train, "w", libver=version)
    for name, entry in entries.items():
        file[name] = entry
    maxshape = most if len(value.shape) == 4 else None
    return (train, test), file, file.create_dataset(key, value.shape, value.dtype, maxshape=maxshape, **storage)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
@pytest.mark.parametrize("storage", [{}, {"compression": "gzip"}, {"fillvalue": 77}], ids=str)
def test_pictures_of_which_some_were_never_written_are_refused(tmp_path, listing, storage):
    pictures = random_pictures()
    pair, file, found = unfinished(tmp_path, listing, "train_set_x", pictures, chunks=(1, 8, 10, 3), **storage)
    with file:
        found[:3] = pictures[:3]

    assert_refused(pair)


def test_labels_of_which_some_were_never_written_are_refused(tmp_path):
    labels = np.array([1, 0, 0, 0])
    pair, file, found = unfinished(tmp_path, LISTINGS[0], "train_set_y", labels, chunks=(2,))
    with file:
        found[:2] = labels[:2]

    with pytest.raises(DatasetError, match=r"train\.h5: 'train_set_y' is incomplete"):
        read_pair(*pair)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
@pytest.mark.parametrize("chunks", [(4, 8, 10, 3), (1, 8, 10, 3), (3, 5, 7, 2)], ids=str)
@pytest.mark.parametrize("storage", [{}, {"compression": "gzip"}, {"fillvalue": 77}], ids=str)
def test_pictures_of_which_each_was_written_are_read_however_they_are_cut(tmp_path, listing, chunks, storage):
    pictures = random_pictures()
    pictures[1] = 77
    pair, file, found = unfinished(tmp_path, listing, "train_set_x", pictures, chunks=chunks, **storage)
    with file:
        for number, picture in enumerate(pictures):
            found[number] = picture

    np.testing.assert_array_equal(read_pair(*pair)[0].pictures, pictures)


def test_pictures_that_were_left_out_again_are_not_missed(tmp_path):
    pictures = random_pictures(9)
    pair, file, found = unfinished(tmp_path, LISTINGS[2], "train_set_x", pictures, chunks=(2, 8, 10, 3))
    with file:
        found[:] = pictures
        found.resize(4, axis=0)

    np.testing.assert_array_equal(read_pair(*pair)[0].pictures, pictures[:4])


def test_a_filter_that_may_be_a_plugin_is_refused(tmp_path):
    pair = write_pair(tmp_path)
    with h5py.File(pair[0], "r+") as file:
        del file["train_set_x"]
        file.create_dataset("train_set_x", data=random_pictures(), chunks=(4, 8, 10, 3), scaleoffset=0)

    with pytest.raises(DatasetError, match=r"unknown filter 'scaleoffset'.* Store it with gzip"):
        read_pair(*pair)


CONTENTS = {
    "set_x": np.zeros((3, 8, 8, 3), np.uint8),
    "set_y": np.array([0, 1, 1]),
}


def write(path, part, **changes):
    fields = {f"{part}_{key}": value for key, value in CONTENTS.items()}
    with h5py.File(path, "w") as file:
        for key, value in {**fields, "list_classes": np.array([b"non-cat", b"cat"]), **changes}.items():
            if value is not None:
                file.create_dataset(key, data=value)
    return path


@pytest.fixture
def refusal(tmp_path):
    def refuse(**changes):
        test = write(tmp_path / "test.h5", "test")
        with pytest.raises(DatasetError) as caught:
            read_pair(write(tmp_path / "train.h5", "train", **changes), test)
        assert caught.value.path == str(tmp_path / "train.h5")
        return caught.value.reason

    return refuse


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.array([b"a", b"b", b"c"]), "'train_set_y' has the type |S1. Store the labels 0 and 1."),
        (np.array([0j, 1, 1]), "'train_set_y' has the type complex128. Store the labels 0 and 1."),
        (np.array([0, 1]), "'train_set_y' has 2 labels for 3 pictures. Give one per picture."),
    ],
)
def test_invalid_labels_are_an_error_that_says_what_is_valid(refusal, labels, words):
    assert refusal(train_set_y=labels).startswith(words)


def test_the_error_of_an_empty_file_names_the_required_keys(refusal):
    words = refusal(train_set_x=None, train_set_y=None, list_classes=None)

    assert "only" not in words
    assert "A train file holds 'train_set_x', 'train_set_y' and 'list_classes'." in words


@pytest.mark.parametrize("stored", [b"c\xc3\xa4t", b"c\xc3\xa4t\0\0", b"  c\xc3\xa4t "])
def test_class_names_are_utf8_without_what_surrounds_them(tmp_path, stored):
    names = np.array([b"non-cat", stored])
    paths = [write(tmp_path / f"{part}.h5", part, list_classes=names) for part in ("train", "test")]

    assert read_pair(*paths)[2] == ("non-cat", "cät")
