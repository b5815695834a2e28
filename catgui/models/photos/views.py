"""Which photos have views, the pictures that the network takes: as many as the memory is to hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from weakref import WeakKeyDictionary, WeakSet

from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.models.photos.rows import PhotoListModel
from catgui.models.tasks.throttle import Throttle
from engine.images.photo import most_views

_REQUEST_INTERVAL_MS = 50


class PhotoViews(QObject):
    """Drops the views of `photos` that were used longest ago when all would take too much memory.

    A photo without view is read again when its card is painted, and once for each network that has not answered it.

    Signals: `wanted(object)`, a list of the entries to read again.
    """

    wanted = Signal(object)

    def __init__(self, photos: PhotoListModel, parent: QObject) -> None:
        super().__init__(parent)
        self._photos = photos
        self._used: WeakKeyDictionary[PhotoKey, int] = WeakKeyDictionary()  # the larger, the later
        self._uses = count()
        self._requested: list[PhotoKey] = []
        self._tried: WeakSet[PhotoKey] = WeakSet()
        self._throttle = Throttle(_REQUEST_INTERVAL_MS, self)
        self._throttle.due.connect(self._read_requested)

    def use(self, key: PhotoKey) -> None:
        """Note that a photo is looked at; read it again if it has no view."""
        entry = self._photos.entry(key)
        if entry is None or entry.photo is None:
            return
        self._used[key] = next(self._uses)
        if entry.view is None:
            self._requested.append(key)
            self._throttle.request()

    def forget_answers(self) -> None:
        """Read each photo without an answer again, since there is another network."""
        self._tried.clear()

    def read_unanswered(self, picture_shape: tuple[int, int]) -> bool:
        """Read some of the photos again that have neither view nor answer; returns whether there are any."""
        found = [
            entry
            for entry in self._photos
            if entry.photo is not None and entry.view is None and entry.verdict is None and entry.key not in self._tried
        ]
        some = found[: -(-most_views(picture_shape) // 2)]
        self._tried.update(entry.key for entry in some)
        if some:
            self.wanted.emit(some)
        return bool(some)

    def drop_surplus(self, picture_shape: tuple[int, int], awaits_answer: Callable[[PhotoEntry], bool]) -> None:
        """Drop views until they fit; those that await an answer last."""
        most = most_views(picture_shape)
        if len(self._photos) <= most:
            return
        seen = [entry for entry in self._photos if entry.view is not None]
        seen.sort(key=lambda entry: (awaits_answer(entry), self._used.get(entry.key, -1)))
        surplus = seen[: max(0, len(seen) - most)]
        self._photos.update_entries(
            [replace(it, photo=replace(it.photo, views={})) for it in surplus if it.photo is not None]
        )

    def shutdown(self) -> None:
        """Request nothing any more."""
        self._throttle.stop()

    def _read_requested(self) -> None:
        entries = [entry for key in dict.fromkeys(self._requested) if (entry := self._photos.entry(key)) is not None]
        self._requested.clear()
        if found := [entry for entry in entries if entry.photo is not None and entry.view is None]:
            self.wanted.emit(found)
