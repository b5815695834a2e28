"""The open data set, and the reading of another one in the background, with the edits that the profile has of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import data_texts
from catgui.domain.picture import PictureKind
from catgui.models.background_task import BackgroundTask
from engine.data.dataset import DataOrigin, Dataset
from engine.data.duplicates import DuplicateFinder, DuplicatePair
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import DatasetEdits
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    ClassChoiceError,
    FolderListing,
    ImageFolderData,
    ImageFolderSettings,
    find_kinds,
)
from engine.data.sources import COURSE, NO_LISTINGS, DataSource, ImageFolderSource, Listings, find_source
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


Callback = Callable[[], object]


def do_nothing() -> None:
    """The default callback."""


def _default_settings(location: DataLocation) -> ImageFolderSettings:
    return DEFAULT_FOLDER_SETTINGS


class Workspace(QObject):
    """Owns the open data set.

    `saved_settings` returns the settings with which folders of pictures were opened last.
    `find_kept_edits` returns, in any thread, the edits that were kept of a data set, with which it is opened again.

    Signals: `dataset_changed()`; `not_opened()`, opening failed or was cancelled, so the open data set stays;
    `choice_needed(object)`, a ClassChoice to be answered by `answer_choice` or `decline_choice`; `loading_changed()`,
    `loading` or `reading_text` may be different; `progressed(object, object)`, bytes done and in all while the course
    photos are downloaded; `pictures_counted(object, object)`, pictures read and in all while folders are read.
    """

    dataset_changed = Signal()
    not_opened = Signal()
    choice_needed = Signal(object)
    loading_changed = Signal()
    progressed = Signal(object, object)
    pictures_counted = Signal(object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        saved_settings: Callable[[DataLocation], ImageFolderSettings] = _default_settings,
        find_kept_edits: FindEdits = no_edits,
    ) -> None:
        super().__init__(parent)
        self._saved_settings = saved_settings
        self._find_kept_edits = find_kept_edits
        self._loaded: LoadedData | None = None
        self._opening: DataLocation | None = None
        self._is_expected = False
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self._on_read)
        for ended in (self._task.failed, self._task.cancelled):
            ended.connect(self.not_opened)
        self._task.busy_changed.connect(self.loading_changed)
        self._task.progressed.connect(self._on_progressed)

    @property
    def dataset(self) -> Dataset | None:
        """The data set, or None if none is open yet."""
        return self._loaded.dataset if self._loaded else None

    @property
    def loading(self) -> bool:
        """Whether a data set is being read or downloaded."""
        return self._task.busy

    @property
    def reading_text(self) -> str:
        """What is being read while no data are open, for the user; '' if nothing is."""
        if self.dataset is None and self.loading and self._opening is not None:
            return data_texts.reading_text(self._opening)
        return data_texts.EXPECTED if self._is_expected else ""

    def expect_data(self) -> None:
        """Show that data will be opened: the program starts."""
        self._is_expected = True
        self.loading_changed.emit()

    @property
    def location(self) -> DataLocation | None:
        """The location of the data set; None if it was set by `set_dataset`."""
        return self._loaded.location if self._loaded else None

    @property
    def duplicates(self) -> tuple[DuplicatePair, ...]:
        """The pictures in both parts."""
        return self._loaded.duplicates if self._loaded else ()

    @property
    def finder(self) -> DuplicateFinder | None:
        """The finder of equal pictures, those of the original data set; None without data."""
        return self._loaded.finder if self._loaded else None

    @property
    def folder_data(self) -> ImageFolderData | None:
        """The settings and faults of folders of pictures; None for other data."""
        return self._loaded.folder_data if self._loaded else None

    def set_dataset(self, dataset: Dataset) -> None:
        """Replace the data set by `dataset`."""
        self._set_loaded(LoadedData.read(dataset, None, None))

    def set_edited(self, dataset: Dataset) -> None:
        """Replace the data set by an edited one, which keeps its place."""
        assert self._loaded is not None
        self._loaded = self._loaded.edited(dataset)
        self.dataset_changed.emit()

    def open(self, location: DataLocation, listings: Listings = NO_LISTINGS, asks: bool = False) -> None:
        """Open the data set at `location` in the background; download the course photos if needed.

        Folders in `listings` are not listed again. With `asks`, the settings of folders of pictures are to be chosen.
        """
        self._open(location, self._saved_settings(location), listings, asks=asks)

    def open_origin(self, origin: DataOrigin) -> None:
        """Open a data set again with its settings of then."""
        settings = None if origin.folder_settings is None else ImageFolderSettings.from_dict(origin.folder_settings)
        location = origin.location if isinstance(origin.location, str) else list(origin.location)
        self._open(location, self._saved_settings(location) if settings is None else settings)

    def answer_choice(self, choice: ClassChoice, settings: ImageFolderSettings) -> None:
        """Open the data with the chosen `settings`."""
        self._open(choice.location, settings, choice.listings)

    def decline_choice(self) -> None:
        """Open nothing instead of answering."""
        self.not_opened.emit()

    def _open(
        self,
        location: DataLocation,
        settings: ImageFolderSettings,
        listings: Listings = NO_LISTINGS,
        asks: bool = False,
    ) -> None:
        self._opening, self._is_expected = location, False
        self._task.start(partial(read_data, location, settings, listings, self._find_kept_edits, asks))
        self.loading_changed.emit()

    def cancel(self) -> None:
        """Cancel the reading or the download."""
        self._task.cancel()

    def _on_read(self, loaded: LoadedData | ClassChoice) -> None:
        if isinstance(loaded, ClassChoice):
            self.choice_needed.emit(loaded)
        else:
            self._set_loaded(loaded)

    def _set_loaded(self, loaded: LoadedData) -> None:
        self._loaded, self._is_expected = loaded, False
        self.dataset_changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        (self.progressed if self._opening == COURSE else self.pictures_counted).emit(done, total)
