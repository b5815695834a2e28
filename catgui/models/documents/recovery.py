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
from catgui.models.documents.recovery_file import RecoveryFile, find_recovery_files
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.throttle import Throttle
from catgui.models.workspace import DataLocation, Workspace
from engine.data.dataset import Dataset
from engine.errors import ModelFileError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model
from engine.storage.user_dirs import state_folder

StoredLocation = str | list[str] | None
RecoveryFiles = tuple[RecoveryFile, ...]

_log = logging.getLogger(__name__)

# A run that goes on is kept so often, in milliseconds.
_AUTOSAVE_INTERVAL_MS = 20_000
# Networks that come to rest in quick succession, as of single steps, are kept no more often than this.
_THROTTLE_INTERVAL_MS = 2_000


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
        self._own_file: RecoveryFile | None = None
        self._is_written = False
        self._data: StoredLocation = None
        self._found: deque[RecoveryFile] = deque()
        self._restored: list[RecoveryFile] = []
        self._autosave_timer = QTimer(self, interval=_AUTOSAVE_INTERVAL_MS)
        self._autosave_timer.timeout.connect(self._write_file)
        self._write_throttle = Throttle(_THROTTLE_INTERVAL_MS, self)
        self._write_throttle.due.connect(self._write_file)
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        document.changed.connect(self._on_changed)

    @property
    def found(self) -> RecoveryFile | None:
        """The newest network that was left and is not answered for, or None."""
        return self._found[0] if self._found else None

    def begin(self, folder: Path) -> None:
        """Keep networks in `folder` from now on, and look there for those that were left."""
        self._own_file = RecoveryFile(folder)
        try:
            self._found.extend(find_recovery_files(folder))
        except OSError:
            _log.warning("The networks in %s cannot be looked at", folder, exc_info=True)
        if self._found:
            self.found_changed.emit()

    def restore(self, recovery_file: RecoveryFile, model: Model, dataset: Dataset) -> None:
        """Put a network that was found in place of the document's, looking at `dataset`. Raises ModelFileError.

        It stays on the disk until it is kept anew. One that was discarded meanwhile is not put anywhere.
        """
        if recovery_file not in self._found:
            return
        # While the one network takes the place of the other, neither is to be kept or forgotten.
        self._document.changed.disconnect(self._on_changed)
        try:
            self._document.restore(recovery_file.path, model, dataset)
            self._found.remove(recovery_file)
            self._restored.append(recovery_file)
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
        own, self._own_file = self._own_file, None
        self._autosave_timer.stop()
        self._write_throttle.stop()
        self._task.shutdown()
        self._on_done(self._restored)
        if own is not None:
            _discard(own)
        for recovery_file in self._found:
            recovery_file.release()
        self._found.clear()

    def _on_changed(self) -> None:
        if self._own_file is None:
            return
        if not self._document.training:
            self._autosave_timer.stop()
        elif not self._autosave_timer.isActive():
            self._autosave_timer.start()
        if not self._document.unsaved:
            self._remove_file()
        elif self._document.modified:
            self._write_throttle.request()

    def _write_file(self) -> None:
        network = self._document.model_builder()
        if self._own_file is None or network is None or not self._document.unsaved:
            return
        self._is_written = True
        if self._workspace.dataset is self._document.dataset:
            self._data = _to_json(self._workspace.location)
        # Those that were restored are of no use once this is written: it is one of them, or has taken its place.
        self._task.start(partial(_write, self._own_file, network, self._data, tuple(self._restored)))

    def _remove_file(self) -> None:
        self._write_throttle.stop()
        self._data = None
        if self._own_file is not None and (self._is_written or self._restored):
            self._is_written = False
            # In its turn, after what is being written.
            self._task.start(partial(_remove, self._own_file, tuple(self._restored)))

    def _on_done(self, obsolete: Sequence[RecoveryFile]) -> None:
        for recovery_file in obsolete:
            _discard(recovery_file)
        self._restored = [recovery_file for recovery_file in self._restored if recovery_file not in obsolete]

    def _on_failed(self, text: str) -> None:
        _log.warning("A network that is not saved could not be kept: %s", text)


def _write(
    recovery_file: RecoveryFile,
    network: Callable[[], Model],
    data: StoredLocation,
    obsolete: RecoveryFiles,
    _progress: ProgressCallback,
    cancelled: threading.Event,
) -> RecoveryFiles:
    """Keep the network, unless that is not wanted any more; gives `obsolete` back. Raises ModelFileError."""
    from engine.storage.atomic import describe_write_error

    model = network()
    if cancelled.is_set():
        return obsolete
    if not model.has_finite_outputs():
        return ()
    try:
        recovery_file.path.parent.mkdir(parents=True, exist_ok=True)
        if not recovery_file.acquire():
            raise ModelFileError(recovery_file.path, "another program holds it")
        recovery_file.write(model, data)
    except OSError as error:
        raise ModelFileError(recovery_file.path, describe_write_error(error)) from error
    return obsolete


def _remove(
    recovery_file: RecoveryFile, obsolete: RecoveryFiles, _progress: ProgressCallback, _cancelled: threading.Event
) -> RecoveryFiles:
    _discard(recovery_file)
    return obsolete


def _to_json(location: DataLocation | None) -> StoredLocation:
    return location if location is None or isinstance(location, str) else [str(path) for path in location]


def _discard(recovery_file: RecoveryFile) -> None:
    try:
        recovery_file.discard()
    except OSError:
        _log.warning("%s could not be removed", recovery_file.path, exc_info=True)
