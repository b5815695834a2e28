"""Train and test parts, and folds: each picture in one of them, the classes in proportion, duplicates together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.splits import require_folds, stratified_folds, stratified_split
from engine.errors import ConfigError
from tests.support.random_networks import seeds

CLASSES = ("non-cat", "cat")


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
