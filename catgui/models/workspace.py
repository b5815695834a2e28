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
from catgui.workers.parallel import each_done
from catgui.workers.task_worker import Progress
from engine.data.dataset import Dataset
from engine.data.duplicates import Twin, twins_in
from engine.data.image_folder.settings import AT_FIRST, OwnData, OwnDataSettings
from engine.data.sources import course as course_photos
from engine.data.sources.opening import COURSE, open_dataset, open_own, picture_folders

Where = str | Sequence[str | Path]
Act = Callable[[], object]


def stay() -> None:
    """What is done instead, where there is nothing to clear away."""


class Before(Protocol):
    """Does what is wanted, at once or after a question; or something else, if the answer is that it must not be."""

    def __call__(self, wanted: Act, otherwise: Act, /) -> object:
        """Ask, where there is something to ask."""


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """A data set with where it was read, its pictures in both parts, and how it was made of pictures, if it was."""

    dataset: Dataset
    where: Where | None
    twins: tuple[Twin, ...]
    own: OwnData | None


def _always_the_first(where: Where) -> OwnDataSettings:
    return AT_FIRST


def _at_once(wanted: Act, otherwise: Act) -> None:
    wanted()


class Workspace(QObject):
    """Owns the data set.

    `remembered` gives the settings with which a data set made of pictures was opened the last time. What was read takes
    the place of the set before through `before`: a network that was trained on that goes with it.

    Signals: `dataset_changed()`; `failed(str)`, a text for the user, and the set before stays; `given_up()`, it stays
    because the user wants it to; `loading_changed(bool)`;
    `progressed(object, object)`, bytes done and in all, while the course photos are fetched; `counted(object, object)`,
    pictures read and in all, while a data set is made of them.
    """

    dataset_changed = Signal()
    failed = Signal(str)
    given_up = Signal()
    loading_changed = Signal(bool)
    progressed = Signal(object, object)
    counted = Signal(object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        remembered: Callable[[Where], OwnDataSettings] = _always_the_first,
        before: Before = _at_once,
    ) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self._before = before
        self._loaded: _Loaded | None = None
        self._opening: Where | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self.failed)
        self._task.cancelled.connect(self.given_up)
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
    def where(self) -> Where | None:
        """Where the data set was read from; None if it was given."""
        return self._loaded.where if self._loaded else None

    @property
    def twins(self) -> tuple[Twin, ...]:
        """The pictures that are in both parts."""
        return self._loaded.twins if self._loaded else ()

    @property
    def own(self) -> OwnData | None:
        """How the data set was made of pictures; None if it was not."""
        return self._loaded.own if self._loaded else None

    def set_dataset(self, dataset: Dataset) -> None:
        """Work on `dataset` from now on."""
        self._take(_Loaded(dataset, None, twins_in(dataset), None))

    def open(self, where: Where) -> None:
        """Read the data set at `where` in the background; the course photos are fetched if they are not here yet."""
        self._open(where, self._remembered(where))

    def make_again(self, settings: OwnDataSettings) -> None:
        """Make the data set of the same pictures again, with other settings; only if it was made of pictures."""
        if self.own is not None and self.where is not None:
            self._open(self.where, settings)

    def _open(self, where: Where, settings: OwnDataSettings) -> None:
        self._opening = where
        self._task.start(partial(_read, where, settings))

    def cancel(self) -> None:
        """Give up what is being read or fetched."""
        self._task.cancel()

    def shutdown(self) -> None:
        """End the background work; the program is closing."""
        self._task.shutdown()

    def _on_read(self, loaded: _Loaded) -> None:
        self._before(partial(self._take, loaded), self.given_up.emit)

    def _take(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        self.dataset_changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        (self.progressed if self._opening == COURSE else self.counted).emit(done, total)


def _read(where: Where, settings: OwnDataSettings, progress: Progress, cancelled: threading.Event) -> _Loaded:
    if where == COURSE and course_photos.find() is None:
        course_photos.fetch(progress, cancelled)
    each = partial(each_done, cancelled=cancelled)
    own = open_own(where, settings, progress, cancelled, each) if picture_folders(where) else None
    dataset = own.dataset if own else open_dataset(where)
    return _Loaded(dataset, where, twins_in(dataset), own)
