"""Discovery of the folders of pictures of a data set, one for each kind."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES
from engine.errors import DatasetError
from engine.images.formats import is_photo_name
from engine.text import printable

# Folders made by systems and archives: ".git", ".thumbnails", "__MACOSX".
_HIDDEN_PREFIXES = (".", "__")
_LISTED_NAMES = 6
_REMEDY = "A data set of pictures is a folder with a folder of pictures for each class, such as “cat” and “not cat”."


@dataclass(frozen=True)
class FolderListing:
    """The entries of the folder `path`, sorted by name.

    Attributes: `data`, whether there are HDF5 files; `subfolders`, the listings of `folders`, made once.
    """

    path: Path
    folders: tuple[Path, ...]
    pictures: tuple[Path, ...]
    data: bool

    @property
    def name(self) -> str:
        """The folder's name for the user, also if it was given as "." or ".."."""
        return printable(os.path.basename(os.path.abspath(self.path))).strip()

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


def have_kinds(places: Sequence[FolderListing]) -> bool:
    """Whether `find_kinds` finds any."""
    try:
        find_kinds(places)
    except DatasetError:
        return False
    return True


def find_kinds(places: Sequence[FolderListing]) -> tuple[FolderListing, ...]:
    """The folders of two or more kinds of pictures: `places`, or those in the only one.

    Raises DatasetError, naming the folder at fault and the remedy.
    """
    kinds = tuple(places) if len(places) > 1 else _folders_in(places[0])
    for kind in kinds:
        if not kind.pictures:
            raise DatasetError(
                kind.path,
                "it holds no pictures directly in it. Put the pictures of this class there, or move this folder out.",
            )
    return kinds


def list_names(kinds: Sequence[FolderListing]) -> str:
    """The names of `kinds` in a sentence; of very many, the first."""
    listed = ", ".join(f"“{kind.name}”" for kind in kinds[:_LISTED_NAMES])
    return f"{listed} and {len(kinds) - _LISTED_NAMES} more" if len(kinds) > _LISTED_NAMES else listed


def _folders_in(place: FolderListing) -> tuple[FolderListing, ...]:
    if len(place.folders) < 2:
        what = f"one folder, “{printable(place.folders[0].name)}”" if place.folders else "no folders"
        raise DatasetError(place.path, f"it holds {what}. {_REMEDY}")
    if place.pictures:
        raise DatasetError(
            place.path,
            f"it holds pictures beside its folders, such as {place.pictures[0].name}. Move them into the folder "
            "of their class.",
        )
    return place.subfolders
