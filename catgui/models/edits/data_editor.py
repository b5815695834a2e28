"""Editing the open data set: labels, parts, pictures left out and added, with undo."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from catgui.domain.edits import texts as edit_texts
from catgui.domain.edits.additions import Additions
from catgui.domain.photo_entry import PhotoEntry
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, DatasetEdits, PictureKey
from engine.errors import EditError


class DataEditor(QObject):
    """Edits the data set of a workspace; each edit is one command on `undo_stack`.

    The files of the data are only read. An edit that would leave a part without a class is refused.

    Signals: `failed(str)`, why an edit was refused, and `notified(str, object)`, what was added, and no MessageActions.
    """

    failed = Signal(str)
    notified = Signal(str, object)

    def __init__(self, workspace: Workspace, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._undo_stack = undo_stack

    @property
    def edited(self) -> EditedDataset | None:
        """The open data set with its edits, or None without data."""
        dataset = self._workspace.dataset
        return None if dataset is None else EditedDataset.of(dataset)

    def relabel(self, keys: Sequence[PictureKey], label: int) -> None:
        """Give pictures the label 0 or 1."""
        edited = self.edited
        if edited is not None:
            text = edit_texts.relabel_text(len(keys), edited.original.classes[label])
            self._edit(lambda data: data.relabel(keys, label), text)

    def move(self, keys: Sequence[PictureKey], part: str) -> None:
        """Put pictures into "train" or "test"."""
        self._edit(lambda data: data.move(keys, part), edit_texts.move_text(len(keys), part))

    def leave_out(self, keys: Sequence[PictureKey]) -> None:
        """Take pictures out of the data."""
        self._edit(lambda data: data.leave_out(keys), edit_texts.leave_out_text(len(keys)))

    def add(self, pictures: Sequence[tuple[AddedPicture, int]], part: str) -> None:
        """Add pictures, each with its label, to "train" or "test"."""

        def add_each(data: EditedDataset) -> EditedDataset:
            for label, of_label in groupby(pictures, key=itemgetter(1)):
                data = data.add([picture for picture, _ in of_label], label, part)
            return data

        self._edit(add_each, edit_texts.add_text(len(pictures), part))

    def add_photos(self, entries: Sequence[PhotoEntry], part: str) -> None:
        """Add the photos whose actual class is known to "train" or "test", and say what was added."""
        edited = self.edited
        if edited is None:
            self.failed.emit("Open data first, to which the photos can be added.")
            return
        additions = Additions.of(entries, edited)
        if additions.pictures:
            self.add(additions.pictures, part)
            self.notified.emit(additions.sentence(part), ())
        else:
            self.failed.emit(additions.sentence(part))

    def revert(self, keys: Sequence[PictureKey]) -> None:
        """Have pictures as they were in the original data set."""
        self._edit(lambda data: data.revert(keys), edit_texts.revert_text(len(keys)))

    def _edit(self, change: Callable[[EditedDataset], EditedDataset], text: str) -> None:
        before = self.edited
        if before is None:
            return
        try:
            after = change(before)
        except EditError as error:
            self.failed.emit(str(error))
            return
        if after.edits != before.edits:
            self._undo_stack.push(_EditData(self._workspace, before, after, text))


class _EditData(QUndoCommand):
    """Replaces the edits of a data set; without effect once its original is not open any more."""

    def __init__(self, workspace: Workspace, before: EditedDataset, after: EditedDataset, text: str) -> None:
        super().__init__(text)
        self._workspace = workspace
        # Weak: undo does not keep the pictures of data that are closed.
        self._original = weakref.ref(before.original)
        self._before, self._after = before.edits, after.edits

    def redo(self) -> None:
        """Edit the data set."""
        self._set(self._after)

    def undo(self) -> None:
        """Take the edit back."""
        self._set(self._before)

    def _set(self, edits: DatasetEdits) -> None:
        original = self._original()
        dataset = self._workspace.dataset
        if original is None or dataset is None or dataset.original is not original:
            self.setObsolete(True)
            return
        self._workspace.set_edited(EditedDataset.of(dataset).with_edits(edits).dataset)
