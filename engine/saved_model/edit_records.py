"""Edits of a data set as JSON, with the pixels of added pictures, or without them where these are kept apart.

What is decoded here was written by anybody: each value is checked before it is used.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.data.edits import ADDED, LEFT_OUT, TEST, TRAIN, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.text import printable
from engine.validation import check_integer

MAX_FILE_BYTES = 200_000_000  # of some ten thousand added pictures of 64 x 64 pixels
_MAX_SIDE = 10_000
# Upper bounds of what JSON takes: for a placement, for an added picture beside its pixels, for a character of its file.
_PLACEMENT_BYTES, _PICTURE_BYTES, _CHARACTER_BYTES = 60, 160, 12


def fit_into_file(edits: DatasetEdits) -> bool:
    """Whether a model file can hold `edits`, so that they may be read again."""
    pixels = sum(picture.pixels.nbytes for picture in edits.added.values())
    names = sum(len(picture.file) for picture in edits.added.values())
    rows = len(edits.placements) * _PLACEMENT_BYTES + len(edits.added) * _PICTURE_BYTES
    return pixels * 4 // 3 + rows + names * _CHARACTER_BYTES <= MAX_FILE_BYTES  # base64 takes 4 bytes for 3


def encode_edits(edits: DatasetEdits, with_pixels: bool = True) -> dict[str, Any]:
    """The edits for JSON: rows of source, index, part and label, and of number, file, shape, SHA-256 and pixels."""
    encode = _encode_pixels if with_pixels else _encode_none
    return {
        "placements": [[key.source, key.index, at.part, at.label] for key, at in edits.placements.items()],
        "added": [
            [number, picture.file, picture.pixels.shape[:2], picture.sha256, encode(picture)]
            for number, picture in edits.added.items()
        ],
    }


def _encode_pixels(picture: AddedPicture) -> str:
    return base64.b64encode(picture.pixels.tobytes()).decode("ascii")


def _encode_none(picture: AddedPicture) -> None:
    return None


def decode_edits(fields: dict[str, Any], pixels: Mapping[str, bytes] = MappingProxyType({})) -> DatasetEdits:
    """The edits of `encode_edits`; `pixels`, by the SHA-256 of a picture, has those that were encoded without.

    Raises what wrong types and values raise.
    """
    placements = dict(_decode_placement(*row) for row in fields["placements"])
    added = dict(_decode_picture(pixels, *row) for row in fields["added"])
    if {key.index for key in placements if key.source == ADDED} != added.keys():
        raise ValueError("an added picture is in no part")
    return DatasetEdits(placements, added)


def _decode_placement(source: Any, index: Any, part: Any, label: Any) -> tuple[PictureKey, Placement]:
    if source not in (TRAIN, TEST, ADDED) or part not in (TRAIN, TEST, LEFT_OUT) or (source, part) == (ADDED, LEFT_OUT):
        raise ValueError(f"there is no such place: {source!r}, {part!r}")
    place, number = check_integer("label", label), check_integer("index", index)
    if place not in (0, 1) or number < 0:
        raise ValueError(f"there is no such label or index: {label}, {index}")
    return PictureKey(source, number), Placement(part, place)


def _decode_picture(
    kept: Mapping[str, bytes], number: Any, file: Any, shape: Any, sha256: Any, encoded: Any
) -> tuple[int, AddedPicture]:
    height, width = (check_integer("side", side) for side in shape)
    if not (isinstance(file, str) and 1 <= height <= _MAX_SIDE and 1 <= width <= _MAX_SIDE):
        raise ValueError("a picture is not described")
    data = kept.get(sha256, b"") if encoded is None else base64.b64decode(encoded, validate=True)
    pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)
    picture = AddedPicture(pixels, printable(file))
    if picture.sha256 != sha256:
        raise ValueError("a picture is not the one that was saved")
    return check_integer("number", number), picture
