"""The dated backups of the profile, and the profiles that were moved there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from catgui.profile.tables import FILE_ERRORS, check_whole
from engine.system.atomic import check_regular_file, move_into_place, replace_file

_MOST, _HOUR = 5, timedelta(hours=1)
_DATE, _SUFFIX = "%Y-%m-%d %H.%M.%S.%f", ".sqlite"
# What is behind the date in a name: of a backup before rows that could not be read are written over, and of a profile
# that was replaced by the user or since it was damaged.
UNREAD, REPLACED, DAMAGED = " unread", " replaced", " damaged"
# What SQLite keeps beside a file. It goes first: a journal must never be found beside another file.
BESIDE = ("-journal", "-wal", "-shm")


class Backups:
    """The backups in `folder`, beside the profile at `profile`; their names are their dates.

    Of each kind five are kept, of which all but the newest are an hour apart. What was moved there is never deleted.
    """

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self.folder = profile.with_name("backups")

    def found(self, kind: str = "") -> list[tuple[Path, datetime]]:
        """The backups of a kind, with their dates, the newest first; those dated in the future last."""
        found, now = [], datetime.now()
        for path in self.folder.glob(f"*{kind}{_SUFFIX}"):
            with suppress(ValueError):
                found.append((path, datetime.strptime(path.stem, f"{_DATE}{kind}")))
        return sorted(found, key=lambda one: (one[1] <= now, one[1]), reverse=True)

    def to_bring_back(self) -> list[tuple[Path, datetime]]:
        """The backups, and the profiles that the user has replaced, the newest first."""
        return sorted(self.found() + self.found(UNREAD) + self.found(REPLACED), key=lambda one: one[1], reverse=True)

    def newest_whole(self) -> tuple[Path, datetime] | None:
        """The newest backup without damage, or None."""
        return next(((path, date) for path, date in self.found() if is_whole(path)), None)

    def make(self, connection: sqlite3.Connection, kind: str = "") -> None:
        """Back up the profile of `connection`. Raises sqlite3.Error, as for damage, and OSError."""
        place = self._place(kind)
        if shutil.disk_usage(self.folder).free < 2 * self._profile.stat().st_size:
            raise OSError("there is no room for a backup")
        part = self.folder / "backup.part"
        check_regular_file(part)
        create_private(part)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # what a killed program leaves is thrown away as a whole
            connection.backup(copy)
            check_whole(copy)
        move_into_place(part, place)
        found = self.found(kind)
        if len(found) > 2 and found[1][1] - found[2][1] < _HOUR:
            found.insert(_MOST + 1, found.pop(1))
        for path, _ in found[_MOST:]:
            path.unlink()

    def move_there(self, kind: str) -> Path:
        """Move the profile there, with what is beside it; returns its new place. Raises OSError."""
        place = self._place(kind)
        for suffix in (*BESIDE, ""):
            if Path(f"{self._profile}{suffix}").exists():
                replace_file(Path(f"{self._profile}{suffix}"), Path(f"{place}{suffix}"))
        return place

    def _place(self, kind: str) -> Path:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder / f"{datetime.now():{_DATE}}{kind}{_SUFFIX}"


def is_whole(path: Path) -> bool:
    """Whether the file is a whole profile that this program reads."""
    with suppress(*FILE_ERRORS, OSError):
        check_regular_file(path)
        with closing(sqlite3.connect(path)) as connection:
            check_whole(connection)
        return True
    return False


def create_private(path: Path) -> None:
    """Create an empty file that only its user can read, in place of what a killed program has left there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
