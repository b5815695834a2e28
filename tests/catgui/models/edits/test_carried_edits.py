"""Edits follow their pictures into a data set that has got others."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.models.edits.carried_edits import carry_over, edited_pictures
from engine.data.dataset import Part
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, AddedPicture, PictureKey, Placement
from tests.support.small_data import make_dataset

A, B, C = (PictureKey("train", index) for index in (1, 2, 4))


@pytest.fixture
def original():
    return make_dataset()


def carried(edited, dataset):
    return carry_over(edited.edits, edited_pictures(edited.original, edited.edits), dataset)


def test_pictures_are_found_at_another_index_and_those_that_are_gone_are_left_out(original):
    edited = EditedDataset.of(original).relabel([A], 1).leave_out([B]).move([C], "test")
    train = original.train
    shorter = replace(original, train=Part(train.pictures[2:], train.labels[:, 2:]))
    assert carried(edited, shorter).placements == {
        PictureKey("train", 0): Placement(LEFT_OUT, 0),
        PictureKey("train", 2): Placement("test", 0),
    }


def test_a_picture_in_the_other_part_stays_there_with_its_label(original):
    edited = EditedDataset.of(original).relabel([A], 1).move([B], "test")
    swapped = replace(original, train=original.test, test=original.train)
    assert carried(edited, swapped).placements == {PictureKey("test", 1): Placement("test", 1)}


def test_added_pictures_are_carried_over(original):
    edited = EditedDataset.of(original).add([AddedPicture(np.zeros((8, 8, 3), np.uint8))], 1, "train")
    found = carried(edited, make_dataset(seed=9))
    assert found == edited.edits
    assert set(found.placements) == {PictureKey(ADDED, 0)}
    assert carried(edited, make_dataset(side=16)).are_none
