"""What a refused part of a pair is told to hold, and what would be right."""

import h5py
import numpy as np
import pytest

from engine.data.hdf5.reader import read_pair
from engine.errors import DatasetError

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
        (np.array([b"a", b"b", b"c"]), "'train_set_y' holds text; it must hold the labels 0 and 1."),
        (np.array([0j, 1, 1]), "'train_set_y' holds complex numbers; it must hold the labels 0 and 1."),
        (np.array([0, 1]), "'train_set_y' has 2 labels for 3 pictures. Give one label per picture."),
    ],
)
def test_labels_that_are_none_are_named_with_what_is_wanted(refusal, labels, words):
    assert refusal(train_set_y=labels).startswith(words)


def test_an_enumeration_is_called_one(tmp_path, refusal):
    kind = h5py.enum_dtype({"NO": 0, "YES": 1}, basetype="i1")

    words = refusal(train_set_y=np.array([0, 1, 1]).astype(kind))

    assert words.startswith("'train_set_y' holds an enumeration; it must hold the labels 0 and 1.")


def test_a_file_that_holds_nothing_is_told_what_it_should_hold(refusal):
    words = refusal(train_set_x=None, train_set_y=None, list_classes=None)

    assert "It holds nothing." in words
    assert "A train file holds 'train_set_x', 'train_set_y' and 'list_classes'." in words


@pytest.mark.parametrize("stored", [b"c\xc3\xa4t", b"c\xc3\xa4t\0\0", b"  c\xc3\xa4t "])
def test_class_names_are_utf8_without_what_surrounds_them(tmp_path, stored):
    names = np.array([b"non-cat", stored])
    paths = [write(tmp_path / f"{part}.h5", part, list_classes=names) for part in ("train", "test")]

    assert read_pair(*paths)[2] == ("non-cat", "cät")


def test_class_names_of_other_bytes_are_shown_as_far_as_they_go(tmp_path):
    names = np.array([b"non-cat", b"c\xffXt"])
    paths = [write(tmp_path / f"{part}.h5", part, list_classes=names) for part in ("train", "test")]

    assert read_pair(*paths)[2] == ("non-cat", "c\N{REPLACEMENT CHARACTER}Xt")
