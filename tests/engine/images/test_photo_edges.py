"""The centre of very long pictures."""

import pytest

from engine.images.photo import Framing, crop_box


@pytest.mark.parametrize(
    ("size", "shape", "box"),
    [
        ((3, 100), (2, 50), (0, 49, 3, 50)),  # a fraction of a row would be enough
        ((100, 3), (50, 2), (49, 0, 50, 3)),
        ((1, 5000), (64, 64), (0, 2499, 1, 2500)),
        ((5000, 1), (64, 64), (2499, 0, 2500, 1)),
        ((10, 6), (2, 2), (2, 0, 8, 6)),
    ],
)
def test_at_least_one_pixel_is_kept_and_what_is_left_over_is_cut_evenly(size, shape, box):
    assert crop_box(size, shape, Framing.CENTER) == box
