"""The pictures of a part of an edited data set, by their identities."""

import numpy as np
import pytest

from engine.data.edits import ADDED, PictureKey
from engine.data.part_members import PartMembers


@pytest.fixture
def members():
    return PartMembers("train", np.array([0, 2, 5]), (PictureKey("test", 4), PictureKey(ADDED, 0)))


def test_those_that_came_follow_those_that_stayed(members):
    assert list(members) == [
        PictureKey("train", 0),
        PictureKey("train", 2),
        PictureKey("train", 5),
        PictureKey("test", 4),
        PictureKey(ADDED, 0),
    ]
    assert len(members) == 5
    assert members[-1] == PictureKey(ADDED, 0)
    assert members[1:4] == (PictureKey("train", 2), PictureKey("train", 5), PictureKey("test", 4))
    with pytest.raises(IndexError):
        members[5]


def test_each_is_found_where_it_is(members):
    assert [members.find(key) for key in members] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("key", [("train", 1), ("train", 9), ("test", 0), (ADDED, 1)])
def test_others_are_not_found(members, key):
    assert members.find(PictureKey(*key)) is None


def test_equal_members_are_the_same_pictures_in_the_same_order(members):
    assert members.equals(PartMembers("train", np.array([0, 2, 5]), members.came))
    assert not members.equals(PartMembers("train", np.array([0, 2]), members.came))
    assert not members.equals(PartMembers("train", np.array([0, 2, 5])))
    assert not members.equals(PartMembers("test", np.array([0, 2, 5]), members.came))
