"""Undo commands for adding, removing and answering photos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.actual_classes import ActualClasses, PhotoId
from catgui.models.photos.rows import PhotoListModel, RowEntry
from catgui.models.undo_stack import UndoCommand, UndoStack

# Up to this many photos removed last keep their pixels: about 25 MB.
MAX_REMOVED_WITH_PIXELS = 100

Insert = Callable[[Sequence[RowEntry]], None]


class AddPhotos(UndoCommand):
    """Adds photos by `insert`."""

    def __init__(self, rows: PhotoListModel, insert: Insert, row_entries: Sequence[RowEntry], text: str) -> None:
        super().__init__(text)
        self._rows, self._insert, self._row_entries = rows, insert, list(row_entries)

    def redo(self) -> None:
        """Insert the photos."""
        self._insert(self._row_entries)

    def undo(self) -> None:
        """Remove the photos."""
        self._row_entries = self._rows.take([entry.key for _, entry in self._row_entries])


class RemovePhotos(UndoCommand):
    """Removes photos; undo inserts them at their rows by `insert`."""

    def __init__(self, rows: PhotoListModel, insert: Insert, keys: Sequence[PhotoKey], text: str) -> None:
        super().__init__(text)
        self._rows, self._insert, self._keys = rows, insert, list(keys)
        self._row_entries: list[RowEntry] = []

    def redo(self) -> None:
        """Remove the photos."""
        self._row_entries = self._rows.take(self._keys)

    def undo(self) -> None:
        """Insert the photos again."""
        self._insert(self._row_entries)

    @property
    def count(self) -> int:
        """The number of removed photos."""
        return len(self._row_entries)

    def release_pixels(self) -> None:
        """Drop the pixels of the photos; undo reads them again."""
        self._row_entries = [(row, replace(entry, photo=None, verdict=None)) for row, entry in self._row_entries]


class SetActualClasses(UndoCommand):
    """Sets the actual classes of photos."""

    def __init__(self, actual_classes: ActualClasses, names: Mapping[PhotoId, str], text: str) -> None:
        super().__init__(text)
        self._actual_classes, self._names = actual_classes, names
        self._before = {photo: actual_classes.of(photo) for photo in names}

    def redo(self) -> None:
        """Set them."""
        self._actual_classes.update(self._names)

    def undo(self) -> None:
        """Set them to what they were before."""
        self._actual_classes.update(self._before)


def release_pixels(stack: UndoStack) -> None:
    """Drop the pixels of photos removed long ago, to bound the memory of undo."""
    removed = 0
    for command in reversed(stack.commands[: stack.index]):
        if isinstance(command, RemovePhotos):
            removed += command.count
            if removed > MAX_REMOVED_WITH_PIXELS:
                command.release_pixels()
