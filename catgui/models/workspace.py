"""The open data set, and opening another one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.picture import PictureKind
from catgui.models.tasks.background_task import BackgroundTask
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicateFinder, DuplicatePair
from engine.data.image_folder.classes import ClassChoiceError
from engine.data.image_folder.discovery import FolderListing
from engine.data.image_folder.settings import DEFAULTS, ImageFolderData, ImageFolderSettings
from engine.data.origin import DataOrigin
from engine.data.reference import DataReference
from engine.data.sources.opening import COURSE, NO_LISTINGS, Listings, find_source
from engine.errors import PhotoError
from engine.images.photo import Framing
from engine.images.reader import read_view
from engine.progress import ProgressCallback

DataLocation = str | Sequence[str | Path]
Callback = Callable[[], object]

# Of kinds of pictures to choose from: how many have a picture, and its height and width.
_MOST_PREVIEWS, _PREVIEW_SHAPE = 40, (96, 96)
# Of each, the first files that are tried until one can be read.
_MOST_TRIED = 5


def do_nothing() -> None:
    """The default callback."""


class ConfirmDiscard(Protocol):
    """Calls `proceed`, after the unsaved-model prompt if one is needed; else `cancel`."""

    def __call__(self, proceed: Callback, cancel: Callback, /) -> object:
        """Ask if needed, and call one of the two."""


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """A data set with its location, the finder of its duplicates and these, and its pictures' settings, if any."""

    dataset: Dataset
    location: DataLocation | None
    finder: DuplicateFinder
    duplicates: tuple[DuplicatePair, ...]
    folder_data: ImageFolderData | None

    @classmethod
    def read(cls, dataset: Dataset, location: DataLocation | None, folder_data: ImageFolderData | None) -> _Loaded:
        """A data set that is new here: all its pictures are compared."""
        finder = DuplicateFinder(dataset.original)
        return cls(dataset, location, finder, finder.find(dataset), folder_data)

    def edited(self, dataset: Dataset) -> _Loaded:
        """The same with `dataset`, which edits made of it: only what they changed is compared."""
        folder_data = None if self.folder_data is None else replace(self.folder_data, dataset=dataset)
        pairs = zip(self.dataset.parts.values(), dataset.parts.values(), strict=True)
        are_same = all(before.pictures is after.pictures for before, after in pairs)
        duplicates = self.duplicates if are_same else self.finder.find(dataset)
        return replace(self, dataset=dataset, duplicates=duplicates, folder_data=folder_data)


@dataclass(frozen=True, slots=True, eq=False)
class ClassChoice:
    """Several kinds of pictures at `location`, one of which is to be chosen as class 1.

    Attributes: `kinds`, for the user; `settings` and `listings`, with which the data are opened then.
    """

    location: DataLocation
    kinds: tuple[PictureKind, ...]
    settings: ImageFolderSettings
    listings: Listings


def _default_settings(location: DataLocation) -> ImageFolderSettings:
    return DEFAULTS


def _proceed_at_once(proceed: Callback, cancel: Callback) -> None:
    proceed()


class Workspace(QObject):
    """Owns the open data set.

    `saved_settings` returns the settings with which folders of pictures were opened last. A data set replaces the open
    one through `confirm_discard`, since the network trained on the old one is discarded.

    Signals: `dataset_changed()`; `failed(str)`, a text for the user, and `load_cancelled()`, after both of which the
    open data set stays; `choice_needed(object)`, a ClassChoice to be answered by `choose_class` or `decline_choice`;
    `loading_changed(bool)`; `progressed(object, object)`, bytes done and in all while the course photos are downloaded;
    `pictures_counted(object, object)`, pictures read and in all while folders are read.
    """

    dataset_changed = Signal()
    failed = Signal(str)
    load_cancelled = Signal()
    choice_needed = Signal(object)
    loading_changed = Signal(bool)
    progressed = Signal(object, object)
    pictures_counted = Signal(object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        saved_settings: Callable[[DataLocation], ImageFolderSettings] = _default_settings,
        confirm_discard: ConfirmDiscard = _proceed_at_once,
    ) -> None:
        super().__init__(parent)
        self._saved_settings = saved_settings
        self._confirm_discard = confirm_discard
        self._loaded: _Loaded | None = None
        self._opening: DataLocation | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self.failed)
        self._task.cancelled.connect(self.load_cancelled)
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
    def location(self) -> DataLocation | None:
        """The location of the data set; None if it was set by `set_dataset`."""
        return self._loaded.location if self._loaded else None

    @property
    def duplicates(self) -> tuple[DuplicatePair, ...]:
        """The pictures in both parts."""
        return self._loaded.duplicates if self._loaded else ()

    @property
    def folder_data(self) -> ImageFolderData | None:
        """The settings and faults of folders of pictures; None for other data."""
        return self._loaded.folder_data if self._loaded else None

    def set_dataset(self, dataset: Dataset) -> None:
        """Replace the data set by `dataset`."""
        self._set_loaded(_Loaded.read(dataset, None, None))

    def set_edited(self, dataset: Dataset) -> None:
        """Replace the data set by one that was made of it by edits; what is known of its place stays."""
        assert self._loaded is not None
        self._set_loaded(self._loaded.edited(dataset))

    def open(self, location: DataLocation, listings: Listings = NO_LISTINGS) -> None:
        """Open the data set at `location` in the background; download the course photos if needed.

        Folders in `listings` are not listed again.
        """
        self._open(location, self._saved_settings(location), listings)

    def open_origin(self, origin: DataOrigin, reference: DataReference | None = None) -> None:
        """Open a data set again, with the settings it was opened with, and edited as `reference` says, if it fits."""
        settings = None if origin.folder_settings is None else ImageFolderSettings.from_dict(origin.folder_settings)
        location = _location_of(origin)
        self._open(location, self._saved_settings(location) if settings is None else settings, reference=reference)

    def is_opening(self, origin: DataOrigin) -> bool:
        """Whether the data set of `origin` is being read or downloaded."""
        return self.loading and self._opening == _location_of(origin)

    def rebuild(self, settings: ImageFolderSettings) -> None:
        """Read the same folders of pictures with other settings; ignored for other data."""
        if self.folder_data is not None and self.location is not None:
            self._open(self.location, settings)

    def choose_class(self, choice: ClassChoice, name: str) -> None:
        """Open the data with the kind called `name` as class 1, and all others together as class 0."""
        self._open(choice.location, replace(choice.settings, positive=name), choice.listings)

    def decline_choice(self) -> None:
        """Open nothing instead of answering."""
        self.load_cancelled.emit()

    def _open(
        self,
        location: DataLocation,
        settings: ImageFolderSettings,
        listings: Listings = NO_LISTINGS,
        reference: DataReference | None = None,
    ) -> None:
        self._opening = location
        self._task.start(partial(_read, location, settings, listings, reference))

    def cancel(self) -> None:
        """Cancel the reading or the download."""
        self._task.cancel()

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._task.shutdown()

    def _on_read(self, loaded: _Loaded | ClassChoice) -> None:
        if isinstance(loaded, ClassChoice):
            self.choice_needed.emit(loaded)
            return
        self._confirm_discard(partial(self._set_loaded, loaded), self.load_cancelled.emit)

    def _set_loaded(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        self.dataset_changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        (self.progressed if self._opening == COURSE else self.pictures_counted).emit(done, total)


def _location_of(origin: DataOrigin) -> DataLocation:
    return origin.location if isinstance(origin.location, str) else list(origin.location)


def _read(
    location: DataLocation,
    settings: ImageFolderSettings,
    listings: Listings,
    reference: DataReference | None,
    progress: ProgressCallback,
    cancelled: threading.Event,
) -> _Loaded | ClassChoice:
    try:
        opened = find_source(location, listings).open(settings, progress, cancelled)
    except ClassChoiceError as error:
        kinds = tuple(_preview(kind, index, cancelled) for index, kind in enumerate(error.kinds))
        return ClassChoice(location, kinds, settings, listings)
    dataset = opened.dataset if reference is None else reference.restore(opened.dataset)
    folder_data = None if opened.folder_data is None else replace(opened.folder_data, dataset=dataset)
    return _Loaded.read(dataset, location, folder_data)


def _preview(kind: FolderListing, index: int, cancelled: threading.Event) -> PictureKind:
    """The name, number and first readable picture of a kind; of very many kinds, only the first have a picture."""
    pixels = _first_readable(kind.pictures[:_MOST_TRIED], cancelled) if index < _MOST_PREVIEWS else None
    return PictureKind(kind.name, len(kind.pictures), pixels)


def _first_readable(paths: Sequence[Path], cancelled: threading.Event) -> NDArray[np.uint8] | None:
    for path in paths:
        with contextlib.suppress(PhotoError):
            return read_view(path, _PREVIEW_SHAPE, Framing.CENTER, cancelled)
    return None
