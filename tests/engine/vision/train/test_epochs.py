"""Which pictures an epoch has."""

import numpy as np
import pytest

from engine.vision.train.archives import CLASSES, PictureSet
from engine.vision.train.cost import UNKNOWN_CLASS
from engine.vision.train.epochs import Mix, PictureData, epoch_order, mix_of


def picture_set(side, classes):
    pixels = np.zeros((len(classes), 3, side, side), np.uint8)
    pixels += np.arange(len(classes), dtype=np.uint8).reshape(-1, 1, 1, 1)
    return PictureSet(pixels, np.array(classes), tuple(map(str, classes)))


@pytest.fixture
def data():
    cat, dog = CLASSES.index("cat"), CLASSES.index("dog")
    return PictureData(picture_set(4, [0] * 10), picture_set(12, [cat, UNKNOWN_CLASS, dog]))


def test_each_picture_comes_as_often_as_the_mix_says(data):
    order = epoch_order(data, Mix(1, 2, 3), seed=1, epoch=0)

    assert np.bincount(order).tolist() == [1] * 10 + [2, 3, 2]


def test_of_a_fraction_each_epoch_has_other_pictures(data):
    first, second = (set(epoch_order(data, Mix(0.5, 0, 0), seed=1, epoch=epoch).tolist()) for epoch in (0, 1))

    assert len(first) == len(second) == 5
    assert first != second


def test_the_order_is_random_and_a_function_of_seed_and_epoch(data):
    mix = Mix(1, 2, 3)
    one = epoch_order(data, mix, seed=1, epoch=4)

    np.testing.assert_array_equal(one, epoch_order(data, mix, seed=1, epoch=4))
    assert not np.array_equal(one, epoch_order(data, mix, seed=2, epoch=4))
    assert not np.array_equal(one, epoch_order(data, mix, seed=1, epoch=5))
    assert not np.array_equal(one, np.sort(one))


def test_the_last_epochs_have_more_photos():
    mixes = [mix_of(epoch, 10) for epoch in range(10)]

    assert mixes[:6] == [Mix(1, 2, 3)] * 6
    assert mixes[6:] == [Mix(0.5, 4, 8)] * 4


def test_pictures_come_from_both_archives(data):
    cifar, photo = data.pictures(np.array([7, 12]))

    assert (cifar.shape, cifar[0, 0, 0]) == ((3, 4, 4), 7)
    assert (photo.shape, photo[0, 0, 0]) == ((3, 12, 12), 2)
    assert len(data.classes) == 13
