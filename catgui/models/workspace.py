"""The data set the window works on, and how another one comes in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.models.background_task import BackgroundTask
from catgui.workers.abandonable import wait_or_abandon
from catgui.workers.task_worker import Progress
from engine import course_photos
from engine.datasets import COURSE, Dataset, open_dataset

Where = str | Sequence[str | Path]


class Workspace(QObject):
    """Owns the data set.

    Signals: `dataset_changed()`; `failed(str)`, a text for the user, and the set before stays; `loading_changed(bool)`;
    `progressed(object, object)`, bytes done and in all, while the course photos are fetched.
    """

    dataset_changed = Signal()
    failed = Signal(str)
    loading_changed = Signal(bool)
    progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._where: Where | None = None
        self._opening: Where | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self.set_dataset)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self.loading_changed)
        self._task.progressed.connect(self.progressed)

    @property
    def dataset(self) -> Dataset | None:
        """The data set, or None before the first has been read."""
        return self._dataset

    @property
    def loading(self) -> bool:
        """Whether a data set is being read or fetched."""
        return self._task.busy

    @property
    def where(self) -> Where | None:
        """Where the data set was read from; None if it was given."""
        return self._where

    def set_dataset(self, dataset: Dataset) -> None:
        """Work on `dataset` from now on."""
        self._dataset, self._where, self._opening = dataset, self._opening, None
        self.dataset_changed.emit()

    def open(self, where: Where) -> None:
        """Read the data set at `where` in the background; the course photos are fetched if they are not here yet."""
        self._opening = where
        self._task.start(partial(_read, where))

    def cancel(self) -> None:
        """Give up what is being read or fetched."""
        self._task.cancel()

    def shutdown(self) -> None:
        """End the background work; the program is closing."""
        self._task.shutdown()


def _read(where: Where, progress: Progress, cancelled: threading.Event) -> Dataset:
    if where == COURSE and course_photos.find() is None:
        wait_or_abandon(partial(course_photos.fetch, progress, cancelled), cancelled)
    return open_dataset(where)
