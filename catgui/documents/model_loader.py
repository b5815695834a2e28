"""Loads models in the background and shows them on the open data."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error
from catgui.models.workspace import ConfirmDiscard, Workspace, do_nothing
from engine.data.dataset import Dataset, is_local_path
from engine.errors import EngineError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model

Show = Callable[[Dataset | None], object]
OnLoaded = Callable[[Model], object]
# Returns a model, in any thread; raises CancelledError soon after the event is set.
ReadFunction = Callable[[threading.Event], Model]


class ModelLoader(QObject):
    """Reads models, and shows them after the question about an unsaved network, `confirm_discard`."""

    def __init__(self, workspace: Workspace, confirm_discard: ConfirmDiscard, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._confirm_discard = confirm_discard
        self._pending: Callable[[], object] | None = None
        self._reading = BackgroundTask(self, shows_errors=True)
        self._reading.succeeded.connect(_call)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.failed.connect(self._clear_pending)
        workspace.load_cancelled.connect(self._clear_pending)

    def read(self, read: ReadFunction, on_loaded: OnLoaded) -> None:
        """Call `read` in the background, then `on_loaded` with the model.

        A later call replaces an earlier one. The user is told of an EngineError of `read`.
        """
        self._reading.start(partial(_read, read, on_loaded))

    def show(self, show: Show) -> None:
        """Call `show` with the open data set, or None, after the question about an unsaved network.

        The user is told of an EngineError of `show`.
        """
        self._confirm_discard(partial(self._try, show), do_nothing)

    def call_on_next_dataset(self, callback: Callable[[], object] | None) -> None:
        """Call `callback` when the next data set is open; None cancels that."""
        self._pending = callback

    def shutdown(self) -> None:
        """Cancel the reading; the program is closing."""
        self._reading.shutdown()

    def _try(self, show: Show) -> None:
        try:
            show(self._workspace.dataset)
        except EngineError as error:
            show_error(self, str(error))

    def _on_dataset_changed(self) -> None:
        callback, self._pending = self._pending, None
        if callback is not None:
            callback()

    def _clear_pending(self) -> None:
        self._pending = None


def load_model_with_photos(path: Path, cancelled: threading.Event) -> Model:
    """The model in a file, with those of its photos that are still there. Raises as `load_model` does."""
    from engine.saved_model.file import load_model  # slow to import

    model = load_model(path, cancelled=cancelled)
    present = (photo for photo in model.photos if is_local_path(photo.path) and os.path.isfile(photo.path))
    return replace(model, photos=tuple(present))


def _call(on_loaded: Callable[[], object]) -> None:
    on_loaded()


def _read(
    read: ReadFunction, on_loaded: OnLoaded, _progress: ProgressCallback, cancelled: threading.Event
) -> Callable[[], object]:
    """`on_loaded`, bound to the model."""
    return partial(on_loaded, read(cancelled))
