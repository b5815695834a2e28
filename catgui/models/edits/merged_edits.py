"""Edits that two windows have made of the same data set."""

from __future__ import annotations

from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey, Placement

# An added picture is itself its identity: two windows may have given the same number to different ones.
_Identity = PictureKey | AddedPicture


def merge(before: DatasetEdits, after: DatasetEdits, other: DatasetEdits) -> DatasetEdits:
    """The edits `other` with what one window has changed from `before` to `after`.

    Of a picture that was edited in both windows, the edit of `after` counts. One that was added in both is added once.
    """
    if other == before:
        return after
    old, new, merged = _by_identity(before), _by_identity(after), _by_identity(other)
    for identity in old.keys() - new.keys():
        merged.pop(identity, None)
    merged.update({identity: place for identity, place in new.items() if old.get(identity) != place})
    added = [identity for identity in merged if isinstance(identity, AddedPicture)]
    numbers = {picture: number for number, picture in enumerate(added)}
    placements = {
        PictureKey(ADDED, numbers[identity]) if isinstance(identity, AddedPicture) else identity: place
        for identity, place in merged.items()
    }
    return DatasetEdits(placements, dict(enumerate(added)))


def _by_identity(edits: DatasetEdits) -> dict[_Identity, Placement]:
    return {edits.added[key.index] if key.source == ADDED else key: place for key, place in edits.placements.items()}
