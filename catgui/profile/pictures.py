"""Pictures in the profile: added ones as pixels, pasted photos as the bytes of their files, each of them once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from engine.typing import Pixels

_Owner = int | str


class PictureTable:
    """The pictures in two tables of `connection`: what they are by their SHA-256, and who uses them.

    An owner, such as a run, is a number or a text. A picture that many use takes its room once, and is deleted with the
    last of them. Every method raises sqlite3.Error, and leaves the transaction to the caller.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, owner: _Owner, pictures: Mapping[str, Pixels | bytes]) -> None:
        """Keep `pictures` for `owner`, in place of those it had."""
        self.add(pictures)
        self.set_uses(owner, pictures)

    def add(self, pictures: Mapping[str, Pixels | bytes]) -> None:
        """Add those of `pictures` that are not there; they stay if `set_uses` follows."""
        known = set(self.all())
        new = [(sha256, _to_bytes(picture)) for sha256, picture in pictures.items() if sha256 not in known]
        self._connection.executemany("INSERT INTO pictures VALUES (?, ?)", new)

    def set_uses(self, owner: _Owner, hashes: Collection[str]) -> None:
        """Have `owner` use the pictures with these `hashes` alone, which are there; writes only what differs."""
        used = {sha for (sha,) in self._connection.execute("SELECT sha256 FROM picture_uses WHERE owner = ?", (owner,))}
        wanted = set(hashes)
        unused = "DELETE FROM pictures WHERE sha256 = ?2 AND ?2 NOT IN (SELECT sha256 FROM picture_uses)"
        for query, changed in (
            ("INSERT INTO picture_uses VALUES (?1, ?2)", wanted - used),
            ("DELETE FROM picture_uses WHERE owner = ?1 AND sha256 = ?2", used - wanted),
            (unused, used - wanted),
        ):
            self._connection.executemany(query, [(owner, sha256) for sha256 in changed])

    def all(self) -> Mapping[str, bytes]:
        """The pictures by their SHA-256, read as they are looked up."""
        return _Lookup(self._connection)


class _Lookup(Mapping[str, bytes]):
    """The bytes of pictures by their SHA-256."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, sha256: str) -> bytes:
        row = self._connection.execute("SELECT bytes FROM pictures WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise KeyError(sha256)
        return row[0]

    def __iter__(self) -> Iterator[str]:
        return (sha256 for (sha256,) in self._connection.execute("SELECT sha256 FROM pictures"))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM pictures").fetchone()[0])


def _to_bytes(picture: Pixels | bytes) -> bytes:
    return picture.tobytes() if isinstance(picture, np.ndarray) else picture
