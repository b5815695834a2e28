"""Which photos have views, the pictures that the network takes: as many as the memory is to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.models.photos.rows import PhotoListModel
from engine.images.photo import most_views


class PhotoViews:
    """The order in which `photos` were looked at, by which views are dropped when all would take too much memory.

    A photo without a view is read again when its card is painted, and once for each network that has not answered it.
    """

    def __init__(self, photos: PhotoListModel) -> None:
        self._photos = photos
        self._used: dict[PhotoKey, None] = {}  # the latest last
        self._wanted: set[PhotoKey] = set()
        self._tried: set[PhotoKey] = set()

    def use(self, key: PhotoKey) -> bool:
        """Note that a photo is looked at; returns whether it is to be read again for that."""
        entry = self._photos.entry(key)
        if entry is None or entry.photo is None:
            return False
        self._used.pop(key, None)
        self._used[key] = None
        if entry.view is None:
            self._wanted.add(key)
        return entry.view is None

    @property
    def latest(self) -> Iterator[PhotoEntry]:
        """The photos that were looked at, the latest first: those on the screen."""
        return filter(None, map(self._photos.entry, reversed(self._used)))

    def take_wanted(self) -> list[PhotoEntry]:
        """The photos without a view that were looked at since the last call."""
        wanted, self._wanted = self._wanted, set()
        return [entry for entry in map(self._photos.entry, wanted) if entry is not None and entry.view is None]

    def forget_answers(self) -> None:
        """Read each photo without an answer again, since there is another network."""
        self._tried.clear()

    def take_unanswered(self, picture_shape: tuple[int, int]) -> list[PhotoEntry]:
        """Some of the photos that have neither view nor answer, each once for a network."""
        found = [
            entry
            for entry in self._photos
            if entry.photo is not None and entry.view is None and entry.verdict is None and entry.key not in self._tried
        ]
        some = found[: -(-most_views(picture_shape) // 2)]
        self._tried.update(entry.key for entry in some)
        return some

    def surplus(self, picture_shape: tuple[int, int], awaits_answer: Callable[[PhotoEntry], bool]) -> list[PhotoEntry]:
        """The photos whose views do not fit, without them; those that await an answer keep theirs longest."""
        most = most_views(picture_shape)
        if len(self._photos) <= most:
            return []
        places = {key: place for place, key in enumerate(self._used)}
        seen = [entry for entry in self._photos if entry.view is not None]
        seen.sort(key=lambda entry: (awaits_answer(entry), places.get(entry.key, -1)))
        return list(_without_views(seen[: max(0, len(seen) - most)]))


def _without_views(entries: Iterable[PhotoEntry]) -> Iterator[PhotoEntry]:
    return (replace(it, photo=replace(it.photo, views={})) for it in entries if it.photo is not None)
