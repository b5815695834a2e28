"""The figures on the validation part."""

import numpy as np
import pytest

from engine.vision.train.archives import CAT, DOG
from engine.vision.train.cost import UNKNOWN_CLASS
from engine.vision.train.validation import area_under_roc, pasted_small, resized


def test_the_area_is_the_share_of_pairs_in_order_and_ties_count_half():
    is_cat = np.array([True, True, True, False, False])

    assert area_under_roc(np.array([2.0, 1.0, -1.0, 1.0, 0.0]), is_cat) == pytest.approx((2 + 1.5 + 0) / 6)
    assert area_under_roc(np.array([2.0, 2.0, 2.0, 1.0, 0.0]), is_cat) == 1


def test_small_photos_lie_on_photos_without_an_animal():
    photos = np.zeros((40, 20, 20, 3), np.uint8)
    photos[:10], photos[10:20] = 200, 100
    classes = np.array([CAT] * 10 + [DOG] * 10 + [UNKNOWN_CLASS] * 20)

    small = pasted_small(photos, classes)

    for some, value in ((slice(10), 200), (slice(10, 20), 100)):
        shares = (small[some, ..., 0] == value).mean(axis=(1, 2))
        assert shares.min() >= 0.25**2
        assert shares.max() <= 0.6**2
    assert not small[20:].any()
    np.testing.assert_array_equal(small, pasted_small(photos, classes))
    assert (photos[:10] == 200).all()


def test_pictures_are_squeezed():
    pictures = np.zeros((2, 6, 6, 3), np.uint8)
    pictures[1, :3, :, 2] = 200

    small = resized(pictures, 2)

    assert small.shape == (2, 2, 2, 3)
    assert not small[0].any()
    assert small[1, 0, 0, 2] > 3 * small[1, 1, 0, 2]


@pytest.mark.parametrize("side", [3, 6, 9])
def test_a_picture_of_one_color_stays_so(side):
    np.testing.assert_array_equal(resized(np.full((1, 6, 6, 3), 77, np.uint8), side), 77)
