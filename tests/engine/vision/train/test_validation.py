"""The figures on the validation part."""

import numpy as np
import pytest

from engine.vision.train.validation import balanced_accuracy, resized


def test_balanced_accuracy_is_the_mean_over_both_classes():
    actual = np.array([True, True, False, False, False, False])

    assert balanced_accuracy(np.array([True, False, False, False, False, True]), actual) == (0.5 + 0.75) / 2
    assert balanced_accuracy(np.zeros(6, bool), actual) == 0.5


def test_pictures_are_squeezed_with_their_colors_last():
    pixels = np.zeros((2, 3, 6, 6), np.uint8)
    pixels[1, 2, :3] = 200

    small = resized(pixels, 2)

    assert small.shape == (2, 2, 2, 3)
    assert not small[0].any()
    assert small[1, 0, 0, 2] > 3 * small[1, 1, 0, 2]


@pytest.mark.parametrize("side", [3, 6, 9])
def test_a_picture_of_one_color_stays_so(side):
    np.testing.assert_array_equal(resized(np.full((1, 3, 6, 6), 77, np.uint8), side), 77)
