"""Autosave of the unsaved network, and recovery of one after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery_file import RecoveryFile, claim_newest
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.throttle import Throttle
from engine.data.dataset import Dataset
from engine.errors import ModelFileError
from engine.progress import Work
from engine.saved_model.model import Model
from engine.storage.atomic import describe_obstacle
from engine.storage.user_dirs import state_folder

_log = logging.getLogger(__name__)

# What the recovery files hold, in messages.
UNSAVED_NETWORKS = "unsaved networks"
# While a run is in training. With the time that a write takes, a killed program has lost at most five seconds.
_AUTOSAVE_INTERVAL_MS = 4_000
_THROTTLE_INTERVAL_MS = 2_000  # between networks at rest, as of single steps


def recovery_folder() -> Path:
    """The folder of the recovery files. Raises NoHomeError."""
    return state_folder() / "recovery"


class Recovery(QObject):
    """Autosaves the network of a document while it is unsaved.

    It is written in the background when its run comes to rest, and every few seconds before, if it has taken steps
    since. It is deleted when the network is saved or given up, and when the program ends normally. Nothing is written
    or looked for before `begin`.

    Attributes: `found`, the newest network that a killed program has left, or None.

    Signals: `found_changed()`; `write_ended(str, object, str)`, what was written, its path, and the reason why that
    failed, or ''.
    """

    found_changed = Signal()
    write_ended = Signal(str, object, str)

    def __init__(self, document: ModelDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: RecoveryFile | None = None
        self._document = document
        self._own_file: RecoveryFile | None = None
        self._is_written = False
        self._written_iterations: int | None = None
        self._has_failed = False
        self._autosave_timer = QTimer(self, interval=_AUTOSAVE_INTERVAL_MS)
        self._autosave_timer.timeout.connect(self._write_progress)
        self._write_throttle = Throttle(_THROTTLE_INTERVAL_MS, self)
        self._write_throttle.due.connect(self._write_file)
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_written)
        document.changed.connect(self._on_changed)

    def begin(self, folder: Path) -> None:
        """Autosave to `folder`, and look there for a network that was left."""
        self._own_file = RecoveryFile(folder)
        self._find(folder)

    def restore(self, recovery_file: RecoveryFile, model: Model, dataset: Dataset | None) -> None:
        """Replace the document's network by `model`, read from `recovery_file`; it counts as unsaved.

        The file becomes this window's own. Does nothing if the file was discarded meanwhile. Raises ModelFileError if
        the memory is too small.
        """
        if recovery_file is not self.found:
            return
        # Between the two networks, the document must not count as saved.
        self._document.changed.disconnect(self._on_changed)
        try:
            self._document.open(recovery_file.path, model, dataset, is_saved=False)
        finally:
            self._document.changed.connect(self._on_changed)
        self._autosave_timer.stop()
        self._delete_file()
        self._own_file, self.found = recovery_file, None
        self._is_written = True
        self.found_changed.emit()

    def discard(self) -> None:
        """Delete the network that was found, and look for an older one."""
        if self.found is not None:
            _discard(self.found)
            self._find(self.found.path.parent)

    def shutdown(self) -> None:
        """Delete this window's file, as the program ends normally; keep `found`."""
        own, self._own_file = self._own_file, None
        self._autosave_timer.stop()
        self._write_throttle.stop()
        self._task.shutdown()
        if own is not None:
            _discard(own)
        if self.found is not None:
            self.found.release()
            self.found = None

    def _find(self, folder: Path) -> None:
        before, self.found = self.found, None
        try:
            self.found = claim_newest(folder)
        except OSError:
            _log.warning("The recovery files in %s cannot be read", folder, exc_info=True)
        if self.found is not before:
            self.found_changed.emit()

    def _on_changed(self) -> None:
        if self._own_file is None:
            return
        if not self._document.training:
            self._autosave_timer.stop()
        elif not self._autosave_timer.isActive():
            self._autosave_timer.start()
        if not self._document.unsaved:
            self._delete_file()
        elif self._document.modified:
            self._write_throttle.request()

    def _write_file(self) -> None:
        build = self._document.model_builder()
        if self._own_file is None or build is None or not self._document.unsaved:
            return
        self._is_written, self._written_iterations = True, self._document.shown_iterations
        self._task.submit(partial(_write, self._own_file, build))

    def _write_progress(self) -> None:
        """Write a run in training if it is further than in its file; a slow write is not followed by the next."""
        if not self._task.busy and self._document.shown_iterations != self._written_iterations:
            self._write_file()

    def _delete_file(self) -> None:
        self._write_throttle.stop()
        if self._own_file is not None and self._is_written:
            self._is_written, self._written_iterations = False, None
            # In the background, so that it comes after a write that is under way.
            self._task.start(partial(_delete, self._own_file))

    def retry(self) -> None:
        """Write the network again, if that failed and it is still unsaved."""
        if self._has_failed and self._document.unsaved:
            self._write_file()
        elif self._has_failed:
            self._on_written("")

    def _on_written(self, obstacle: str | None) -> None:
        if obstacle is None:
            return
        self._has_failed = bool(obstacle)
        if self._own_file is not None:
            self.write_ended.emit(UNSAVED_NETWORKS, self._own_file.path.parent, obstacle)


def _write(
    recovery_file: RecoveryFile,
    build: Callable[[], Model],
    work: Work,
) -> str | None:
    """Write the network, unless it has diverged; returns why that failed, or '', and None if nothing was written."""
    model = build()
    if work.is_cancelled or not model.has_finite_outputs():
        return None
    try:
        recovery_file.path.parent.mkdir(parents=True, exist_ok=True)
        if not recovery_file.acquire():
            raise ModelFileError(recovery_file.path, "another program has locked it")
        recovery_file.write(model)
    except (OSError, ModelFileError) as error:
        _log.warning("The unsaved network could not be written", exc_info=True)
        return describe_obstacle(error)
    return ""


def _delete(recovery_file: RecoveryFile, _work: Work) -> None:
    _discard(recovery_file)


def _discard(recovery_file: RecoveryFile) -> None:
    try:
        recovery_file.discard()
    except OSError:
        _log.warning("%s could not be deleted", recovery_file.path, exc_info=True)
