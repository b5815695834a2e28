"""Data sources: built in, course photos, HDF5 files, folders of pictures.

Everything but the names of files is read in the child process for untrusted files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.data import course as course_photos
from engine.data.dataset import MAX_PLACES, DataOrigin, Dataset
from engine.data.hdf5_pair import open_pair
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    FolderListing,
    ImageFolderData,
    ImageFolderSettings,
    list_folder,
)
from engine.errors import DatasetError
from engine.progress import UNOBSERVED, Work
from engine.system.user_dirs import resource_path
from engine.text import as_arguments, printable

BUILTIN = "builtin"
COURSE = "course"

Listings = Mapping[Path, FolderListing]
NO_LISTINGS: Listings = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class OpenedData:
    """A data set; `folder_data` says how it was made of pictures, or is None."""

    dataset: Dataset
    folder_data: ImageFolderData | None = None


@dataclass(frozen=True, slots=True)
class HDF5Source:
    """A folder with a pair of HDF5 files, a file with both parts or with its partner beside it, or two files.

    Attributes: `name` and `text`, those of the data set, or empty to name it after the files.
    """

    paths: tuple[Path, ...]
    is_folder: bool = False
    name: str = ""
    text: str = ""

    def open(self, settings: ImageFolderSettings = DEFAULT_FOLDER_SETTINGS, work: Work = UNOBSERVED) -> OpenedData:
        """Find the pair and read it."""
        pair = open_pair(self.paths, self.is_folder, work)
        name = self.name or " and ".join(path.name for path in pair.paths)
        if len(self.paths) == 1 and not self.name:
            name = (self.paths[0].resolve() if self.is_folder else self.paths[0]).name
        text = self.text or as_arguments(map(str, self.paths if len(self.paths) == 1 else pair.paths))
        origin = DataOrigin(self.text or tuple(map(os.path.abspath, self.paths)))
        return OpenedData(Dataset(printable(name), text, pair.train, pair.test, pair.classes, origin))


@dataclass(frozen=True, slots=True)
class CourseSource:
    """The course photos: 209 for training, 50 for testing, 64x64."""

    def open(self, settings: ImageFolderSettings = DEFAULT_FOLDER_SETTINGS, work: Work = UNOBSERVED) -> OpenedData:
        """Download the photos if they are not on this computer yet, and read them."""
        paths = course_photos.find() or course_photos.fetch(work)
        return HDF5Source(paths, name="course photos", text=COURSE).open(work=work)


@dataclass(frozen=True, slots=True)
class ImageFolderSource:
    """A folder with a folder of pictures for each kind, or such folders themselves.

    Attributes: `places`, the listings of the folders that were given.
    """

    places: tuple[FolderListing, ...]

    def open(self, settings: ImageFolderSettings = DEFAULT_FOLDER_SETTINGS, work: Work = UNOBSERVED) -> OpenedData:
        """Read the pictures and divide them into a train and a test part."""
        from engine.data.image_folder_reader import read_image_folders  # not needed for other data

        made = read_image_folders(self.places, settings, work)
        return OpenedData(made.dataset, made)


# `open` reads the data set; `settings` are for folders of pictures. It reports bytes to `work` while something is
# downloaded, pictures while a data set is made of them. It raises DatasetError, DownloadError, and CancelledError.
DataSource = HDF5Source | CourseSource | ImageFolderSource


def find_source(where: Sequence[str | Path] | str | Path, listings: Listings = NO_LISTINGS) -> DataSource:
    """The data source `where`; folders are listed, files are not opened.

    `where` is "builtin", "course", a folder with one pair of HDF5 files, one file whose pair is beside it or that holds
    both parts, or the two files in any order; or a folder with folders of pictures, or two or more such folders. A
    folder named like a word is written "./course". A folder in `listings` is not listed again. Raises DatasetError.
    """
    places = [where] if isinstance(where, str | Path) else list(where)
    if places == [BUILTIN]:
        paths = resource_path("datasets", "builtin_train.h5"), resource_path("datasets", "builtin_test.h5")
        return HDF5Source(paths, name="built-in drawings", text=BUILTIN)
    if places == [COURSE]:
        return CourseSource()
    # Unlike Path.is_dir, this accepts any name; the reader then says what is wrong with it.
    are_folders = bool(places) and all(map(os.path.isdir, places))
    if are_folders and len(places) <= MAX_PLACES:
        listed = tuple(listings.get(Path(place)) or list_folder(place) for place in places)
        if not any(listing.data for listing in listed) and any(it.folders or it.pictures for it in listed):
            return ImageFolderSource(listed)
    if len(places) not in (1, 2):
        names = ", ".join(str(place) for place in places) or "nothing"
        raise DatasetError(names, "a data set is one or two HDF5 files, or folders of pictures.")
    return HDF5Source(tuple(map(Path, places)), are_folders and len(places) == 1)


def open_dataset(where: Sequence[str | Path] | str | Path) -> Dataset:
    """The data set at `where`, as `find_source` has it; nothing is downloaded, and pictures are read as by default.

    Raises DatasetError, for the course photos CourseMissingError where they are not on this computer yet.
    """
    source = find_source(where)
    if isinstance(source, CourseSource) and course_photos.find() is None:
        raise course_photos.CourseMissingError
    return source.open().dataset
