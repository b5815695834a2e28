"""Photos coming and going as commands that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QUndoCommand, QUndoStack

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.rows import PhotoListModel, RowEntry

# So many photos that were removed last are kept as they were: less than ten megabytes.
MAX_REMOVED_WITH_PIXELS = 100

Insert = Callable[[Sequence[RowEntry]], None]


class AddPhotos(QUndoCommand):
    """Photos come in by `insert`; undone, they are as if they had never come."""

    def __init__(self, rows: PhotoListModel, insert: Insert, row_entries: Sequence[RowEntry], text: str) -> None:
        super().__init__(text)
        self._rows, self._insert, self._row_entries = rows, insert, list(row_entries)

    def redo(self) -> None:
        """Put them in."""
        self._insert(self._row_entries)

    def undo(self) -> None:
        """Take them out."""
        self._row_entries = self._rows.take([entry.key for _, entry in self._row_entries])


class RemovePhotos(QUndoCommand):
    """Photos go; undone, they come back to their places by `insert`."""

    def __init__(self, rows: PhotoListModel, insert: Insert, keys: Sequence[PhotoKey], text: str) -> None:
        super().__init__(text)
        self._rows, self._insert, self._keys = rows, insert, list(keys)
        self._row_entries: list[RowEntry] = []

    def redo(self) -> None:
        """Take them out."""
        self._row_entries = self._rows.take(self._keys)

    def undo(self) -> None:
        """Put them back."""
        self._insert(self._row_entries)

    @property
    def count(self) -> int:
        """How many photos it has taken out."""
        return len(self._row_entries)

    def release_pixels(self) -> None:
        """Let go of their pixels: undone, they are read again where they came from."""
        self._row_entries = [(row, replace(entry, photo=None, verdict=None)) for row, entry in self._row_entries]


def release_pixels(stack: QUndoStack) -> None:
    """Let go of the pixels of photos that were removed long ago, or undo would hold all that there ever were."""
    removed = 0
    for place in reversed(range(stack.index())):
        command = stack.command(place)
        if isinstance(command, RemovePhotos):
            removed += command.count
            if removed > MAX_REMOVED_WITH_PIXELS:
                command.release_pixels()
