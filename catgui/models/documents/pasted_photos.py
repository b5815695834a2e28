"""The pasted photos of a window, in a folder beside its state: each in a file named by its SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catgui.inputs.sources import BytesSource
from engine.data.dataset import is_class_name
from engine.storage.atomic import atomic_write
from engine.storage.regular_file import check_regular_file

PASTED_FOLDER = "pasted"
_MAX_BYTES = 100_000_000  # of all: the window is closing while they are written
_HASH_LENGTH = 64


@dataclass(frozen=True, slots=True)
class PastedPhoto:
    """A photo that is in no file of the user: pasted, or from the web. Attributes: `actual`, its class, or ''."""

    source: BytesSource
    actual: str = ""


def write_pasted(folder: Path, photos: Sequence[PastedPhoto]) -> list[list[str]]:
    """Write those of `photos` that are not in `folder` yet, and return a row of text for each.

    What exceeds 100 MB in all is left out, and is missing then. Raises OSError.
    """
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    rows, left = [], _MAX_BYTES
    for photo in photos:
        source = photo.source
        digest = hashlib.sha256(source.data).hexdigest()
        rows.append([digest, source.name, source.origin, photo.actual])
        left -= len(source.data)
        path = folder / PASTED_FOLDER / digest
        if left >= 0 and not path.is_file():
            path.parent.mkdir(exist_ok=True)
            with atomic_write(path) as temporary:
                temporary.write_bytes(source.data)
    return rows


def delete_others(folder: Path, rows: Iterable[Sequence[str]]) -> None:
    """Delete the photos in `folder` that are not in `rows`. Raises OSError."""
    kept = {digest for digest, *_ in rows}
    if (folder / PASTED_FOLDER).is_dir():
        for path in (folder / PASTED_FOLDER).iterdir():
            if path.name not in kept:
                path.unlink()


def read_pasted(folder: Path, rows: Sequence[Any]) -> tuple[tuple[PastedPhoto, ...], int]:
    """The photos of `rows`, and the number of those that are not there. Raises what wrong types and values raise."""
    photos, left = [], _MAX_BYTES
    for digest, name, origin, actual in rows:
        texts = (digest, name, origin, actual)
        if not (all(isinstance(text, str) for text in texts) and len(digest) == _HASH_LENGTH and digest.isalnum()):
            raise ValueError("this is no pasted photo")
        if actual and not is_class_name(actual):
            raise ValueError("this is no name of a class")
        with suppress(OSError):
            path = folder / PASTED_FOLDER / digest
            check_regular_file(path)
            left -= path.stat().st_size
            if left >= 0:
                source = BytesSource(name, path.read_bytes(), origin)
                photos.append(PastedPhoto(source, actual))
    return tuple(photos), len(rows) - len(photos)
