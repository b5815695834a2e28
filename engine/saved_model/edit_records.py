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
from engine.errors import ConfigError
from engine.saved_model.checks import INDICES, LABELS, MAX_PLACEMENTS, PATHS, SIDES
from engine.text import printable
from engine.validation import check_count

MAX_FILE_BYTES = 200_000_000  # of some ten thousand added pictures of 64 x 64 pixels
# Upper bounds of what JSON takes: for a placement, for an added picture beside its pixels, for a character of its file.
_PLACEMENT_BYTES, _PICTURE_BYTES, _CHARACTER_BYTES = 60, 160, 12


def fit_into_file(edits: DatasetEdits) -> bool:
    """Whether a model file can hold `edits`, so that they may be read again."""
    pixels = sum(picture.pixels.nbytes for picture in edits.added.values())
    names = sum(len(picture.file) for picture in edits.added.values())
    rows = len(edits.placements) * _PLACEMENT_BYTES + len(edits.added) * _PICTURE_BYTES
    are_few = len(edits.placements) <= MAX_PLACEMENTS  # which all added pictures have
    return are_few and pixels * 4 // 3 + rows + names * _CHARACTER_BYTES <= MAX_FILE_BYTES  # base64: 4 bytes for 3


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
    check_count("placements", fields["placements"], MAX_PLACEMENTS, "pictures")
    check_count("added", fields["added"], MAX_PLACEMENTS, "pictures")
    placements = dict(_decode_placement(*row) for row in fields["placements"])
    added = dict(_decode_picture(pixels, *row) for row in fields["added"])
    if {key.index for key in placements if key.source == ADDED} != added.keys():
        raise ConfigError("added", sorted(added), "must each be in a part")
    return DatasetEdits(placements, added)


def _decode_placement(source: Any, index: Any, part: Any, label: Any) -> tuple[PictureKey, Placement]:
    if source not in (TRAIN, TEST, ADDED) or part not in (TRAIN, TEST, LEFT_OUT) or (source, part) == (ADDED, LEFT_OUT):
        raise ConfigError("placements", (source, part), "must be a picture and its part")
    return PictureKey(source, INDICES.check("index", index)), Placement(part, LABELS.check("label", label))


def _decode_picture(
    kept: Mapping[str, bytes], number: Any, file: Any, shape: Any, sha256: Any, encoded: Any
) -> tuple[int, AddedPicture]:
    height, width = (SIDES.check("side", side) for side in shape)
    name = PATHS.check("file", file)
    data = kept.get(sha256, b"") if encoded is None else base64.b64decode(encoded, validate=True)
    pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)
    picture = AddedPicture(pixels, printable(name))
    if picture.sha256 != sha256:
        raise ConfigError("sha256", sha256, "must be that of the picture")
    return INDICES.check("number", number), picture
