"""The list model of the photos that are shown: all, or those answered wrongly."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.collection import PhotoCollection
from catgui.models.pictures.picture_list import remove_rows, replace_rows

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class ShownPhotos(QAbstractListModel):
    """The rows of `photos`, or of those that are answered wrongly, in the order of adding.

    Which these are is found when photos are added or removed, by `show_wrong`, and when there are no more predictions
    to come. Cards stay where they are while a network is trained, and while the user answers.

    Signals: `added(int)`, the first row of photos that were not shown before.
    """

    added = Signal(int)

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._only_wrong = False
        self._keys: list[PhotoKey] = []
        photos.rowsAboutToBeRemoved.connect(self._on_rows_about_to_be_removed)
        photos.photos_changed.connect(self._on_photos_changed)
        photos.settled.connect(self._arrange)
        photos.dataChanged.connect(self._on_data_changed)
        self._arrange()

    def show_wrong(self, only: bool) -> None:
        """Show the photos that are answered wrongly, if `only` these, or all."""
        self._only_wrong = only
        self._arrange()

    def _arrange(self) -> None:
        wanted = [entry.key for entry in self._photos if not (self._only_wrong and entry.is_correct is not False)]
        replace_rows(self, self._keys, wanted, key=lambda key: key)

    def _on_photos_changed(self) -> None:
        before = set(self._keys)
        self._arrange()
        new = (row for row, key in enumerate(self._keys) if key not in before)
        if (first := next(new, None)) is not None:
            self.added.emit(first)

    def row_of(self, key: PhotoKey) -> int | None:
        """The row of a photo, or None if it is not shown."""
        return self._keys.index(key) if key in self._keys else None

    def key_at(self, row: int) -> PhotoKey | None:
        """The photo in a row, or None if there is no such row."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def _on_rows_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        # Not after it: until its row has gone, a view asks for the photo.
        removed = {self._photos.key_at(row) for row in range(first, last + 1)}
        remove_rows(self, self._keys, [row for row, key in enumerate(self._keys) if key in removed])

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first == last:
            row = self.row_of(self._photos.key_at(first.row()))
            rows = range(0) if row is None else range(row, row + 1)
        else:
            # All: repainting the visible ones costs less than finding those that have changed.
            rows = range(len(self._keys))
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of photos that are shown."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What `photos` has for the same photo."""
        key = self.key_at(index.row()) if index.isValid() else None
        row = None if key is None else self._photos.row_of(key)
        return None if row is None else self._photos.data(self._photos.index(row), role)
