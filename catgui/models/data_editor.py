"""Editing the open data set: labels, parts, pictures left out and added, with undo.

An edited data set is a value (`engine.data.edited_dataset`); files are only read. `DataEditor` makes each edit a
command of the undo stack and gives the edited data to the `Workspace`; `RunControls` then trains again, with the
products of the run before for all pictures that have not changed. `PictureAdder` reads the pictures that are added.
`EditKeeper` keeps edits in the profile, from which they come back with any data of the same fingerprint.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from PySide6.QtCore import QObject, Signal

from catgui.domain import edit_texts
from catgui.domain.edit_texts import Additions, AdditionTarget, Candidate
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.prediction_texts import MOVE_TO, OPEN_DATA
from catgui.inputs.sources import Source
from catgui.models.background_task import BackgroundTask
from catgui.models.messages import show_error, show_notice
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import read_additions
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, DatasetEdits, PictureKey
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS
from engine.errors import EditError


class DataEditor(QObject):
    """Edits the data set of a workspace; each edit is one command on `undo_stack`.

    The files of the data are only read. An edit that would leave a part without a class is refused. When other data are
    opened, the commands that edit those before are dropped.

    Signals: `edited_anew(object, object)`, an original and its edits from now on; `replaced(object)`, other data are
    open in place of this EditedDataset, or of None.
    """

    edited_anew = Signal(object, object)
    replaced = Signal(object)

    def __init__(self, workspace: Workspace, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._undo_stack = undo_stack
        self._opened: EditedDataset | None = None
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._on_dataset_changed()

    @property
    def edited(self) -> EditedDataset | None:
        """The open data set with its edits, or None without data."""
        dataset = self._workspace.dataset
        return None if dataset is None else EditedDataset.of(dataset)

    def relabel(self, keys: Sequence[PictureKey], label: int) -> None:
        """Give pictures the label 0 or 1."""
        edited = self.edited
        if edited is not None:
            text = edit_texts.relabel_text(edited.original.classes[label])
            self._edit(lambda data: data.relabel(keys, label), text)

    def move(self, keys: Sequence[PictureKey], part: str) -> None:
        """Put pictures into "train" or "test"."""
        self._edit(lambda data: data.move(keys, part), MOVE_TO[part])

    def leave_out(self, keys: Sequence[PictureKey]) -> None:
        """Take pictures out of the data."""
        self._edit(lambda data: data.leave_out(keys), edit_texts.LEAVE_OUT)

    def add(self, pictures: Sequence[tuple[AddedPicture, int]], part: str) -> None:
        """Add pictures, each with its label, to "train" or "test"."""
        self._edit(lambda data: _add_each(data, pictures, part), edit_texts.ADD_TO[part])

    def add_photos(self, entries: Sequence[PhotoEntry], part: str) -> None:
        """Add photos of known class to "train" or "test", as `add_pictures`."""
        if self.edited is None:
            show_error(self, OPEN_DATA)
        else:
            self._add([Candidate.of_photo(entry, self.edited.original.classes) for entry in entries], part, ())

    def add_pictures(self, pictures: Sequence[AddedPicture], target: AdditionTarget, faults: Sequence[str]) -> None:
        """Add pictures to a class, as one edit; `faults` say what is wrong with those that could not be read.

        Pictures already in the data are moved there, and relabeled if they have the other class. A message tells the
        user what was done.
        """
        self._add([Candidate(it.pixels, it.file, target.label) for it in pictures], target.part, faults)

    def _add(self, candidates: Sequence[Candidate], part: str, faults: Sequence[str]) -> None:
        edited, finder = self.edited, self._workspace.finder
        assert edited is not None
        assert finder is not None
        additions = Additions.of(candidates, edited, finder.known_pictures(edited.edits), part, faults)

        def add(data: EditedDataset) -> EditedDataset:
            added = _add_each(data, additions.pictures, part)
            return added.move(additions.moved, part).relabel_each(additions.relabeled)

        if additions.are_all_present:
            show_notice(self, additions.sentence())
        elif not (additions.pictures or additions.moved or additions.relabeled):
            show_error(self, additions.sentence())
        elif self._edit(add, additions.command):
            show_notice(self, additions.sentence())

    def revert_all(self) -> None:
        """Have all pictures as they were in the original data set."""
        if self.edited is not None:
            keys = [edit.key for edit in self.edited.changes]
            self._edit(lambda data: data.revert(keys), edit_texts.REVERT)

    def show_dataset(self, dataset: Dataset, text: str) -> None:
        """Open `dataset`, made of the same original by other edits, which are the user's from now on."""
        self._edit(lambda _data: EditedDataset.of(dataset), text)

    def _edit(self, change: Callable[[EditedDataset], EditedDataset], text: str) -> bool:
        """Edit the data by one command; returns False if it is refused."""
        before = self.edited
        if before is None:
            return False
        try:
            after = change(before)
        except EditError as error:
            show_error(self, str(error))
            return False
        if after.edits != before.edits:
            self._undo_stack.push(_EditData(self, before.edits, after, text))
        return True

    def _set(self, edited: EditedDataset) -> None:
        self._workspace.set_edited(edited.dataset)
        self.edited_anew.emit(edited.original, edited.edits)

    def _on_dataset_changed(self) -> None:
        before, self._opened = self._opened, self.edited
        if before is not None and self._opened is not None and before.original is self._opened.original:
            return
        self._undo_stack.discard(_EditData)
        self.replaced.emit(before)


def _add_each(data: EditedDataset, pictures: Sequence[tuple[AddedPicture, int]], part: str) -> EditedDataset:
    """A copy of `data` with the (picture, label) pairs added to `part`."""
    for label, of_label in groupby(pictures, key=itemgetter(1)):
        data = data.add([picture for picture, _ in of_label], label, part)
    return data


class _EditData(UndoCommand):
    """Replaces the edits of a data set; without effect once its original is not open any more."""

    def __init__(self, editor: DataEditor, before: DatasetEdits, after: EditedDataset, text: str) -> None:
        super().__init__(text)
        self._editor = editor
        # Weak: undo does not keep the pictures of data that are closed.
        self._original = weakref.ref(after.original)
        self._before, self._after = before, after.edits
        self._made: EditedDataset | None = after

    def redo(self) -> None:
        """Edit the data set; at first with the object that was made for it, on which a network may be trained."""
        made, self._made = self._made, None
        if made is None:
            self._set(self._after)
        else:
            self._editor._set(made)

    def undo(self) -> None:
        """Undo the edit."""
        self._set(self._before)

    def _set(self, edits: DatasetEdits) -> None:
        edited = self._editor.edited
        if edited is not None and edited.original is self._original():
            self._editor._set(edited.with_edits(edits))


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
