"""Adding pictures of files to a class of the open data set, read in the background."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.domain.additions import AdditionTarget
from catgui.domain.prediction_texts import OPEN_DATA
from catgui.inputs.sources import Source
from catgui.models.background_task import BackgroundTask
from catgui.models.edits.data_editor import DataEditor
from catgui.models.messages import show_error
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.data.edits import AddedPicture
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """Pictures to add to a data set, whatever edits are made of it meanwhile."""

    original: Dataset
    sources: tuple[Source, ...]
    target: AdditionTarget


class PictureAdder(QObject):
    """Adds pictures with a label to a part, one request after the other; each is one edit.

    Signals: `progressed(object, object)`, pictures read and in all; `busy_changed(bool)`.
    """

    progressed = Signal(object, object)
    busy_changed = Signal(bool)

    def __init__(self, workspace: Workspace, editor: DataEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._editor = workspace, editor
        self._waiting: deque[_Request] = deque()
        self._request: _Request | None = None  # the one that is read
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @property
    def busy(self) -> bool:
        """Whether pictures are being read."""
        return self._task.busy

    def add(self, sources: Sequence[Source], target: AdditionTarget) -> None:
        """Add the pictures at `sources`, files, folders, or pictures in memory; framed as those of the data."""
        dataset = self._workspace.dataset
        if dataset is None:
            show_error(self, OPEN_DATA)
            return
        self._waiting.append(_Request(dataset.original, tuple(sources), target))
        if not self._task.busy:
            self._read_next()

    def cancel(self) -> None:
        """Cancel all requests, including the one being read; add no more pictures."""
        self._waiting.clear()
        self._task.cancel()

    def _read_next(self) -> None:
        dataset = self._workspace.dataset
        if not self._waiting or dataset is None:
            return
        from catgui.workers.addition_reader import read_additions  # not needed before

        self._request = request = self._waiting.popleft()
        folder_data = self._workspace.folder_data
        settings = DEFAULT_FOLDER_SETTINGS if folder_data is None else folder_data.settings
        self._task.start(partial(read_additions, request.sources, dataset.picture_shape, settings.framing))

    def _on_read(self, read: tuple[list[AddedPicture], list[str]]) -> None:
        assert self._request is not None
        pictures, faults = read
        self._editor.add_pictures(pictures, self._request.target, faults)

    def _on_failed(self, text: str) -> None:
        # Not by the task: the next one may begin at once, before the user has read this.
        show_error(self, text)

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._read_next()
        self.busy_changed.emit(self._task.busy)

    def _on_dataset_changed(self) -> None:
        """Cancel the requests that were made for another data set."""
        dataset = self._workspace.dataset
        original = None if dataset is None else dataset.original
        self._waiting = deque(request for request in self._waiting if request.original is original)
        if self._task.busy and self._request is not None and self._request.original is not original:
            self._task.cancel()
