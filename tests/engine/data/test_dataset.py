"""A data set tells its shapes, its balance, the notebook's sentences, and which places are looked for unasked."""

import ntpath
import os
from dataclasses import replace
from pathlib import PureWindowsPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dataset import (
    DataOrigin,
    Dataset,
    Part,
    are_about_cats,
    balance,
    cat_rank,
    describe_picture,
    is_local_path,
)
from tests.support.hdf5_files import random_pictures


@pytest.fixture
def dataset():
    train = Part(random_pictures(6), np.array([[0, 0, 0, 0, 1, 1]]))
    test = Part(random_pictures(4), np.array([[1, 0, 1, 1]]))
    return Dataset("seven cats", "seven.h5", train, test, ("non-cat", "cat"))


def test_a_data_set_has_the_shapes_of_the_notebooks_arrays_and_the_balance_of_its_parts(dataset):
    assert dataset.picture_shape == (8, 10)
    assert dataset.features == 240
    assert dataset.array_shapes == {
        "train_x": (6, 8, 10, 3),
        "train_y": (1, 6),
        "test_x": (4, 8, 10, 3),
        "test_y": (1, 4),
    }
    assert balance(dataset.classes, dataset.train.class_counts()) == "4 non-cat (66.7%), 2 cat (33.3%)"


def test_a_picture_is_described_in_the_notebooks_sentence():
    assert describe_picture(0, ("non-cat", "cat")) == "y = 0. It's a non-cat picture."
    assert describe_picture(1, ("non-cat", "cat")) == "y = 1. It's a cat picture."
    # Of names that may be of any form nothing is made but what they are.
    assert describe_picture(0, ("apples", "an egg")) == "y = 0. Its class is apples."


def test_the_fingerprint_is_that_of_pictures_labels_and_classes(dataset):
    def changed_part(part, **changes):
        return replace(part, **{name: change(getattr(part, name).copy()) for name, change in changes.items()})

    def flip_first(array):
        array[0, 0] = 1 - array[0, 0]
        return array

    train, test = dataset.train, dataset.test
    one_more = Part(
        np.concatenate([train.pictures, test.pictures[:1]]), np.append(train.labels, test.labels[:, :1])[None]
    )
    one_less = Part(test.pictures[1:], test.labels[:, 1:])
    others = [
        replace(dataset, train=changed_part(train, pictures=flip_first)),
        replace(dataset, test=changed_part(test, labels=flip_first)),
        replace(dataset, classes=("dog", "cat")),
        replace(dataset, train=one_more, test=one_less),
        replace(dataset, train=test, test=train),
    ]
    assert len({dataset.fingerprint, *(other.fingerprint for other in others)}) == 6
    assert replace(dataset, name="moved", source="elsewhere").fingerprint == dataset.fingerprint
    assert len(dataset.fingerprint) == 64


@pytest.mark.parametrize("name", ["my-cats", "Cat photos", "cats_2024 indoors", "myCats2", "tabby CAT"])
def test_a_name_with_cat_in_it_is_that_of_cats_and_cat_alone_more_so(name):
    assert 0 < cat_rank(name) < cat_rank("cat") == cat_rank("Cats") == cat_rank(" CATS ")


@pytest.mark.parametrize(
    "name",
    [
        *("category", "concatenated", "wildcats", "cattle", "dog", ""),
        *("non-cat", "nonCat", "Noncat", "not a cat", "no cats", "all but cats", "isn't a cat", "without cats"),
    ],
)
def test_a_longer_word_or_a_negated_one_is_not(name):
    assert cat_rank(name) == 0


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (("non-cat", "cat"), True),
        (("dogs", "our CATS"), True),
        (("cat", "dog"), False),
        (("black cats", "white cats"), False),
        (("non-cat", "cattle"), False),
    ],
)
def test_data_are_about_cats_if_class_1_is_that_of_cats_alone(classes, expected):
    assert are_about_cats(classes) is expected


SHARES = [
    "//server/share/pets.h5",
    r"\\server\share\pets.h5",
    r"/\server/share/pets.h5",
    r"\??\UNC\server\share\pets.h5",
    "/??/UNC/server/share/pets.h5",
    r"\\.\UNC\server\share\pets.h5",
]


@pytest.mark.parametrize("path", ["pets.h5", "", "../pets.h5", *SHARES])
def test_relative_paths_and_network_shares_are_not_local(path):
    assert not is_local_path(path)
    assert not DataOrigin((os.path.abspath("train.h5"), path)).is_local


@pytest.mark.parametrize("path", SHARES)
def test_shares_are_not_local_on_windows_either(path, monkeypatch):
    monkeypatch.setattr("engine.data.dataset.os.path.isabs", ntpath.isabs)
    assert not is_local_path(path)
    assert is_local_path(r"C:\pets.h5")
    assert is_local_path("c:/pets/train.h5")


@given(st.text("/\\?.Cc:server", max_size=12))
def test_what_windows_makes_a_share_of_is_not_local(path):
    assert not (PureWindowsPath(path).drive.startswith("\\") and is_local_path(path))


def test_absolute_paths_are_local_and_named_data_are_no_files():
    assert DataOrigin((os.path.abspath("pets.h5"),)).is_local
    assert not DataOrigin("builtin").is_local


def test_names_only_may_be_any_place_of_these_names():
    place = DataOrigin((os.path.abspath("a/pets"), os.path.abspath("b/no pets")), {"side": 16})
    names = place.names_only()
    assert (names.location, names.folder_settings) == (("pets", "no pets"), {"side": 16})
    assert names.has_names_only
    assert not place.has_names_only
    assert names.matches(place)
    assert not place.matches(names)
    assert not names.matches(DataOrigin((os.path.abspath("a/pets"),), {"side": 16}))
    assert not names.matches(None)
    assert names.within("c").location == (os.path.abspath("c/pets"), os.path.abspath("c/no pets"))
    assert DataOrigin("course").names_only() == DataOrigin("course").within("c") == DataOrigin("course")
