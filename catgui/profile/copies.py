"""The copies of the profile: three generations, of which one is at least a day old once there was one."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from catgui.profile.salvage import Reader, check_rows
from catgui.profile.tables import FILE_ERRORS
from engine.storage.atomic import check_regular_file, replace_file

_log = logging.getLogger(__name__)

_DAY = 24 * 3600.0
_GENERATIONS = ("copy", "copy-2", "copy-3")
# How many files that were moved aside stay, and for how long, in seconds; the newest stays in any case.
_MOST_ASIDE, _ASIDE_SECONDS = 5, 60 * _DAY


class ProfileCopies:
    """The copies beside the profile at `path`, and the damaged files that were moved aside.

    Attributes: `places`, where the copies are, the newest first; `part`, where one is written until it is whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.places = [path.with_name(f"{path.stem}-{name}{path.suffix}") for name in _GENERATIONS]
        self.part = Path(f"{self.places[0]}.part")

    def found(self) -> list[tuple[Path, datetime]]:
        """The copies that are there, each with the time when it was made, the newest first."""
        found = []
        for path in self.places:
            with suppress(OSError, OverflowError, ValueError):
                found.append((path, datetime.fromtimestamp(path.stat().st_mtime)))
        return found

    def check_places(self) -> None:
        """Raise OSError if something other than a file is in a place."""
        for place in (*self.places, self.part):
            check_regular_file(place)

    def begin(self, connection: sqlite3.Connection) -> bool:
        """Make a new copy, to be kept by `keep`; returns True. Raises sqlite3.Error and OSError."""
        create_private(self.part)
        with closing(sqlite3.connect(self.part, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # what a killed program leaves is thrown away as a whole
            connection.backup(copy)
        return True

    def keep(self, readers: Mapping[str, Reader]) -> None:
        """Keep the new copy as the newest, if `readers` can read all of it. Raises sqlite3.Error and OSError."""
        with closing(sqlite3.connect(self.part, isolation_level=None)) as copy:
            check_rows(copy, readers)
        self._shift(time.time())
        replace_file(self.part, self.places[0])

    def _shift(self, now: float) -> None:
        """Make room for a new copy, once the second is a day old: what is younger may have a fault that is not seen."""
        newest, middle, oldest = self.places
        if not newest.exists() or (middle.exists() and 0 <= now - middle.stat().st_mtime < _DAY):
            return
        if middle.exists():
            replace_file(middle, oldest)
        replace_file(newest, middle)

    def move_aside(self) -> Path:
        """Move the profile aside, with what SQLite keeps beside it; returns its new place. Raises OSError."""
        aside = self._free_place()
        for suffix in ("", "-journal", "-wal", "-shm"):
            if Path(f"{self._path}{suffix}").exists():
                replace_file(Path(f"{self._path}{suffix}"), Path(f"{aside}{suffix}"))
        with suppress(OSError):
            os.utime(aside)  # it goes by the time when it was moved
        return aside

    def _free_place(self) -> Path:
        number = 1
        while os.path.lexists(place := self._aside(number)):
            number += 1
        return place

    def _aside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}-damaged-{number}{self._path.suffix}")

    def move_unreadable(self, readers: Mapping[str, Reader]) -> None:
        """Move copies that are not whole aside, where nothing is written over them. Raises OSError."""
        for place, _ in self.found():
            if _is_damaged(place, readers):
                replace_file(place, self._free_place())

    def delete_old(self) -> None:
        """Delete files that were moved aside long ago, and those that are too many. Raises OSError."""
        aside = sorted(self._all_aside(), key=lambda path: path.stat().st_mtime, reverse=True)
        for index, path in enumerate(aside[1:], start=1):
            if index >= _MOST_ASIDE or time.time() - path.stat().st_mtime > _ASIDE_SECONDS:
                for suffix in ("", "-journal", "-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)

    def _all_aside(self) -> Iterator[Path]:
        for path in self._path.parent.glob(f"{self._path.stem}-damaged-*{self._path.suffix}"):
            if path.stem.rpartition("-")[2].isdecimal():
                yield path

    def has_room(self) -> bool:
        """Whether the disk has room for one more copy, and as much again."""
        return shutil.disk_usage(self._path.parent).free > 2 * self._path.stat().st_size


def _is_damaged(place: Path, readers: Mapping[str, Reader]) -> bool:
    """Whether not all of a copy can be read, for good; it is closed then."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        try:
            check_rows(connection, readers)
        except sqlite3.OperationalError:
            return False  # it may be read another time
        except FILE_ERRORS:
            return True
    return False


def create_private(path: Path) -> None:
    """Create an empty file that only its user can read, in place of what a killed program has left there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
