"""Edits of a data set that has got other pictures since: those whose pictures are still there."""

from __future__ import annotations

from collections.abc import Mapping

from engine.data.dataset import Dataset
from engine.data.edits import ADDED, DatasetEdits, PictureKey, Placement
from engine.typing import Pixels


def edited_pictures(original: Dataset, edits: DatasetEdits) -> dict[PictureKey, str]:
    """The SHA-256 of each picture of `original` that is edited."""
    keys = (key for key in edits.placements if key.source != ADDED)
    return {key: _sha256(original.parts[key.source].pictures[key.index]) for key in keys}


def carry_over(edits: DatasetEdits, pictures: Mapping[PictureKey, str], original: Dataset) -> DatasetEdits:
    """The edits of the same pictures in another `original`; `pictures` are their hashes, by `edited_pictures`.

    Pictures that are gone are left out, and so are edits that change nothing any more. One that is in the other part
    now stays there, unless it was moved by the edit. Among pictures of another size there is none of the same.
    """
    if any(picture.pixels.shape[:2] != original.picture_shape for picture in edits.added.values()):
        return DatasetEdits()
    placements = {key: at for key, at in edits.placements.items() if key.source == ADDED}
    places = _places(original)
    for key, sha256 in pictures.items():
        found = sorted(places.get(sha256, ()), key=lambda place: place.source != key.source)
        if not found:
            continue
        at, place = edits.placements[key], found[0]
        here = Placement(place.source, int(original.parts[place.source].labels[0, place.index]))
        wanted = Placement(place.source if at.part == key.source else at.part, at.label)
        if wanted != here:
            placements[place] = wanted
    return DatasetEdits(placements, edits.added)


def _places(original: Dataset) -> dict[str, list[PictureKey]]:
    """The pictures of a data set by their hash."""
    places: dict[str, list[PictureKey]] = {}
    for name, part in original.parts.items():
        for index, pixels in enumerate(part.pictures):
            places.setdefault(_sha256(pixels), []).append(PictureKey(name, index))
    return places


def _sha256(pixels: Pixels) -> str:
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(pixels.tobytes()).hexdigest()
