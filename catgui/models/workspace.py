"""The data set the window works on, and how another one comes in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicatePair, find_duplicates
from engine.data.image_folder.settings import DEFAULTS, ImageFolderData, ImageFolderSettings
from engine.data.sources.opening import COURSE, find_source
from engine.progress import ProgressCallback

DataLocation = str | Sequence[str | Path]
Callback = Callable[[], object]


def do_nothing() -> None:
    """The default callback."""


class ConfirmDiscard(Protocol):
    """Calls `proceed`, after the unsaved-model prompt if one is needed; else `cancel`."""

    def __call__(self, proceed: Callback, cancel: Callback, /) -> object:
        """Ask if needed, and call one of the two."""


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """A data set with where it was read, its pictures in both parts, and how it was made of pictures, if it was."""

    dataset: Dataset
    location: DataLocation | None
    duplicates: tuple[DuplicatePair, ...]
    folder_data: ImageFolderData | None


def _default_settings(location: DataLocation) -> ImageFolderSettings:
    return DEFAULTS


def _proceed_at_once(proceed: Callback, cancel: Callback) -> None:
    proceed()


class Workspace(QObject):
    """Owns the data set.

    `saved_settings` gives the settings with which a data set made of pictures was opened the last time. What was read
    takes the place of the set before through `confirm_discard`: a network that was trained on that goes with it.

    Signals: `dataset_changed()`; `failed(str)`, a text for the user, and the set before stays; `load_cancelled()`, it
    stays because the user wants it to; `loading_changed(bool)`;
    `progressed(object, object)`, bytes done and in all, while the course photos are fetched; `pictures_counted(object,
    object)`, pictures read and in all, while a data set is made of them.
    """

    dataset_changed = Signal()
    failed = Signal(str)
    load_cancelled = Signal()
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
        """The data set, or None before the first has been read."""
        return self._loaded.dataset if self._loaded else None

    @property
    def loading(self) -> bool:
        """Whether a data set is being read or fetched."""
        return self._task.busy

    @property
    def location(self) -> DataLocation | None:
        """Where the data set was read from; None if it was given."""
        return self._loaded.location if self._loaded else None

    @property
    def duplicates(self) -> tuple[DuplicatePair, ...]:
        """The pictures that are in both parts."""
        return self._loaded.duplicates if self._loaded else ()

    @property
    def folder_data(self) -> ImageFolderData | None:
        """How the data set was made of pictures; None if it was not."""
        return self._loaded.folder_data if self._loaded else None

    def set_dataset(self, dataset: Dataset) -> None:
        """Work on `dataset` from now on."""
        self._set_loaded(_Loaded(dataset, None, find_duplicates(dataset), None))

    def open(self, location: DataLocation) -> None:
        """Read the data set at `location` in the background; the course photos are fetched if they are not here yet."""
        self._open(location, self._saved_settings(location))

    def rebuild(self, settings: ImageFolderSettings) -> None:
        """Make the data set of the same pictures again, with other settings; only if it was made of pictures."""
        if self.folder_data is not None and self.location is not None:
            self._open(self.location, settings)

    def _open(self, location: DataLocation, settings: ImageFolderSettings) -> None:
        self._opening = location
        self._task.start(partial(_read, location, settings))

    def cancel(self) -> None:
        """Give up what is being read or fetched."""
        self._task.cancel()

    def shutdown(self) -> None:
        """End the background work; the program is closing."""
        self._task.shutdown()

    def _on_read(self, loaded: _Loaded) -> None:
        self._confirm_discard(partial(self._set_loaded, loaded), self.load_cancelled.emit)

    def _set_loaded(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        self.dataset_changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        (self.progressed if self._opening == COURSE else self.pictures_counted).emit(done, total)


def _read(
    location: DataLocation, settings: ImageFolderSettings, progress: ProgressCallback, cancelled: threading.Event
) -> _Loaded:
    opened = find_source(location).open(settings, progress, cancelled)
    return _Loaded(opened.dataset, location, find_duplicates(opened.dataset), opened.folder_data)
