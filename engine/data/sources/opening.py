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
from engine.data.image_folder.discovery import look_into
from engine.data.image_folder.settings import AT_FIRST, OwnData, OwnDataSettings
from engine.data.sources import course as course_photos
from engine.errors import DatasetError
from engine.progress import Progress
from engine.resources import bundled
from engine.text import displayable

if TYPE_CHECKING:
    from engine.data.image_folder.reader import EachDone

BUILTIN = "builtin"
COURSE = "course"


def builtin() -> Dataset:
    """The drawings that come with the program: 209 for training, 50 for testing, 64x64."""
    paths = bundled("datasets", "builtin_train.h5"), bundled("datasets", "builtin_test.h5")
    for path in paths:
        if not path.exists():
            raise DatasetError(path, "the built-in drawings are missing from this installation. Install Catgui again.")
    return _read("built-in drawings", BUILTIN, paths)


def course() -> Dataset:
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
    both parts, or the two files in any order; or one or two folders of pictures, which `open_own` reads as its settings
    are at first. A folder named like a word is written "./course". Raises DatasetError.
    """
    if picture_folders(where):
        return open_own(where).dataset
    places = [where] if isinstance(where, str | Path) else list(where)
    match places:
        case ["builtin"]:
            return builtin()
        case ["course"]:
            return course()
        case [place]:
            return _open_place(place)
        case [first, second]:
            from engine.data.hdf5.discovery import pair_of

            paths = pair_of(Path(first), Path(second))
            return _read(f"{paths[0].name} and {paths[1].name}", _as_written(*paths), paths)
    names = ", ".join(str(place) for place in places) or "nothing"
    raise DatasetError(names, "a data set is one or two folders, or one or two HDF5 files. Give one or two names.")


def picture_folders(where: Sequence[str | Path] | str | Path) -> list[Path]:
    """The folders at `where`, if what `open_dataset` looks for there is pictures, and not HDF5 files; else none."""
    places = [where] if isinstance(where, str | Path) else list(where)
    if places in ([BUILTIN], [COURSE]) or len(places) not in (1, 2) or not all(map(os.path.isdir, places)):
        return []
    inside = [look_into(place) for place in places]
    if any(folder.data for folder in inside) or not any(folder.folders or folder.pictures for folder in inside):
        return []
    return [Path(place) for place in places]


def open_own(
    where: Sequence[str | Path] | str | Path,
    settings: OwnDataSettings = AT_FIRST,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    each_done: EachDone | None = None,
) -> OwnData:
    """The data set of the `picture_folders` at `where`; otherwise as `own_pictures.read_own_pictures`."""
    from engine.data.image_folder.reader import read_own_pictures

    folders = picture_folders(where)
    return read_own_pictures(folders, _as_written(*folders), settings, progress, cancelled, each_done)


def _open_place(place: str | Path) -> Dataset:
    from engine.data.hdf5.discovery import pair_in, pair_with

    path = Path(place)
    # Unlike Path.is_dir, this takes any name, however strange; the reader then says what is wrong with it.
    is_folder = os.path.isdir(place)
    paths = pair_in(path) if is_folder else pair_with(path)
    return _read(path.resolve().name if is_folder else path.name, _as_written(path), paths)


def _read(name: str, source: str, paths: tuple[Path, Path]) -> Dataset:
    from engine.data.hdf5.reader import read_pair

    train, test, classes = read_pair(*paths)
    return Dataset(displayable(name), source, train, test, classes)


def _as_written(*paths: Path) -> str:
    """The paths as one writes them in a terminal of this system."""
    words = [str(path) for path in paths]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
