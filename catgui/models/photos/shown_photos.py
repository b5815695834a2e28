"""The photos that are shown: all, or those answered wrongly."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.collection import PhotoCollection


class ShownPhotos(QSortFilterProxyModel):
    """The rows of `photos`, or of those that are answered wrongly.

    Which these are is found by `show_wrong`, and when there are no more predictions to come. Cards stay where they are
    while a network is trained, and while the user answers.
    """

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._only_wrong = False
        self._wrong: set[PhotoKey] = set()
        self.setSourceModel(photos)
        photos.settled.connect(self._find_wrong)

    def show_wrong(self, only: bool) -> None:
        """Show the photos that are answered wrongly, if `only` these, or all."""
        self._only_wrong = only
        self._find_wrong()

    def _find_wrong(self) -> None:
        self.beginFilterChange()
        self._wrong = {entry.key for entry in self._photos if entry.is_correct is False}
        self.endFilterChange(self.Direction.Rows)

    def key_at(self, row: int) -> PhotoKey | None:
        """The photo in a row, or None if there is no such row."""
        index = self.mapToSource(self.index(row, 0))
        return self._photos.key_at(index.row()) if index.isValid() else None

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not self._only_wrong or self._photos.key_at(source_row) in self._wrong
