"""The pictures of a part of an edited data set, by their identities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

import numpy as np

from engine.data.edits import PictureKey
from engine.typing import Indices


class PartMembers(Sequence[PictureKey]):
    """The keys of a part in order: those that stayed in it, then those that came.

    Keys of pictures that stayed are made when they are asked for: an edit of one picture makes no key for each of the
    others.

    Attributes: `part`; `stayed`, the places in the original part of those that stayed, ascending; `came`.
    """

    def __init__(self, part: str, stayed: Indices, came: tuple[PictureKey, ...] = ()) -> None:
        self.part, self.stayed, self.came = part, stayed, came

    def __len__(self) -> int:
        return len(self.stayed) + len(self.came)

    @overload
    def __getitem__(self, index: int) -> PictureKey: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[PictureKey, ...]: ...

    def __getitem__(self, index: int | slice) -> PictureKey | tuple[PictureKey, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index]
        if at < len(self.stayed):
            return PictureKey(self.part, int(self.stayed[at]))
        return self.came[at - len(self.stayed)]

    def find(self, key: PictureKey) -> int | None:
        """The place of a picture in the part, or None if it is not in it."""
        if key.source != self.part:
            return self._came_at.get(key)
        at = int(np.searchsorted(self.stayed, key.index))
        return at if at < len(self.stayed) and self.stayed[at] == key.index else None

    def places_in(self, other: PartMembers) -> Indices:
        """Where each of these is in `other`, or -1: (m,)."""
        places = np.full(len(self), -1, dtype=np.int64)
        if other.part == self.part and len(other.stayed):
            at = np.minimum(np.searchsorted(other.stayed, self.stayed), len(other.stayed) - 1)
            places[: len(self.stayed)] = np.where(other.stayed[at] == self.stayed, at, -1)
        for place, key in enumerate(self.came, start=len(self.stayed)):
            found = other.find(key)
            places[place] = -1 if found is None else found
        return places

    def equals(self, other: PartMembers) -> bool:
        """Whether the same pictures are in the same order."""
        return self.part == other.part and self.came == other.came and np.array_equal(self.stayed, other.stayed)

    @cached_property
    def _came_at(self) -> dict[PictureKey, int]:
        return {key: at for at, key in enumerate(self.came, start=len(self.stayed))}
