"""The course photos: found on this computer, or downloaded once.

They were made for a course and may not be redistributed here, so they come from the public repository
SherryS997/cat-image-classification-neural-network-numpy-scipy at a fixed commit, checked by size and SHA-256.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engine.errors import CancelledError, DatasetError, DownloadError
from engine.progress import UNOBSERVED, Work
from engine.storage.atomic import atomic_write, describe_obstacle, remove_stale_temporaries
from engine.storage.user_dirs import FOLDER_BESIDE, NoHomeError, data_folder, program_folder
from engine.system.memory import format_bytes
from engine.text import printable

_BASE_URL = (
    "https://raw.githubusercontent.com/SherryS997/cat-image-classification-neural-network-numpy-scipy/"
    "5628224ba243932c47476aa1e37ffaea232c5256/datasets/"
)
FOLDER_VARIABLE = "CATGUI_DATA"
# Where the notebook has them, beside it.
NOTEBOOK_FOLDER = "datasets"
# The names that `catgui data --data course --save` gives them.
SAVED_AS = ("train_course_photos.h5", "test_course_photos.h5")

_LATER = "try again later"
# What the user can do without them.
_OFFLINE_HINT = "The built-in drawings need no download."


class RemoteFile(NamedTuple):
    """A file to download, known in advance. Attributes: `name`; `sha256`, in hexadecimal; `size`, in bytes."""

    name: str
    sha256: str
    size: int


COURSE_FILES = (
    RemoteFile("train_catvnoncat.h5", "fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242", 2_572_022),
    RemoteFile("test_catvnoncat.h5", "6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951", 616_958),
)


class CourseMissingError(DatasetError):
    """The course photos are not on this computer yet."""

    def __init__(self) -> None:
        names = " and ".join(file.name for file in COURSE_FILES)
        super().__init__(
            "course photos",
            f"they are not here. Download them once ({format_bytes(total_size())}), or put {names} into "
            f"{FOLDER_BESIDE} beside the program. {_OFFLINE_HINT}",
        )


def total_size(files: tuple[RemoteFile, RemoteFile] = COURSE_FILES) -> int:
    """The size of both files, in bytes."""
    return sum(file.size for file in files)


def find(
    *, folder: Path | None = None, files: tuple[RemoteFile, RemoteFile] = COURSE_FILES, reads: bool = True
) -> tuple[Path, Path] | None:
    """The train and the test file, or None.

    First in the folder that CATGUI_DATA names, then where the notebook has them, then in the folder `catgui-data`
    beside the program. There they are taken as they are, also as this program saves them. Then in `folder` (the
    user's), where each file must be whole, by its SHA-256, or without `reads` by its size. Raises NoHomeError where
    there is none of these.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    for given in ([Path(named)] if named else []) + [*_notebook_folders(), program_folder() / FOLDER_BESIDE]:
        if paths := _given(given, files):
            return paths
    paths, is_here = _paths(folder or data_folder(), files), _is_whole if reads else _has_size
    return paths if all(is_here(path, file) for path, file in zip(paths, files, strict=True)) else None


def is_in_notebook_folder() -> bool:
    """Whether the photos are where the notebook has them: in `datasets`, here or in the checkout."""
    return any(_given(folder, COURSE_FILES) for folder in _notebook_folders())


def needs_download() -> bool:
    """Whether `find` finds nothing; it reads no file."""
    try:
        return find(reads=False) is None
    except NoHomeError:
        return True


def _notebook_folders() -> list[Path]:
    """The folder `datasets` of the folder the program was started in, and that of the checkout."""
    folders = [program_folder() / NOTEBOOK_FOLDER]
    with suppress(OSError):  # the folder may have been removed
        folders.insert(0, Path.cwd() / NOTEBOOK_FOLDER)
    return folders


def _given(folder: Path, files: tuple[RemoteFile, RemoteFile]) -> tuple[Path, Path] | None:
    """The two files in `folder`, under the course's names or those of this program, or None."""
    for train, test in (_paths(folder, files), (folder / SAVED_AS[0], folder / SAVED_AS[1])):
        if os.path.isfile(train) and os.path.isfile(test):
            return train, test
    return None


def fetch(
    work: Work = UNOBSERVED,
    *,
    base_url: str = _BASE_URL,
    folder: Path | None = None,
    files: tuple[RemoteFile, RemoteFile] = COURSE_FILES,
) -> tuple[Path, Path]:
    """The train and the test file in `folder`, downloaded unless they are there with the right SHA-256.

    `folder` is the user's by default. It reports the bytes of both files to `work`. Raises CancelledError with nothing
    left behind, DownloadError, and NoHomeError.
    """
    paths = _paths(folder or data_folder(), files)
    fetched: list[Path] = []
    done, total = 0, total_size(files)
    try:
        for path, file in zip(paths, files, strict=True):
            part = work.part(done, file.size, total)
            if _is_whole(path, file):
                part.report(file.size, file.size)
            else:
                _save(path, _download(base_url + file.name, file, part))
                fetched.append(path)
            done += file.size
            work.check()  # it may have been cancelled at the last report of the file
    except CancelledError:
        for path in fetched:
            path.unlink(missing_ok=True)
        raise
    return paths


def _download(url: str, file: RemoteFile, work: Work) -> bytes:
    from engine.data import download  # slow to import, and not needed where the files are present

    try:
        content = download.fetch(url, work, limit=file.size, advice=_LATER, other_servers=True)
        if not _is_content(content, file):
            raise DownloadError(f"it has a wrong checksum; {_LATER}")
    except DownloadError as error:
        raise DownloadError(f"{file.name} could not be downloaded: {error}. {_OFFLINE_HINT}") from error
    return content


def _save(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_stale_temporaries(path.parent)
        with atomic_write(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise DownloadError(f"{printable(path)} could not be saved: {describe_obstacle(error)}.") from error


def _paths(folder: Path, files: tuple[RemoteFile, RemoteFile]) -> tuple[Path, Path]:
    train, test = files
    return folder / train.name, folder / test.name


def _is_whole(path: Path, file: RemoteFile) -> bool:
    try:
        return _has_size(path, file) and _is_content(path.read_bytes(), file)
    except OSError:
        return False


def _has_size(path: Path, file: RemoteFile) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) == file.size


def _is_content(content: bytes, file: RemoteFile) -> bool:
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(content).hexdigest() == file.sha256
