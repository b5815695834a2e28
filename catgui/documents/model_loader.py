"""How a network comes to the window: read in the background, and put before its data in the place of another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.workspace import ConfirmDiscard, DataLocation, Workspace
from catgui.workers.interruptible import call_interruptibly
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model

OnDataset = Callable[[Dataset], object]
OnLoaded = Callable[[Model], object]


class ModelLoader(QObject):
    """A network that is there already is asked for through `confirm_discard`.

    Signals: `failed(str)`, a text for the user.
    """

    failed = Signal(str)

    def __init__(self, workspace: Workspace, confirm_discard: ConfirmDiscard, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._confirm_discard = confirm_discard
        self._pending: OnDataset | None = None
        self._reading = BackgroundTask(self)
        self._reading.succeeded.connect(_call)
        self._reading.failed.connect(self.failed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.failed.connect(self._clear_pending)
        workspace.load_cancelled.connect(self._clear_pending)

    def read(self, read: Callable[[], Model], on_loaded: OnLoaded) -> None:
        """Read a network in the background, and go on with it here; of many, the last. What `read` raises is told."""
        self._reading.start(partial(_read, read, on_loaded))

    def call_with_dataset(self, location: DataLocation | None, on_dataset: OnDataset) -> None:
        """Put a network before the data set at `location`, or before that of the workspace, as soon as it is there.

        `on_dataset` does so; that it raises EngineError is told.
        """
        dataset = self._workspace.dataset
        if dataset is not None and location in (None, self._workspace.location):
            self._confirm_discard(partial(self._try, partial(on_dataset, dataset)), self._clear_pending)
            return
        self._pending = on_dataset
        if location is not None:
            self._workspace.open(location)

    def call_on_next_dataset(self, on_dataset: OnDataset | None) -> None:
        """Put a network before the data that are about to be opened, or none."""
        self._pending = on_dataset

    def shutdown(self) -> None:
        """Read no more; the program is closing."""
        self._reading.shutdown()

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except EngineError as error:
            self.failed.emit(str(error))

    def _on_dataset_changed(self) -> None:
        on_dataset, self._pending = self._pending, None
        if on_dataset is not None:
            self.call_with_dataset(None, on_dataset)

    def _clear_pending(self) -> None:
        self._pending = None


def _call(on_loaded: Callable[[], object]) -> None:
    on_loaded()


def _read(
    read: Callable[[], Model], on_loaded: OnLoaded, _progress: ProgressCallback, cancelled: threading.Event
) -> Callable[[], object]:
    """What is to be done with the network; a disk that does not answer is left alone as soon as nobody waits."""
    return partial(on_loaded, call_interruptibly(read, cancelled))
