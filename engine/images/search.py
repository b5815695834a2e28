"""Search of folders for photos, in the child process: a disk that does not answer blocks only that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from engine.errors import CancelledError, EngineError, PhotoError
from engine.images.formats import is_photo_name
from engine.progress import UNOBSERVED, Work
from engine.system.reader_process import default_reader
from engine.text import printable

# A photo in memory takes about 0.1 MB: at most 500 MB for a folder dropped by mistake.
_MAX_PHOTOS = 5_000
# A whole disk, dropped by mistake, is not searched to its end.
_MAX_ENTRIES = 200_000

_TIMEOUT = 30.0  # seconds for one folder to be listed
_REPORT_EVERY = 50  # photos


@dataclass(frozen=True, slots=True)
class FoundPhotos:
    """The paths of the photos in a folder. Attributes: `problem`, why some or all are missing, or empty."""

    paths: tuple[str, ...]
    problem: str = ""


def find_photos(folder: str, work: Work = UNOBSERVED) -> FoundPhotos:
    """The photos in a folder by name, then those in its subfolders.

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
    """As `find_photos`, in this process. A folder inside that cannot be listed is skipped."""
    paths: list[str] = []
    try:
        for path in _walk(folder, lambda: progress(len(paths))):
            if len(paths) == _MAX_PHOTOS:
                reason = f"only its first {_MAX_PHOTOS:,} photos were taken; drop its folders one by one"
                return FoundPhotos(tuple(paths), reason)
            paths.append(path)
            if len(paths) % _REPORT_EVERY == 0:
                progress(len(paths))
    except PhotoError as error:
        return FoundPhotos(tuple(paths), error.reason)
    return FoundPhotos(tuple(paths), "" if paths else "it holds no photos; choose another folder")


def _walk(folder: str, on_folder: Callable[[], None]) -> Iterator[str]:
    """The paths of the photos; raises PhotoError where `folder` cannot be listed or holds too much."""
    waiting, left = [folder], _MAX_ENTRIES
    while waiting:
        on_folder()
        entries = _list(waiting.pop(), folder, left)
        left -= len(entries)
        # Links to folders are not followed: they may form a cycle.
        folders = {entry.path: None for entry in entries if _is_folder(entry)}
        yield from (entry.path for entry in entries if entry.path not in folders and is_photo_name(entry.name))
        waiting += reversed(folders)


def _list(folder: str, outermost: str, most: int) -> list[os.DirEntry[str]]:
    inside: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(inside) == most:
                    raise PhotoError(
                        printable(outermost),
                        f"only its first {_MAX_ENTRIES:,} files were searched; drop its folders one by one",
                    )
                inside.append(entry)
    except OSError as error:
        if folder != outermost:
            return []
        raise PhotoError(
            printable(folder), f"the folder could not be opened ({error.strerror}); choose its photos"
        ) from error
    return sorted(inside, key=lambda entry: (entry.name.casefold(), entry.name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
