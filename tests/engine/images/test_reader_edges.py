"""Pictures of any size and mode, read for networks of any shape."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.images.photo import PREVIEW_SIDE, Framing
from engine.images.reader import read_photo_bytes
from tests.support.photo_samples import encoded

sides = st.integers(1, 70)
shapes = st.tuples(st.integers(8, 40), st.integers(8, 40))
colours = st.tuples(*[st.integers(0, 255)] * 3)


@given(sides, sides, shapes, colours, st.sampled_from(["RGB", "RGBA", "P", "L", "LA", "1", "I;16"]))
def test_one_colour_stays_one_colour_however_it_is_stored_and_scaled(width, height, shape, colour, mode):
    flat = Image.new("RGB", (width, height), colour)
    grey = flat.convert("L").getpixel((0, 0))
    if mode == "I;16":
        picture = Image.new(mode, (width, height), 257 * grey)
    elif mode == "1":
        picture = Image.new(mode, (width, height), 255 * (grey > 127))
    elif mode == "P":
        picture = Image.new(mode, (width, height), 0)
        picture.putpalette(colour)
    else:
        picture = flat.convert(mode)
    wanted = {"1": (255 * (grey > 127),) * 3, "RGB": colour, "RGBA": colour, "P": colour}.get(mode, (grey,) * 3)

    photo = read_photo_bytes(encoded(picture, "PNG"), "flat.png", shape)

    for framing in Framing:
        seen = photo.views[framing]
        assert (seen.shape, seen.dtype) == ((*shape, 3), np.uint8)
        assert np.abs(seen.astype(int) - wanted).max() <= 1


@given(shapes, st.integers(0, 2**32 - 1))
def test_a_picture_of_the_networks_own_shape_is_seen_as_it_is(shape, seed):
    pixels = np.random.RandomState(seed).randint(0, 256, (*shape, 3)).astype(np.uint8)

    photo = read_photo_bytes(encoded(Image.fromarray(pixels), "PNG"), "own.png", shape)

    for framing in Framing:
        assert (photo.views[framing] == pixels).all()


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_preview_keeps_the_proportions_within_its_limits(width, height):
    picture = Image.new("RGB", (width, height))

    rows, columns = read_photo_bytes(encoded(picture, "PNG"), "any.png").preview.shape[:2]

    longest, shortest = max(width, height), min(width, height)
    assert min(longest, PREVIEW_SIDE // 2) <= max(rows, columns) <= min(longest, PREVIEW_SIDE)
    assert (rows >= columns) == (height >= width) or abs(rows - columns) <= 1
    assert abs(min(rows, columns) - max(1, max(rows, columns) * shortest / longest)) <= 1
