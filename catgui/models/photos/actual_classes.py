"""The actual classes of the user's photos, as the user has named them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import PathSource

# The path of a photo in a file, so that its answer outlasts its card; the key of any other.
PhotoId = str | PhotoKey


class ActualClasses(QObject):
    """The class names that the user has given to photos, NEITHER for those of neither class, '' for none.

    Names, not labels: with data of other classes a label would mean something else.

    Signals: `changed(object)`, the set of PhotoId with another name.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: dict[PhotoId, str] = {}

    def of(self, photo: PhotoId) -> str:
        """The actual class of a photo, NEITHER, or ''."""
        return self._names.get(photo, "")

    def update(self, names: Mapping[PhotoId, str]) -> None:
        """Set the actual classes of photos."""
        changed = {photo for photo, name in names.items() if name != self.of(photo)}
        self._names.update({photo: names[photo] for photo in changed})
        if changed:
            self.changed.emit(changed)


def photo_id(entry: PhotoEntry) -> PhotoId:
    """What the actual class of a photo is stored by."""
    return entry.source.path if isinstance(entry.source, PathSource) else entry.key
