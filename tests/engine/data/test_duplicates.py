"""Duplicates are found whatever their labels; parts and folds have each picture once, and duplicates together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dataset import Dataset, Part
from engine.data.duplicates import (
    DuplicateFinder,
    DuplicatePair,
    find_duplicate_groups,
    format_duplicates,
    require_folds,
    stratified_folds,
    stratified_split,
)
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.errors import ConfigError
from tests.support.random_networks import random_pictures, seeds

CLASSES = ("non-cat", "cat")


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


@given(zeros=st.integers(2, 60), ones=st.integers(2, 60), percent=st.integers(1, 90), seed=seeds)
def test_each_class_gives_its_share_and_at_least_one_to_each_part(zeros, ones, percent, seed):
    labels = np.random.RandomState(0).permutation([0] * zeros + [1] * ones)

    train, test = stratified_split(np.arange(len(labels)), labels, percent, seed)

    assert sorted([*train, *test]) == list(range(len(labels)))
    for label, count in ((0, zeros), (1, ones)):
        drawn = np.count_nonzero(labels[test] == label)
        assert 1 <= drawn <= count - 1
        assert drawn == min(max(1, round(count * percent / 100)), count - 1)


def test_a_seed_gives_the_split_that_it_has_always_given():
    # Saved runs name their data by the fingerprint of the parts, so another order would lose them.
    train, test = stratified_split(np.arange(10), np.repeat([0, 1], 5), 40, seed=1)

    assert (train.tolist(), test.tolist()) == ([3, 8, 6, 4, 9, 0], [7, 2, 5, 1])


@given(data=st.data(), percent=st.integers(1, 90), seed=seeds)
def test_duplicates_of_a_class_stay_together(data, percent, seed):
    # Two different ones at least of each class: 0 and 1 are of class 0, 100 and 101 of class 1.
    of_class = [[base, base + 1, *data.draw(st.lists(st.integers(base, base + 9), max_size=20))] for base in (0, 100)]
    groups = np.array(of_class[0] + of_class[1])
    labels = (groups >= 100).astype(np.int64)

    train, test = stratified_split(groups, labels, percent, seed)

    assert sorted([*train, *test]) == list(range(len(groups)))
    assert not set(groups[train]) & set(groups[test])
    for part in (train, test):
        assert set(labels[part]) == {0, 1}


# --- folds


@given(zeros=st.integers(2, 40), ones=st.integers(2, 40), count=st.integers(2, 7), seed=seeds)
def test_folds_of_different_pictures_are_in_proportion(zeros, ones, count, seed):
    labels = np.random.RandomState(0).permutation([0] * zeros + [1] * ones)

    folds = stratified_folds(np.arange(len(labels)), labels, count, seed)

    assert sorted(np.concatenate(folds).tolist()) == list(range(len(labels)))
    for total, label in ((zeros, 0), (ones, 1)):
        shares = [np.count_nonzero(labels[fold] == label) for fold in folds]
        assert max(shares) - min(shares) <= 1
        assert sum(shares) == total
    assert all(fold.tolist() == sorted(fold.tolist()) for fold in folds)


@given(data=st.data(), count=st.integers(2, 5), seed=seeds)
def test_duplicates_are_in_one_fold(data, count, seed):
    groups = np.array(data.draw(st.lists(st.integers(0, 12), min_size=count, max_size=40)))
    labels = np.array(data.draw(st.lists(st.integers(0, 1), min_size=len(groups), max_size=len(groups))))

    folds = stratified_folds(groups, labels, count, seed)

    assert sorted(np.concatenate(folds).tolist()) == list(range(len(groups)))
    for group in set(groups.tolist()):
        assert sum(bool((groups[fold] == group).any()) for fold in folds) == 1


def test_a_seed_draws_its_folds_again_and_another_one_others():
    labels = np.arange(40) % 2
    drawn = [stratified_folds(np.arange(40), labels, 4, seed) for seed in (5, 5, 6)]

    assert all((mine == again).all() for mine, again in zip(drawn[0], drawn[1], strict=True))
    assert any((mine != other).any() for mine, other in zip(drawn[0], drawn[2], strict=True))


def test_more_folds_than_pictures_of_a_class_are_refused_by_its_name():
    labels = np.array([0, 0, 0, 0, 1, 1, 1])
    groups = np.array([0, 1, 2, 3, 4, 5, 5])

    require_folds(2, groups, labels, CLASSES)
    with pytest.raises(ConfigError, match=r"needs two different pictures of cat: add some"):
        require_folds(2, groups, np.array([0, 0, 0, 0, 0, 1, 1]), CLASSES)
    with pytest.raises(ConfigError, match=r"needs two different pictures of cat: add some"):
        require_folds(2, groups, 0 * labels, CLASSES)
    with pytest.raises(ConfigError, match=r"folds = 3: must be at most 2; only 2 pictures of cat differ"):
        require_folds(3, groups, labels, CLASSES)
