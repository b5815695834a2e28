"""Keeping a trained network that no file holds, for the case that the program ends before it is saved."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery_file import RecoverySlot, left_behind
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.throttle import Throttle
from catgui.models.workspace import Where, Workspace
from catgui.workers.task_worker import Progress
from engine.data.dataset import Dataset
from engine.errors import ModelFileError
from engine.saved_model.model import Model
from engine.storage.user_dirs import state_folder

Data = str | list[str] | None
Slots = tuple[RecoverySlot, ...]

_log = logging.getLogger(__name__)

# A run that goes on is kept so often, in milliseconds.
_RUN_INTERVAL = 20_000
# Networks that come to rest in quick succession, as of single steps, are kept no more often than this.
_REST_INTERVAL = 2_000


def recovery_folder() -> Path:
    """Where networks are kept on this computer. Raises NoHomeError."""
    return state_folder() / "recovery"


class Recovery(QObject):
    """Keeps the network of a document while nothing else does, and finds those that were left.

    A network is kept when its run comes to rest, and from time to time before, in a thread of its own. It is removed
    when it is saved, given up, or the program ends as it should. Nothing is kept or found before `begin`.

    Signals: `found_changed()`, another network is to be offered, or none.
    """

    found_changed = Signal()

    def __init__(self, document: ModelDocument, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._workspace = workspace
        self._own: RecoverySlot | None = None
        self._is_kept = False
        self._data: Data = None
        self._found: deque[RecoverySlot] = deque()
        self._restored: list[RecoverySlot] = []
        self._run_timer = QTimer(self, interval=_RUN_INTERVAL)
        self._run_timer.timeout.connect(self._keep)
        self._wishes = Throttle(_REST_INTERVAL, self)
        self._wishes.due.connect(self._keep)
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        document.changed.connect(self._on_changed)

    @property
    def found(self) -> RecoverySlot | None:
        """The newest network that was left and is not answered for, or None."""
        return self._found[0] if self._found else None

    def begin(self, folder: Path) -> None:
        """Keep networks in `folder` from now on, and look there for those that were left."""
        self._own = RecoverySlot(folder)
        try:
            self._found.extend(left_behind(folder))
        except OSError:
            _log.warning("The networks in %s cannot be looked at", folder, exc_info=True)
        if self._found:
            self.found_changed.emit()

    def restore(self, slot: RecoverySlot, model: Model, dataset: Dataset) -> None:
        """Put a network that was found in place of the document's, looking at `dataset`. Raises ModelFileError.

        It stays on the disk until it is kept anew. One that was discarded meanwhile is not put anywhere.
        """
        if slot not in self._found:
            return
        # While the one network takes the place of the other, neither is to be kept or forgotten.
        self._document.changed.disconnect(self._on_changed)
        try:
            self._document.restore(slot.path, model, dataset)
            self._found.remove(slot)
            self._restored.append(slot)
        finally:
            self._document.changed.connect(self._on_changed)
        self._on_changed()
        self.found_changed.emit()

    def discard(self) -> None:
        """Remove the network that was found."""
        if self._found:
            _discard(self._found.popleft())
            self.found_changed.emit()

    def shutdown(self) -> None:
        """The program ends as it should, and what is not saved is given up: keep nothing of it.

        What was found and not answered for is left for the next start.
        """
        own, self._own = self._own, None
        self._run_timer.stop()
        self._wishes.stop()
        self._task.shutdown()
        self._on_done(self._restored)
        if own is not None:
            _discard(own)
        for slot in self._found:
            slot.release()
        self._found.clear()

    def _on_changed(self) -> None:
        if self._own is None:
            return
        if not self._document.training:
            self._run_timer.stop()
        elif not self._run_timer.isActive():
            self._run_timer.start()
        if not self._document.unsaved:
            self._forget()
        elif self._document.modified:
            self._wishes.ask()

    def _keep(self) -> None:
        network = self._document.now()
        if self._own is None or network is None or not self._document.unsaved:
            return
        self._is_kept = True
        if self._workspace.dataset is self._document.dataset:
            self._data = _plain(self._workspace.where)
        # Those that were restored are of no use once this is written: it is one of them, or has taken its place.
        self._task.start(partial(_write, self._own, network, self._data, tuple(self._restored)))

    def _forget(self) -> None:
        self._wishes.stop()
        self._data = None
        if self._own is not None and (self._is_kept or self._restored):
            self._is_kept = False
            # In its turn, after what is being written.
            self._task.start(partial(_remove, self._own, tuple(self._restored)))

    def _on_done(self, obsolete: Sequence[RecoverySlot]) -> None:
        for slot in obsolete:
            _discard(slot)
        self._restored = [slot for slot in self._restored if slot not in obsolete]

    def _on_failed(self, text: str) -> None:
        _log.warning("A network that is not saved could not be kept: %s", text)


def _write(
    slot: RecoverySlot,
    network: Callable[[], Model],
    data: Data,
    obsolete: Slots,
    _progress: Progress,
    cancelled: threading.Event,
) -> Slots:
    """Keep the network, unless that is not wanted any more; gives `obsolete` back. Raises ModelFileError."""
    from engine.storage.atomic import why_not_written

    model = network()
    if cancelled.is_set():
        return obsolete
    if not model.answers_in_numbers():
        return ()
    try:
        slot.path.parent.mkdir(parents=True, exist_ok=True)
        if not slot.claim():
            raise ModelFileError(slot.path, "another program holds it")
        slot.write(model, data)
    except OSError as error:
        raise ModelFileError(slot.path, why_not_written(error)) from error
    return obsolete


def _remove(slot: RecoverySlot, obsolete: Slots, _progress: Progress, _cancelled: threading.Event) -> Slots:
    _discard(slot)
    return obsolete


def _plain(where: Where | None) -> Data:
    return where if where is None or isinstance(where, str) else [str(path) for path in where]


def _discard(slot: RecoverySlot) -> None:
    try:
        slot.discard()
    except OSError:
        _log.warning("%s could not be removed", slot.path, exc_info=True)
