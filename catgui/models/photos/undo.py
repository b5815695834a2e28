"""Photos coming and going as commands that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QUndoCommand, QUndoStack

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.rows import PhotoRows, Placed

# So many photos that were removed last are kept as they were: less than ten megabytes.
MOST_WHOLE = 100

Put = Callable[[Sequence[Placed]], None]


class AddPhotos(QUndoCommand):
    """Photos come in by `put`; undone, they are as if they had never come."""

    def __init__(self, rows: PhotoRows, put: Put, placed: Sequence[Placed], text: str) -> None:
        super().__init__(text)
        self._rows, self._put, self._placed = rows, put, list(placed)

    def redo(self) -> None:
        """Put them in."""
        self._put(self._placed)

    def undo(self) -> None:
        """Take them out."""
        self._placed = self._rows.take([entry.key for _, entry in self._placed])


class RemovePhotos(QUndoCommand):
    """Photos go; undone, they come back to their places by `put`."""

    def __init__(self, rows: PhotoRows, put: Put, keys: Sequence[PhotoKey], text: str) -> None:
        super().__init__(text)
        self._rows, self._put, self._keys = rows, put, list(keys)
        self._placed: list[Placed] = []

    def redo(self) -> None:
        """Take them out."""
        self._placed = self._rows.take(self._keys)

    def undo(self) -> None:
        """Put them back."""
        self._put(self._placed)

    @property
    def count(self) -> int:
        """How many photos it has taken out."""
        return len(self._placed)

    def lighten(self) -> None:
        """Let go of their pixels: undone, they are read again where they came from."""
        self._placed = [(row, replace(entry, photo=None, verdict=None)) for row, entry in self._placed]


def lighten(stack: QUndoStack) -> None:
    """Let go of the pixels of photos that were removed long ago, or undo would hold all that there ever were."""
    removed = 0
    for place in reversed(range(stack.index())):
        command = stack.command(place)
        if isinstance(command, RemovePhotos):
            removed += command.count
            if removed > MOST_WHOLE:
                command.lighten()
