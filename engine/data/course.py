"""The course photos: found on this computer, or downloaded once.

They were made for a course and may not be redistributed here, so they come from the public repository
SherryS997/cat-image-classification-neural-network-numpy-scipy at a fixed commit, checked by size and SHA-256.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engine.errors import DatasetError, DownloadError
from engine.progress import UNOBSERVED, Work
from engine.system.atomic import atomic_write, describe_obstacle, remove_stale_temporaries
from engine.system.memory import format_bytes
from engine.system.user_dirs import FOLDER_BESIDE, NoHomeError, data_folder, program_folder
from engine.text import printable

BASE_URL = (
    "https://raw.githubusercontent.com/SherryS997/cat-image-classification-neural-network-numpy-scipy/"
    "5628224ba243932c47476aa1e37ffaea232c5256/datasets/"
)
FOLDER_VARIABLE = "CATGUI_DATA"
# Where the notebook has them, beside it.
NOTEBOOK_FOLDER = "datasets"
# The names that `catgui data --data course --save` gives them.
SAVED_AS = ("train_course_photos.h5", "test_course_photos.h5")

_LATER = "try again later"


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
        super().__init__("course photos", f"they are not here. Download them once ({format_bytes(total_size())}).")


def total_size() -> int:
    """The size of both files, in bytes."""
    return sum(file.size for file in COURSE_FILES)


def find(reads: bool = True) -> tuple[Path, Path] | None:
    """The train and the test file, or None.

    First in the folder that CATGUI_DATA names, then where the notebook has them, then in the folder `catgui-data`
    beside the program. There they are taken as they are, also as this program saves them. Then in the user's folder,
    where each file must be whole, by its SHA-256, or without `reads` by its size. Raises NoHomeError where there is
    none of these.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    for folder in ([Path(named)] if named else []) + [*_notebook_folders(), program_folder() / FOLDER_BESIDE]:
        if pair := _pair_in(folder):
            return pair
    paths = _own_paths()
    return paths if all(_is_whole(path, file, reads) for path, file in zip(paths, COURSE_FILES, strict=True)) else None


def is_in_notebook_folder() -> bool:
    """Whether the photos are where the notebook has them: in `datasets`, here or in the checkout."""
    return any(map(_pair_in, _notebook_folders()))


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


def _pair_in(folder: Path) -> tuple[Path, Path] | None:
    """The two files in `folder`, under the course's names or those of this program, or None."""
    for train, test in ([file.name for file in COURSE_FILES], SAVED_AS):
        if os.path.isfile(folder / train) and os.path.isfile(folder / test):
            return folder / train, folder / test
    return None


def _own_paths() -> tuple[Path, Path]:
    """The paths of downloaded files. Raises NoHomeError."""
    train, test = COURSE_FILES
    return data_folder() / train.name, data_folder() / test.name


def fetch(work: Work = UNOBSERVED) -> tuple[Path, Path]:
    """The train and the test file in the user's folder, downloaded unless they are there with the right SHA-256.

    It reports the bytes of both files to `work`. Raises CancelledError, DownloadError, and NoHomeError; a whole file
    stays for the next attempt.
    """
    paths = _own_paths()
    done = 0
    for path, file in zip(paths, COURSE_FILES, strict=True):
        part = work.part(done, file.size, total_size())
        if not _is_whole(path, file):
            _save(path, _download(file, part))
        done += file.size
        part.report(file.size, file.size)
    return paths


def _download(file: RemoteFile, work: Work) -> bytes:
    from engine.data import download  # slow to import, and not needed where the files are present

    try:
        content = download.fetch(BASE_URL + file.name, work, limit=file.size, advice=_LATER, other_servers=True)
        if not _is_content(content, file):
            raise DownloadError(f"it has a wrong checksum; {_LATER}")
    except DownloadError as error:
        raise DownloadError(f"{file.name} could not be downloaded: {error}.") from error
    return content


def _save(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_stale_temporaries(path.parent)
        with atomic_write(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise DownloadError(f"{printable(path)} could not be saved: {describe_obstacle(error)}.") from error


def _is_whole(path: Path, file: RemoteFile, reads: bool = True) -> bool:
    try:
        return path.stat().st_size == file.size and (not reads or _is_content(path.read_bytes(), file))
    except OSError:
        return False


def _is_content(content: bytes, file: RemoteFile) -> bool:
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(content).hexdigest() == file.sha256
