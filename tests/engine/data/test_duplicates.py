"""Pictures in both parts are found and named."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.dataset import Dataset, Part
from engine.data.duplicates import (
    DuplicateFinder,
    DuplicatePair,
    find_duplicate_groups,
    format_duplicates,
)
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from tests.support.random_networks import random_pictures


def made_of(train, test):
    parts = (Part(pictures, np.arange(len(pictures))[np.newaxis] % 2) for pictures in (train, test))
    return Dataset("made up", "nowhere", *parts, ("non-cat", "cat"))


def pairs_in(dataset):
    return DuplicateFinder(dataset).find(dataset)


def test_each_is_named_with_the_first_train_picture_it_equals():
    pictures = random_pictures(9, side=4)
    train, test = pictures[:5], pictures[5:].copy()
    train[4] = train[2]
    test[3], test[1] = train[2], train[0]
    assert pairs_in(made_of(train, test)) == (DuplicatePair(test=1, train=0), DuplicatePair(test=3, train=2))


def test_after_edits_the_same_are_found_and_only_new_pictures_are_read(monkeypatch):
    pictures = random_pictures(12, side=4)
    pictures[8] = pictures[3]
    original = made_of(pictures[:7], pictures[7:])
    read = []
    monkeypatch.setattr(
        "engine.data.duplicates.picture_digests", lambda them: (read.append(it) or it.tobytes() for it in them)
    )
    finder = DuplicateFinder(original)
    assert finder.find(original) == (DuplicatePair(test=1, train=3),)
    read.clear()
    edited = EditedDataset.of(original).add([AddedPicture(pictures[5]), AddedPicture(pictures[11])], 1, "test")
    for after in (edited, edited.move([PictureKey("train", 0)], "test"), edited.leave_out([PictureKey("train", 3)])):
        assert finder.find(after.dataset) == pairs_in(replace(after.dataset, edited=None))
    assert finder.find(edited.dataset) == (DuplicatePair(test=1, train=3), DuplicatePair(test=5, train=5))
    assert sum(it is edited.edits.added[0].pixels for it in read) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "In both parts: 1 picture (test 0 is train 10)."),
        (3, "In both parts: 3 pictures (test 0 is train 10, test 1 is train 11, test 2 is train 12)."),
        (5, "In both parts: 5 pictures (test 0 is train 10, test 1 is train 11, test 2 is train 12 and 2 more)."),
    ],
)
def test_duplicates_are_listed_in_one_line(count, words):
    assert format_duplicates(tuple(DuplicatePair(number, 10 + number) for number in range(count))) == words


def test_equal_pictures_have_the_same_group():
    pictures = random_pictures(6, side=4)
    pictures[4] = pictures[1]
    pictures[5, 0, 0, 0] ^= 1  # like itself, but for one bit
    pictures[3] = pictures[5]
    pictures[3, 0, 0, 0] ^= 1

    groups = find_duplicate_groups(pictures)

    assert groups[4] == groups[1]
    assert len(set(groups.tolist())) == 5


def test_views_of_pictures_are_compared_by_content():
    pictures = random_pictures(4, side=6)
    pictures[2] = pictures[0]

    np.testing.assert_array_equal(find_duplicate_groups(pictures[:, ::2, ::2]), [0, 1, 0, 2])


@pytest.mark.photos
def test_the_course_photos_have_one_pair_in_both_parts(course):
    groups = find_duplicate_groups(np.concatenate([course.train.pictures, course.test.pictures]))

    assert len(set(groups.tolist())) == 258
    assert groups[146] == groups[209 + 17]
