"""Which pictures an epoch has."""

import numpy as np
import pytest

from engine.vision.train.archives import CLASSES, PictureSet
from engine.vision.train.cost import UNKNOWN_CLASS
from engine.vision.train.epochs import PictureData, epoch_order

CAT, DOG = CLASSES.index("cat"), CLASSES.index("dog")


def picture_set(side, classes):
    pixels = np.zeros((len(classes), 3, side, side), np.uint8)
    pixels += np.arange(len(classes), dtype=np.uint8).reshape(-1, 1, 1, 1)
    boxes = np.arange(len(classes)).reshape(-1, 1, 1) * np.ones((2, 2))
    return PictureSet(pixels, np.array(classes), tuple(map(str, classes)), boxes)


@pytest.fixture
def data():
    return PictureData(
        picture_set(4, [0] * 10), picture_set(12, [CAT, UNKNOWN_CLASS, DOG]), picture_set(12, [UNKNOWN_CLASS, CAT])
    )


@pytest.mark.parametrize(("share", "count"), [(0.2, 2), (0.5, 8)])
def test_cifar_has_its_share_of_an_epoch_and_other_pictures_each_time(data, share, count):
    first, second = (epoch_order(data, share, seed=1, epoch=epoch) for epoch in (0, 1))

    for order in (first, second):
        assert (order < 10).sum() == len(set(order[order < 10].tolist())) == count
        assert len(order) == 8 + count
    assert set(first.tolist()) != set(second.tolist())


def test_the_order_is_random_and_a_function_of_seed_and_epoch(data):
    one = epoch_order(data, 0.5, seed=1, epoch=4)

    np.testing.assert_array_equal(one, epoch_order(data, 0.5, seed=1, epoch=4))
    assert not np.array_equal(one, epoch_order(data, 0.5, seed=2, epoch=4))
    assert not np.array_equal(one, epoch_order(data, 0.5, seed=1, epoch=5))
    assert not np.array_equal(one, np.sort(one))


def test_pictures_come_from_all_archives_with_their_boxes(data):
    indices = np.array([7, 12, 14, 10])

    pictures = data.pictures(indices)

    assert [(picture.shape, picture[0, 0, 0]) for picture in pictures] == [
        ((3, 4, 4), 7),
        ((3, 12, 12), 2),
        ((3, 12, 12), 1),
        ((3, 12, 12), 0),
    ]
    assert data.boxes[indices, 0, 0].tolist() == [7, 2, 1, 0]
    assert data.classes[indices].tolist() == [0, DOG, CAT, CAT]
