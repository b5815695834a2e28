"""How a network comes to the window: read in the background, and put before its data in the place of another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.workspace import Before, Where, Workspace
from catgui.workers.interruptible import wait_or_abandon
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.progress import Progress
from engine.saved_model.model import Model

Use = Callable[[Dataset], object]
Then = Callable[[Model], object]


class NetworkEntry(QObject):
    """A network that is there already is asked for through `before`.

    Signals: `failed(str)`, a text for the user.
    """

    failed = Signal(str)

    def __init__(self, workspace: Workspace, before: Before, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._before = before
        self._waiting: Use | None = None
        self._reading = BackgroundTask(self)
        self._reading.succeeded.connect(_go_on)
        self._reading.failed.connect(self.failed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.failed.connect(self._wait_no_more)
        workspace.given_up.connect(self._wait_no_more)

    def read(self, read: Callable[[], Model], then: Then) -> None:
        """Read a network in the background, and go on with it here; of many, the last. What `read` raises is told."""
        self._reading.start(partial(_read, read, then))

    def with_data(self, where: Where | None, use: Use) -> None:
        """Put a network before the data set at `where`, or before that of the workspace, as soon as it is there.

        `use` does so; that it raises EngineError is told.
        """
        dataset = self._workspace.dataset
        if dataset is not None and where in (None, self._workspace.where):
            self._before(partial(self._try, partial(use, dataset)), self._wait_no_more)
            return
        self._waiting = use
        if where is not None:
            self._workspace.open(where)

    def await_data(self, use: Use | None) -> None:
        """Put a network before the data that are about to be opened, or none."""
        self._waiting = use

    def shutdown(self) -> None:
        """Read no more; the program is closing."""
        self._reading.shutdown()

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except EngineError as error:
            self.failed.emit(str(error))

    def _on_dataset_changed(self) -> None:
        use, self._waiting = self._waiting, None
        if use is not None:
            self.with_data(None, use)

    def _wait_no_more(self) -> None:
        self._waiting = None


def _go_on(then: Callable[[], object]) -> None:
    then()


def _read(
    read: Callable[[], Model], then: Then, _progress: Progress, cancelled: threading.Event
) -> Callable[[], object]:
    """What is to be done with the network; a disk that does not answer is left alone as soon as nobody waits."""
    return partial(then, wait_or_abandon(read, cancelled))
