"""Pictures in both parts are found and named."""

import numpy as np
import pytest

from engine.data.dataset import Dataset, Part
from engine.data.duplicates import DuplicatePair, find_duplicate_groups, find_duplicates, format_duplicates
from tests.support.random_networks import random_pictures


def made_of(train, test):
    parts = (Part(pictures, np.arange(len(pictures))[np.newaxis] % 2) for pictures in (train, test))
    return Dataset("made up", "nowhere", *parts, ("non-cat", "cat"))


def test_each_is_named_with_the_first_train_picture_it_equals():
    pictures = random_pictures(9, side=4)
    train, test = pictures[:5], pictures[5:].copy()
    train[4] = train[2]
    test[3], test[1] = train[2], train[0]
    assert find_duplicates(made_of(train, test)) == (DuplicatePair(test=1, train=0), DuplicatePair(test=3, train=2))


def test_pictures_twice_in_one_part_are_no_duplicate_pairs():
    pictures = random_pictures(6, side=4)
    pictures[1], pictures[5] = pictures[0], pictures[4]
    assert find_duplicates(made_of(pictures[:3], pictures[3:])) == ()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "1 picture is in both parts: test 0 is train 10."),
        (3, "3 pictures are in both parts: test 0 is train 10, test 1 is train 11, test 2 is train 12."),
        (5, "5 pictures are in both parts: test 0 is train 10, test 1 is train 11, test 2 is train 12 and 2 more."),
    ],
)
def test_they_are_listed_in_one_line(count, words):
    assert format_duplicates(tuple(DuplicatePair(number, 10 + number) for number in range(count))) == words


@pytest.mark.photos
def test_the_course_photos_have_one(course):
    assert format_duplicates(find_duplicates(course)) == "1 picture is in both parts: test 17 is train 146."


def test_the_drawings_have_none(builtin_dataset):
    assert find_duplicates(builtin_dataset) == ()


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
