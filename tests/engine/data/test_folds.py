"""Folds: each picture once, the classes in proportion, and no picture on both sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.folds import find_duplicate_groups, require_folds, stratified_folds
from engine.errors import ConfigError
from tests.support.random_networks import random_pictures, seeds

CLASSES = ("non-cat", "cat")


def test_pictures_that_are_the_same_get_one_number():
    pictures = random_pictures(6, side=4)
    pictures[4] = pictures[1]
    pictures[5, 0, 0, 0] ^= 1  # like itself, but for one bit
    pictures[3] = pictures[5]
    pictures[3, 0, 0, 0] ^= 1

    groups = find_duplicate_groups(pictures)

    assert groups[4] == groups[1]
    assert len(set(groups.tolist())) == 5


def test_a_view_of_pictures_is_compared_by_what_it_shows():
    pictures = random_pictures(4, side=6)
    pictures[2] = pictures[0]

    np.testing.assert_array_equal(find_duplicate_groups(pictures[:, ::2, ::2]), [0, 1, 0, 2])


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
def test_the_same_pictures_never_straddle_folds(data, count, seed):
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


def test_one_fold_is_refused():
    with pytest.raises(ConfigError, match=r"folds = 1: at least 2 are needed"):
        require_folds(1, np.arange(4), np.array([0, 1, 0, 1]), CLASSES)


def test_more_folds_than_pictures_of_a_class_are_refused_by_its_name():
    labels = np.array([0, 0, 0, 0, 1, 1, 1])
    groups = np.array([0, 1, 2, 3, 4, 5, 5])

    require_folds(2, groups, labels, CLASSES)
    with pytest.raises(ConfigError, match=r"folds = 3: .* of cat there are 2 that differ; use fewer folds"):
        require_folds(3, groups, labels, CLASSES)


@pytest.mark.photos
def test_the_course_photos_have_one_pair_in_both_parts(course):
    groups = find_duplicate_groups(np.concatenate([course.train.pictures, course.test.pictures]))

    assert len(set(groups.tolist())) == 258
    assert groups[146] == groups[209 + 17]
