"""Picture files that tests make: single ones, and folders with one folder for each class."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

from PIL import Image

from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS
from engine.data.sources import find_source
from engine.progress import UNOBSERVED

RED, BLUE = (220, 30, 30), (30, 30, 220)


_numbers = itertools.count(1)


def picture_bytes(color=None, size=(60, 40), kind="PNG") -> bytes:
    """A picture file of one color, in memory; without a color red, each another photo by a trace in its corner."""
    stream, image = io.BytesIO(), Image.new("RGB", size, color or "red")
    if color is None:
        number = next(_numbers)
        image.putpixel((size[0] - 1, size[1] - 1), (255, number % 250, number // 250))
    image.save(stream, kind)
    return stream.getvalue()


def make_photo(path: Path, color=None, size=(60, 40)) -> Path:
    """Write a photo of one color; its path."""
    path.write_bytes(picture_bytes(color, size, {".jpg": "JPEG"}.get(path.suffix, "PNG")))
    return path


def picture(path: Path, color: tuple[int, int, int], number: int, size: tuple[int, int] = (60, 40)) -> Path:
    """Write a picture of one color whose green is `number`, so that it differs from others; its path."""
    red, _, blue = color
    return make_photo(path, (red, number, blue), size)


def make_folders(where: Path, counts: dict[str, int] | None = None) -> Path:
    """A folder with a folder of `counts[name]` different pictures for each name; those of the first name are red."""
    for index, (name, count) in enumerate((counts or {"cat": 10, "non-cat": 5}).items()):
        (where / name).mkdir(parents=True)
        for number in range(count):
            picture(where / name / f"{number}.png", BLUE if index else RED, number)
    return where


def make_class_folders(where: Path, counts: dict[str, int] | None = None) -> Path:
    """Folders as by `make_folders`, with six pictures of each class if no counts are given."""
    return make_folders(where, counts or {"cat": 6, "non-cat": 6})


def open_image_folders(where: Path, settings=DEFAULT_FOLDER_SETTINGS, work=UNOBSERVED):
    """The ImageFolderData of the folders of pictures at `where`."""
    return find_source(where).open(settings, work).folder_data
