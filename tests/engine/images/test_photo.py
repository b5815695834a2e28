from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.images.photo import PHOTO_SUFFIXES, Framing, crop_box, is_photo_name

shapes = st.tuples(st.integers(1, 256), st.integers(1, 256))


sides = st.integers(1, 20_000)


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
    assert crop_box(size, shape, Framing.WHOLE) == (0, 0, *size)


@given(st.tuples(sides, sides), shapes)
def test_the_center_is_the_largest_centerd_box_of_the_networks_shape(
    size: tuple[int, int], shape: tuple[int, int]
) -> None:
    left, upper, right, lower = crop_box(size, shape, Framing.CENTER)
    width, height = right - left, lower - upper
    assert 0 <= left < right <= size[0]
    assert 0 <= upper < lower <= size[1]
    assert width == size[0] or height == size[1]
    assert abs(left - (size[0] - right)) <= 1
    assert abs(upper - (size[1] - lower)) <= 1
    rows, columns = shape
    # To the nearest pixel, but for the one pixel that is always kept.
    assert width == 1 or height == 1 or abs(width * rows - height * columns) <= max(rows, columns)


def test_photos_are_known_by_their_names() -> None:
    assert all(is_photo_name(f"some.cat{suffix}") for suffix in PHOTO_SUFFIXES)
    assert is_photo_name(Path("folder.txt/IMG_1.JPG"))
    assert is_photo_name("IMG_2.HeIc")
    assert not any(map(is_photo_name, ("notes.txt", "drawing.eps", "jpg", ".jpg", "x.jpg/notes", "._IMG_1.jpg", "")))
