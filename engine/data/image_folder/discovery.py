"""Discovery of the two folders of pictures of a data set, one for each class."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES, MAX_CLASS_NAME_LENGTH, is_class_name
from engine.errors import DatasetError
from engine.images.formats import is_photo_name
from engine.text import printable

# Beginnings of the names of class 0, the negative class, such as the notebook's non-cat.
_NEGATIVE_PREFIXES = ("non", "no", "not", "other")
# Folders made by systems and archives: ".git", ".thumbnails", "__MACOSX".
_HIDDEN_PREFIXES = (".", "__")
_LISTED_FOLDERS = 6
_REMEDY = "A data set of pictures is a folder with exactly two folders in it, one for each class, or two such folders."


@dataclass(frozen=True)
class FolderListing:
    """The entries of the folder `path`, sorted by name.

    Attributes: `data`, whether there are HDF5 files; `subfolders`, the listings of `folders`, made once.
    """

    path: Path
    folders: tuple[Path, ...]
    pictures: tuple[Path, ...]
    data: bool

    @cached_property
    def subfolders(self) -> tuple[FolderListing, ...]:
        """The listing of each of `folders`. Raises DatasetError."""
        return tuple(map(list_folder, self.folders))


def list_folder(folder: str | Path) -> FolderListing:
    """The listing of `folder`. Raises DatasetError."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: (entry.name.casefold(), entry.name))
            are_folders = [entry.is_dir() for entry in listed]
    except OSError as error:
        raise DatasetError(
            folder, f"it could not be looked into ({error.strerror or error}). Copy it to a folder of your own."
        ) from error
    pairs = list(zip(listed, are_folders, strict=True))
    return FolderListing(
        Path(folder),
        tuple(
            Path(entry.path) for entry, is_folder in pairs if is_folder and not entry.name.startswith(_HIDDEN_PREFIXES)
        ),
        tuple(Path(entry.path) for entry, is_folder in pairs if not is_folder and is_photo_name(entry.name)),
        any(entry.name.lower().endswith(DATA_SUFFIXES) for entry in listed),
    )


def are_class_folders(places: Sequence[FolderListing]) -> bool:
    """Whether `find_class_folders` finds both folders."""
    try:
        find_class_folders(places)
    except DatasetError:
        return False
    return True


def find_class_folders(places: Sequence[FolderListing]) -> tuple[FolderListing, FolderListing]:
    """The folders of class 0 and 1: the two `places`, or the two in the only one.

    A name such as "non-cat", "not a cat", "no cat" or "others" is that of class 0; otherwise the order is
    alphabetical. Raises DatasetError, naming the folder at fault and the remedy.
    """
    found = tuple(places) if len(places) == 2 else _folders_in(places[0])
    for folder in found:
        if not folder.pictures:
            raise DatasetError(
                folder.path, "it holds no pictures directly in it. Put the pictures of this class there."
            )
    first, second = sorted(found, key=lambda listing: _class_order(listing.path))
    return first, second


def derive_class_names(folders: tuple[Path, Path]) -> tuple[str, str]:
    """The names of the classes: those of their folders. Raises DatasetError for invalid names."""
    first, second = (_own_name(folder) for folder in folders)
    for folder, name in zip(folders, (first, second), strict=True):
        if not is_class_name(name):
            raise DatasetError(
                folder, f"it cannot name a class. Give it a name of up to {MAX_CLASS_NAME_LENGTH} letters."
            )
    if first == second:
        raise DatasetError(folders[1], f"it and {folders[0]} are both called “{first}”. Rename one of them.")
    return first, second


def _folders_in(place: FolderListing) -> tuple[FolderListing, ...]:
    found = place.folders
    if len(found) != 2:
        listed = ", ".join(f"“{folder.name}”" for folder in found[:_LISTED_FOLDERS])
        more = f" and {len(found) - _LISTED_FOLDERS} more" if len(found) > _LISTED_FOLDERS else ""
        what = f"{len(found)} folders, {listed}{more}" if len(found) > 1 else f"one folder, {listed}"
        raise DatasetError(place.path, f"it holds {what if found else 'no folders'}. {_REMEDY}")
    if place.pictures:
        raise DatasetError(
            place.path,
            f"it holds pictures beside its two folders, such as {place.pictures[0].name}. Move them into the folder "
            "of their class.",
        )
    return place.subfolders


def _class_order(folder: Path) -> tuple[bool, str, str]:
    name = _own_name(folder)
    return not name.casefold().startswith(_NEGATIVE_PREFIXES), name.casefold(), name


def _own_name(folder: Path) -> str:
    """The folder's name for the user, also if it was given as "." or ".."."""
    return printable(os.path.basename(os.path.abspath(folder))).strip()
