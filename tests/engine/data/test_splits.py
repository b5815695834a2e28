"""Train and test parts: each picture in one of them, the classes in proportion, the same pictures never in both."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.data.splits import stratified_split
from tests.support.random_networks import seeds


@given(zeros=st.integers(2, 60), ones=st.integers(2, 60), percent=st.integers(1, 90), seed=seeds)
def test_each_class_gives_its_share_and_at_least_one_to_each_part(zeros, ones, percent, seed):
    labels = np.random.RandomState(0).permutation([0] * zeros + [1] * ones)

    train, test = stratified_split(np.arange(len(labels)), labels, percent, seed)

    assert sorted([*train, *test]) == list(range(len(labels)))
    for label, count in ((0, zeros), (1, ones)):
        drawn = np.count_nonzero(labels[test] == label)
        assert 1 <= drawn <= count - 1
        assert drawn == min(max(1, round(count * percent / 100)), count - 1)


@given(data=st.data(), percent=st.integers(1, 90), seed=seeds)
def test_pictures_of_a_class_that_are_the_same_stay_together(data, percent, seed):
    # Two different ones at least of each class: 0 and 1 are of class 0, 100 and 101 of class 1.
    of_class = [[base, base + 1, *data.draw(st.lists(st.integers(base, base + 9), max_size=20))] for base in (0, 100)]
    groups = np.array(of_class[0] + of_class[1])
    labels = (groups >= 100).astype(np.int64)

    train, test = stratified_split(groups, labels, percent, seed)

    assert sorted([*train, *test]) == list(range(len(groups)))
    assert not set(groups[train]) & set(groups[test])
    for part in (train, test):
        assert set(labels[part]) == {0, 1}


def test_a_seed_draws_its_parts_again_and_another_one_others():
    labels = np.arange(40) % 2
    first, again, other = (stratified_split(np.arange(40), labels, 20, seed) for seed in (5, 5, 6))

    for part, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(part, same)
    assert set(first[1]) != set(other[1])


def test_the_classes_are_mixed_within_a_part():
    train, _ = stratified_split(np.arange(80), np.repeat([0, 1], 40), 20, seed=1)

    assert 10 < np.count_nonzero(train[:32] < 40) < 22
