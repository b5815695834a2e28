"""Where a data set comes from: the built-in drawings, the course photos, or the user's own HDF5 files or pictures.

The readers are imported where they are used: h5py takes a while, and a window is to be there before the data are.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.data.dataset import Dataset
from engine.data.image_folder.discovery import list_folder
from engine.data.image_folder.settings import DEFAULTS, ImageFolderData, ImageFolderSettings
from engine.data.sources import course as course_photos
from engine.errors import DatasetError
from engine.progress import ProgressCallback
from engine.resources import resource_path
from engine.text import printable

if TYPE_CHECKING:
    from engine.data.image_folder.reader import UnorderedMap

BUILTIN = "builtin"
COURSE = "course"


def open_builtin() -> Dataset:
    """The drawings that come with the program: 209 for training, 50 for testing, 64x64."""
    paths = resource_path("datasets", "builtin_train.h5"), resource_path("datasets", "builtin_test.h5")
    for path in paths:
        if not path.exists():
            raise DatasetError(path, "the built-in drawings are missing from this installation. Install Catgui again.")
    return _read("built-in drawings", BUILTIN, paths)


def open_course_photos() -> Dataset:
    """The course photos where they are already on this computer: 209 for training, 50 for testing, 64x64.

    Raises CourseMissingError otherwise; `course_photos.fetch` downloads them.
    """
    paths = course_photos.find()
    if paths is None:
        raise course_photos.CourseMissingError
    return _read("course photos", COURSE, paths)


def open_dataset(where: Sequence[str | Path] | str | Path) -> Dataset:
    """The data set at `where`; nothing is downloaded.

    `where` is "builtin", "course", a folder with one pair of HDF5 files, one file whose pair is beside it or that holds
    both parts, or the two files in any order; or one or two folders of pictures, which `open_image_folders` reads as
    its settings are at first. A folder named like a word is written "./course". Raises DatasetError.
    """
    if find_image_folders(where):
        return open_image_folders(where).dataset
    places = [where] if isinstance(where, str | Path) else list(where)
    match places:
        case ["builtin"]:
            return open_builtin()
        case ["course"]:
            return open_course_photos()
        case [place]:
            return _open_place(place)
        case [first, second]:
            from engine.data.hdf5.discovery import order_pair

            paths = order_pair(Path(first), Path(second))
            return _read(f"{paths[0].name} and {paths[1].name}", _as_written(*paths), paths)
    names = ", ".join(str(place) for place in places) or "nothing"
    raise DatasetError(names, "a data set is one or two folders, or one or two HDF5 files. Give one or two names.")


def find_image_folders(where: Sequence[str | Path] | str | Path) -> list[Path]:
    """The folders at `where`, if what `open_dataset` looks for there is pictures, and not HDF5 files; else none."""
    places = [where] if isinstance(where, str | Path) else list(where)
    if places in ([BUILTIN], [COURSE]) or len(places) not in (1, 2) or not all(map(os.path.isdir, places)):
        return []
    inside = [list_folder(place) for place in places]
    if any(folder.data for folder in inside) or not any(folder.folders or folder.pictures for folder in inside):
        return []
    return [Path(place) for place in places]


def open_image_folders(
    where: Sequence[str | Path] | str | Path,
    settings: ImageFolderSettings = DEFAULTS,
    progress: ProgressCallback | None = None,
    cancelled: threading.Event | None = None,
    imap_unordered: UnorderedMap | None = None,
) -> ImageFolderData:
    """The data set of the `find_image_folders` at `where`; otherwise as `own_pictures.read_image_folders`."""
    from engine.data.image_folder.reader import read_image_folders

    folders = find_image_folders(where)
    return read_image_folders(folders, _as_written(*folders), settings, progress, cancelled, imap_unordered)


def _open_place(place: str | Path) -> Dataset:
    from engine.data.hdf5.discovery import find_pair_in_folder, find_pair_of_file

    path = Path(place)
    # Unlike Path.is_dir, this takes any name, however strange; the reader then says what is wrong with it.
    is_folder = os.path.isdir(place)
    paths = find_pair_in_folder(path) if is_folder else find_pair_of_file(path)
    return _read(path.resolve().name if is_folder else path.name, _as_written(path), paths)


def _read(name: str, source: str, paths: tuple[Path, Path]) -> Dataset:
    from engine.data.hdf5.reader import read_pair

    train, test, classes = read_pair(*paths)
    return Dataset(printable(name), source, train, test, classes)


def _as_written(*paths: Path) -> str:
    """The paths as one writes them in a terminal of this system."""
    words = [str(path) for path in paths]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
