"""Search of folders for photos, in the child process: a disk that does not answer blocks only that."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engine.errors import CancelledError, EngineError
from engine.images.formats import is_photo_name
from engine.progress import UNOBSERVED, Work
from engine.system.reader_process import default_reader

# A photo in memory takes about 0.1 MB: at most 500 MB for a folder dropped by mistake.
_MAX_PHOTOS = 5_000
_TIMEOUT = 30.0  # seconds for one folder to be listed


@dataclass(frozen=True, slots=True)
class FoundPhotos:
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
