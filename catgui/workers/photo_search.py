"""The photos in a folder and the folders in it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

from engine.errors import CancelledError, PhotoError
from engine.images.formats import is_photo_name
from engine.text import printable

# A photo that is read takes about a tenth of a megabyte: half a gigabyte at the most for a folder dropped by mistake.
MAX_PHOTOS = 5_000
# A whole disk, dropped by mistake, need not be searched to its end.
MAX_ENTRIES = 200_000


def find_photos(folder: str, stop: threading.Event) -> Iterator[str]:
    """The paths of the photos in `folder`, by name, then those in its folders.

    Links to folders are not followed: they may lead round in a circle. Raises PhotoError where `folder` cannot be
    looked into, or holds more than MOST_ENTRIES files and folders; what is closed further down is passed over. Raises
    CancelledError when `stop` is set.
    """
    waiting, left = [folder], MAX_ENTRIES
    while waiting:
        inside = _entries(waiting.pop(), folder, left, stop)
        left -= len(inside)
        yield from (entry.path for entry in inside if not _is_folder(entry) and is_photo_name(entry.name))
        waiting += [entry.path for entry in reversed(inside) if _is_folder(entry)]


def _entries(folder: str, outermost: str, most: int, stop: threading.Event) -> list[os.DirEntry[str]]:
    inside: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if stop.is_set():
                    raise CancelledError
                if len(inside) == most:
                    raise PhotoError(
                        printable(outermost),
                        f"only its first {MAX_ENTRIES:,} files were looked through; drop the folders in it one by one",
                    )
                inside.append(entry)
    except OSError as error:
        if folder != outermost:
            return []
        raise PhotoError(
            printable(folder), f"the folder could not be looked into ({error.strerror}); choose the photos in it"
        ) from error
    return sorted(inside, key=lambda entry: (entry.name.casefold(), entry.name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
