"""Folders of pictures that the tests make: each picture is different, and says by its colour which class it is of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from engine.data.image_folder.settings import DEFAULTS
from engine.data.sources.opening import find_source

RED, BLUE = (220, 30, 30), (30, 30, 220)


def picture(path: Path, colour: tuple[int, int, int], number: int, size: tuple[int, int] = (60, 40)) -> Path:
    """A picture of one colour, in which `number` shows as a shade of green."""
    red, _, blue = colour
    Image.fromarray(np.full((size[1], size[0], 3), (red, number, blue), np.uint8)).save(path)
    return path


def make_folders(where: Path, counts: dict[str, int] | None = None) -> Path:
    """A folder with a folder for each name, with so many pictures in it; those of the first name are red."""
    for colour, (name, count) in zip((RED, BLUE, BLUE), (counts or {"cat": 10, "non-cat": 5}).items(), strict=False):
        (where / name).mkdir(parents=True)
        for number in range(count):
            picture(where / name / f"{number}.png", colour, number)
    return where


def open_image_folders(where, settings=DEFAULTS, progress=None, cancelled=None):
    """The ImageFolderData of the folders of pictures at `where`."""
    return find_source(where).open(settings, progress, cancelled).folder_data
