"""Reads data sets in the background, and applies the edits that the profile has of each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catgui.domain.picture import PictureKind
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicateFinder, DuplicatePair
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import DatasetEdits
from engine.data.image_folder import ClassChoiceError, FolderListing, ImageFolderData, ImageFolderSettings, find_kinds
from engine.data.sources import DataSource, ImageFolderSource, Listings, find_source
from engine.errors import PhotoError
from engine.images.photo import Framing
from engine.images.reader import read_view
from engine.progress import Work

DataLocation = str | Sequence[str | Path]
# Returns the edits that were kept of a data set; in any thread.
FindEdits = Callable[[Dataset], DatasetEdits]

# Of kinds of pictures to choose from: how many have a picture, and its height and width.
_MOST_PREVIEWS, _PREVIEW_SHAPE = 40, (96, 96)
# Of each, the first files that are tried until one can be read.
_MOST_TRIED = 5


@dataclass(frozen=True, slots=True, eq=False)
class LoadedData:
    """A data set with its location, its duplicates and their finder, and the settings of its folders, if any."""

    dataset: Dataset
    location: DataLocation | None
    finder: DuplicateFinder
    duplicates: tuple[DuplicatePair, ...]
    folder_data: ImageFolderData | None

    @classmethod
    def read(cls, dataset: Dataset, location: DataLocation | None, folder_data: ImageFolderData | None) -> LoadedData:
        """A data set that is new here: all its pictures are compared."""
        finder = DuplicateFinder(dataset.original)
        return cls(dataset, location, finder, finder.find(dataset), folder_data)

    def edited(self, dataset: Dataset) -> LoadedData:
        """The same data after edits, as `dataset`: only edited pictures are compared for duplicates."""
        folder_data = None if self.folder_data is None else replace(self.folder_data, dataset=dataset)
        pairs = zip(self.dataset.parts.values(), dataset.parts.values(), strict=True)
        are_same = all(before.pictures is after.pictures for before, after in pairs)
        duplicates = self.duplicates if are_same else self.finder.find(dataset)
        return replace(self, dataset=dataset, duplicates=duplicates, folder_data=folder_data)


@dataclass(frozen=True, slots=True, eq=False)
class ClassChoice:
    """Kinds of pictures at `location`, one of which is to be chosen as class 1.

    Attributes: `kinds`, for the user; `settings`, those proposed; `listings`, with which the data are opened then.
    """

    location: DataLocation
    kinds: tuple[PictureKind, ...]
    settings: ImageFolderSettings
    listings: Listings


def no_edits(original: Dataset) -> DatasetEdits:
    """No edits: a FindEdits where none are kept."""
    return DatasetEdits()


def read_data(
    location: DataLocation,
    settings: ImageFolderSettings,
    listings: Listings,
    find_kept: FindEdits,
    asks: bool,
    work: Work,
) -> LoadedData | ClassChoice:
    """The data at `location` with the edits that `find_kept` finds; or the choice to make.

    With `asks`, that of folders of pictures is always made.
    """
    source = find_source(location, listings)
    kinds = _kinds_to_ask_about(source, settings, asks)
    if not kinds:
        try:
            opened = source.open(settings, work)
        except ClassChoiceError as error:
            kinds = error.kinds
    if kinds:
        previews = tuple(_preview(kind, index, work) for index, kind in enumerate(kinds))
        return ClassChoice(location, previews, settings, listings)
    dataset = EditedDataset(opened.dataset, find_kept(opened.dataset)).dataset
    folder_data = None if opened.folder_data is None else replace(opened.folder_data, dataset=dataset)
    return LoadedData.read(dataset, location, folder_data)


def _kinds_to_ask_about(source: DataSource, settings: ImageFolderSettings, asks: bool) -> tuple[FolderListing, ...]:
    """The kinds to choose class 1 from: with `asks`, or more than two, and no choice of the user so far."""
    if not isinstance(source, ImageFolderSource) or (settings.positive is not None and not asks):
        return ()
    kinds = find_kinds(source.places)
    return kinds if asks or len(kinds) > 2 else ()


def _preview(kind: FolderListing, index: int, work: Work) -> PictureKind:
    """The name, number and first readable picture of a kind; of very many kinds, only the first have a picture."""
    pixels = _first_readable(kind.pictures[:_MOST_TRIED], work) if index < _MOST_PREVIEWS else None
    return PictureKind(kind.name, len(kind.pictures), pixels)


def _first_readable(paths: Sequence[Path], work: Work) -> NDArray[np.uint8] | None:
    for path in paths:
        with contextlib.suppress(PhotoError):
            return read_view(path, _PREVIEW_SHAPE, Framing.CENTER, work)
    return None
