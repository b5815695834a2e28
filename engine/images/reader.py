"""Reading photos, and searching folders for them, through the reader process.

No file can harm this process then, and a disk that does not answer blocks only the other. Imports no Pillow, which
would slow the start of the window.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.errors import CancelledError, EngineError, PhotoError
from engine.images.photo import Framing, Photo, is_photo_name
from engine.progress import UNOBSERVED, Work
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.text import printable

# Seconds for one photo. The largest that are accepted take a few; a busy machine or a slow disk, several times as long.
TIMEOUT = 30.0
# A photo in memory takes about 0.1 MB: at most 500 MB for a folder dropped by mistake.
_MAX_PHOTOS = 5_000
_TIMEOUT = 30.0  # seconds for one folder to be listed


def read_photo(path: str | Path, picture_shape: tuple[int, int] = (64, 64), work: Work = UNOBSERVED) -> Photo:
    """The photo in a file, for a network of `picture_shape` (height, width).

    Raises PhotoError with the reason and the remedy, and CancelledError. Thread-safe.
    """
    with _translate_errors(printable(path)):
        return default_reader().call(_decode, path, picture_shape, timeout=TIMEOUT, work=work)


def read_photo_bytes(
    data: bytes, name: str, picture_shape: tuple[int, int] = (64, 64), work: Work = UNOBSERVED
) -> Photo:
    """The photo in the bytes of a picture file, such as one pasted; otherwise as `read_photo`."""
    with _translate_errors(printable(name)):
        return default_reader().call(_decode_bytes, data, name, picture_shape, timeout=TIMEOUT, work=work)


def read_view(
    path: str | Path, picture_shape: tuple[int, int], framing: Framing, work: Work = UNOBSERVED
) -> npt.NDArray[np.uint8]:
    """The network's view of the photo in a file, uint8 (height, width, 3); as `read_photo`."""
    with _translate_errors(printable(path)):
        return default_reader().call(_view, path, picture_shape, framing, timeout=TIMEOUT, work=work)


def check_photo(path: str | Path, work: Work = UNOBSERVED) -> None:
    """Raise PhotoError unless the file begins as a photo does; otherwise as `read_photo`."""
    with _translate_errors(printable(path)):
        default_reader().call(_check, path, timeout=TIMEOUT, work=work)


def _translate_errors(name: str) -> AbstractContextManager[None]:
    return translate_reader_errors(
        lambda reason, remedy: PhotoError(name, f"{reason}; {remedy}"),
        remedy="save it as PNG or JPEG",
        memory_remedy="save it smaller",
    )


# These run in the child.


def _decode(path: str | Path, picture_shape: tuple[int, int]) -> Photo:
    from engine.images.decoder import decode_photo

    return decode_photo(path, picture_shape)


def _decode_bytes(data: bytes, name: str, picture_shape: tuple[int, int]) -> Photo:
    from engine.images.decoder import decode_photo_bytes

    return decode_photo_bytes(data, name, picture_shape)


def _check(path: str | Path) -> None:
    from engine.images.decoder import check_photo

    check_photo(path)


def _view(path: str | Path, picture_shape: tuple[int, int], framing: Framing) -> npt.NDArray[np.uint8]:
    from engine.images.decoder import decode_view

    return decode_view(path, picture_shape, framing)


class FoundPhotos(NamedTuple):
    """The paths of the photos in a folder. Attributes: `problem`, why some or all are missing, or empty."""

    paths: tuple[str, ...]
    problem: str = ""


def find_photos(folder: str, work: Work = UNOBSERVED) -> FoundPhotos:
    """The photos in a folder by name, then those in its subfolders; links to folders are not followed.

    It reports the number of photos found so far to `work`, of a total of 0. Raises CancelledError.
    """
    try:
        return default_reader().call(
            search_folder, folder, timeout=_TIMEOUT, work=work, progress=partial(work.report, total=0)
        )
    except CancelledError:
        raise
    except EngineError:
        return FoundPhotos((), "the folder could not be searched; choose its photos")


def search_folder(folder: str, progress: Callable[[int], None]) -> FoundPhotos:
    """As `find_photos`, in this process. A folder that cannot be listed is skipped."""
    paths: list[str] = []
    for place, folders, files in os.walk(folder):
        progress(len(paths))
        folders.sort(key=lambda name: (name.casefold(), name))
        names = sorted(filter(is_photo_name, files), key=lambda name: (name.casefold(), name))
        paths += (os.path.join(place, name) for name in names)
        if len(paths) > _MAX_PHOTOS:
            reason = f"only its first {_MAX_PHOTOS:,} photos were taken; drop its folders one by one"
            return FoundPhotos(tuple(paths[:_MAX_PHOTOS]), reason)
    return FoundPhotos(tuple(paths), "" if paths else "it holds no photos; choose another folder")
