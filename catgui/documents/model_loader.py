"""Loads models in the background and applies them to their data set."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.workspace import ConfirmDiscard, DataLocation, Workspace
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model

OnDataset = Callable[[Dataset], object]
OnLoaded = Callable[[Model], object]
# Returns a model, in any thread; raises CancelledError soon after the event is set.
ReadFunction = Callable[[threading.Event], Model]


class ModelLoader(QObject):
    """Reads models, and calls back with data sets; `confirm_discard` guards the network.

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

    def read(self, read: ReadFunction, on_loaded: OnLoaded) -> None:
        """Call `read` in the background, then `on_loaded` with the model.

        A later call replaces an earlier one. An EngineError of `read` is emitted as `failed`.
        """
        self._reading.start(partial(_read, read, on_loaded))

    def call_with_dataset(self, location: DataLocation | None, on_dataset: OnDataset) -> None:
        """Call `on_dataset` with the data set at `location`, or the open one.

        Asks about an unsaved network first, and opens the data set if it is not open. An EngineError of `on_dataset` is
        emitted as `failed`.
        """
        dataset = self._workspace.dataset
        if dataset is not None and location in (None, self._workspace.location):
            self._confirm_discard(partial(self._try, partial(on_dataset, dataset)), self._clear_pending)
            return
        self._pending = on_dataset
        if location is not None:
            self._workspace.open(location)

    def call_on_next_dataset(self, on_dataset: OnDataset | None) -> None:
        """Call `on_dataset` with the next data set that is opened; None cancels that."""
        self._pending = on_dataset

    def shutdown(self) -> None:
        """Cancel the reading; the program is closing."""
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
    read: ReadFunction, on_loaded: OnLoaded, _progress: ProgressCallback, cancelled: threading.Event
) -> Callable[[], object]:
    """`on_loaded`, bound to the model."""
    return partial(on_loaded, read(cancelled))
