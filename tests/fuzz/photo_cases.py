"""Photos, good, damaged and hostile, through the functions that the window and the terminal use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from engine.images.formats import PHOTO_SUFFIXES
from engine.images.photo import DETAIL_RATIO, DETAIL_SIDE, PREVIEW_SIDE, Photo
from engine.images.reader import read_photo, read_photo_bytes
from engine.text import printable
from tests.fuzz.byte_changes import ODD_STEMS, damaged
from tests.fuzz.good_photos import NAMES, good_photo
from tests.fuzz.odd_photos import ODD_PHOTOS
from tests.fuzz.photo_bombs import PHOTO_BOMBS

_SHAPES = ((64, 64), (64, 64), (64, 64), (8, 8), (8, 512), (300, 20))


def make(random: Random, folder: Path) -> Callable[[], object]:
    """A file under a photo's name, and how it is read: from the disk, or as pasted bytes."""
    data, shape = _photo(random), random.choice(_SHAPES)
    path = folder / f"{random.choice(ODD_STEMS)}{random.choice(PHOTO_SUFFIXES)}"
    path.write_bytes(data)
    if random.random() < 0.5:
        return lambda: _check(read_photo(path, shape), shape)
    return lambda: _check(read_photo_bytes(data, path.name, shape), shape)


def _photo(random: Random) -> bytes:
    chance = random.random()
    if chance < 0.02:
        return random.choice(PHOTO_BOMBS)(random)
    if chance < 0.4:
        data = random.choice(ODD_PHOTOS)(random)
        return damaged(data, random) if random.random() < 0.3 else data
    data = good_photo(random.choice(NAMES))
    return data if chance < 0.41 else damaged(data, random, [good_photo(random.choice(NAMES))])


def _check(photo: Photo, shape: tuple[int, int]) -> None:
    """Hold what was read against what the reader promises."""
    assert min(photo.size) >= 1
    assert printable(photo.name) == photo.name
    assert max(photo.preview.shape[:2]) <= PREVIEW_SIDE
    assert min(photo.detail.shape[:2]) <= DETAIL_SIDE
    assert max(photo.detail.shape[:2]) <= DETAIL_RATIO * DETAIL_SIDE
    for pixels, expected in (
        (photo.preview, photo.preview.shape[:2]),
        (photo.detail, photo.detail.shape[:2]),
        *((view, shape) for view in photo.views.values()),
    ):
        assert pixels.shape == (*expected, 3)
        assert pixels.dtype == np.uint8
        assert not pixels.flags.writeable
        assert pixels.flags.c_contiguous
