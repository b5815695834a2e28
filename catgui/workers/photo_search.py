"""The photos in a folder and the folders in it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from engine.errors import PhotoError
from engine.names import displayable
from engine.photos import is_photo_name

# A photo that is read takes about a tenth of a megabyte: half a gigabyte at the most for a folder dropped by mistake.
MOST_PHOTOS = 5_000


def photos_in(folder: str) -> Iterator[str]:
    """The paths of the photos in `folder`, by name, then those in its folders.

    Links to folders are not followed: they may lead round in a circle. Raises PhotoError where `folder` cannot be
    looked into; what is closed further down is passed over.
    """
    waiting = [folder]
    while waiting:
        inside = _entries(waiting.pop(), outermost=folder)
        yield from (entry.path for entry in inside if not _is_folder(entry) and is_photo_name(entry.name))
        waiting += [entry.path for entry in reversed(inside) if _is_folder(entry)]


def _entries(folder: str, outermost: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: (entry.name.casefold(), entry.name))
    except OSError as error:
        if folder != outermost:
            return []
        raise PhotoError(
            displayable(folder), f"the folder could not be looked into ({error.strerror}); choose the photos in it"
        ) from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
