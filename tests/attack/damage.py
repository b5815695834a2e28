"""What becomes of the files of the program: damage, a full disk, a folder that goes and comes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random


def overwrite(profile: Path, seed: str, count: str) -> None:
    """Write random bytes at random places, of which SQLite may notice nothing."""
    data, random = bytearray(profile.read_bytes()), Random(seed)
    for _ in range(int(count)):
        data[random.randrange(100, len(data))] = random.randrange(256)
    _write(profile, bytes(data))


def overwrite_header(profile: Path) -> None:
    """Write zeros over the header."""
    _write(profile, bytes(100) + profile.read_bytes()[100:])


def cut(profile: Path, count: str) -> None:
    """Cut so many bytes off the end."""
    with profile.open("r+b") as file:
        file.truncate(max(0, profile.stat().st_size - int(count)))


def empty(profile: Path) -> None:
    """Leave a file of no bytes."""
    _write(profile, b"")


def delete(profile: Path) -> None:
    """Delete the file."""
    profile.unlink()


def replace_by_text(profile: Path) -> None:
    """Put another file in its place."""
    profile.unlink()
    profile.write_text("This is no database.\n" * 500)


def replace_by_other(profile: Path) -> None:
    """Put a database with other tables in its place."""
    Path(f"{profile}-journal").unlink(missing_ok=True)  # else it would be rolled back into the other
    other = profile.with_name("other")
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE other (text TEXT); PRAGMA user_version = 1;")
    other.replace(profile)


def change(profile: Path, *words: str) -> None:
    """Execute SQL on the rows and tables."""
    with closing(sqlite3.connect(profile)) as connection, suppress(sqlite3.OperationalError):  # of a part that is gone
        connection.executescript(" ".join(words))


def _write(profile: Path, data: bytes) -> None:
    with profile.open("r+b") as file:  # the same file, as by a fault of a disk
        file.write(data)
        file.truncate()


DAMAGES: dict[str, Callable[..., None]] = {
    "bytes": overwrite,
    "header": overwrite_header,
    "cut": cut,
    "empty": empty,
    "delete": delete,
    "text": replace_by_text,
    "other": replace_by_other,
    "sql": change,
}
