"""References to data sets: with their edits, an edited one is made again from the original."""

import os
from dataclasses import replace

import numpy as np
import pytest

from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.reference import DataReference
from tests.support.small_data import make_dataset


@pytest.fixture
def edited():
    picture = AddedPicture(np.zeros((8, 8, 3), np.uint8))
    return EditedDataset.of(make_dataset()).add([picture], 1, "train").move([PictureKey("test", 9)], "train").dataset


def test_an_unedited_data_set_is_the_one_that_is_opened():
    dataset = make_dataset()

    reference = DataReference.to(dataset)

    assert reference == DataReference("random pictures", dataset.fingerprint)
    assert reference.restore(dataset) is dataset


def test_an_edited_data_set_is_made_again(edited):
    reference = DataReference.to(edited)

    found = reference.restore(make_dataset())

    assert found.fingerprint == edited.fingerprint
    assert (found.name, reference.name) == (edited.name, edited.name)
    assert found.edited.edits == edited.edited.edits


def test_it_is_made_again_from_one_that_was_edited_otherwise(edited):
    other = EditedDataset.of(make_dataset()).leave_out([PictureKey("train", 1)]).dataset

    assert DataReference.to(edited).restore(other).fingerprint == edited.fingerprint


@pytest.mark.parametrize("other", [make_dataset(seed=4), make_dataset(test=5), make_dataset(side=9)])
def test_of_other_data_nothing_is_made(edited, other):
    assert DataReference.to(edited).restore(other) is other


def test_edits_without_their_fingerprint_are_not_trusted(edited):
    original = make_dataset()

    assert replace(DataReference.to(edited), fingerprint="0" * 64).restore(original) is original


def test_it_is_of_data_with_the_same_name_place_and_edits(edited):
    assert DataReference.to(edited).is_of(edited)
    assert not DataReference.to(edited).is_of(make_dataset())
    assert not DataReference.to(edited).is_of(replace(edited, origin=DataOrigin("builtin")))
    there = replace(edited, origin=DataOrigin((os.path.abspath("pets"),)))
    assert DataReference.to(there).without_paths().is_of(there)
    assert not DataReference.to(there).without_paths().is_of(edited)
    reworded = replace(DataReference.to(there), name="random pictures, edited in other words")
    assert reworded.is_of(there)
    assert not reworded.is_of(replace(there, origin=DataOrigin("builtin")))
    assert not replace(DataReference.to(edited), name="others").is_of(edited), "nothing else tells them apart"
