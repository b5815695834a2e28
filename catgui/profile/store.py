"""The file of the profile: checked once, then opened for each access."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from catgui.profile.backups import BESIDE, DAMAGED, REPLACED, Backups, create_private
from catgui.profile.tables import (
    FILE_ERRORS,
    NewerProfileError,
    check_version,
    check_whole,
    create_tables,
)
from engine.system.atomic import check_regular_file, move_into_place
from engine.text import printable

_log = logging.getLogger(__name__)

Value = TypeVar("Value")
PROFILE_NAME = "catgui.sqlite"
FIRST_NAME = "profile.sqlite"  # of the profile of Catgui 1
# How long to wait for another thread or program that is writing, in seconds.
_LOCK_TIMEOUT = 5.0
# The folder is synchronized too: what was written outlasts a loss of power.
_SYNCHRONOUS = "EXTRA"
# An error of SQLite where a file ends within a page, all of which have a multiple of these bytes.
_CUT_OFF, _LEAST_PAGE = "disk I/O error", 512


class ProfileStore:
    """The profile in the file `path`, for all threads of one process; each access is one transaction.

    `claim` is called before anything is opened, and raises OSError if another process has the profile. `take_over`
    writes what an earlier profile has into a first one, and returns what to tell the user of it, or ''.

    Attributes: `backups`; `is_begun`, whether the file was checked; `report`, a text for the user on a profile that was
    taken over then, or was damaged or gone, or ''.
    """

    def __init__(
        self,
        path: Path,
        claim: Callable[[], object] = lambda: None,
        take_over: Callable[[sqlite3.Connection], str] = lambda _connection: "",
    ) -> None:
        self.path = path
        self._claim, self._take_over = claim, take_over
        self.backups = Backups(path)
        self.report = ""
        self.is_begun = False
        self._beginning = threading.Lock()

    def begin(self) -> None:
        """Check the whole file, once; create it, or bring back a backup. Raises sqlite3.Error and OSError."""
        with self._beginning:
            if self.is_begun:
                return
            self._check_places()
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._claim()
            if self.path.exists():
                fault = self._find_damage()
            else:
                fault = "it is gone" if self.backups.found() else ""
                if not fault:
                    move_into_place(self._first(), self.path)
            if fault:
                # Once its error is forgotten: the traceback keeps the file open, which Windows does not move then.
                _log.warning("The profile is damaged: %s", fault)
                self._restore()
            self.is_begun = True

    def read(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """The value of `work(connection)`. Raises sqlite3.Error and OSError."""
        return self._access(work, "BEGIN")

    def write(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """The value of `work(connection)`, in a transaction that may write."""
        return self._access(work, "BEGIN IMMEDIATE")

    def back_up(self, kind: str = "") -> None:
        """Make a backup; for one without a `kind`, a full disk is only logged. Raises sqlite3.Error and OSError."""
        try:
            with self._open() as connection:
                self.backups.make(connection, kind)
        except (sqlite3.OperationalError, OSError):
            if kind:  # what could not be read must not be written over without one
                raise
            _log.warning("There is no backup of the profile", exc_info=True)

    def bring_back(self, backup: Path) -> None:
        """Put `backup` in the place of the profile, which is moved to the backups. Raises OSError."""
        self._replace(self._copy_of(backup), REPLACED)

    def start_fresh(self) -> None:
        """Move the profile to the backups and create another one. Raises sqlite3.Error and OSError."""
        self._replace(self._empty(), REPLACED)
        self.back_up()  # so that none of those before comes back after damage

    def _access(self, work: Callable[[sqlite3.Connection], Value], begin: str) -> Value:
        with self._open() as connection:
            check_version(connection)
            connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS}")
            connection.execute(begin)
            value = work(connection)
            connection.execute("COMMIT")
            return value

    def _open(self) -> closing[sqlite3.Connection]:
        """A connection to the file, which is checked before the first one. Raises sqlite3.Error and OSError."""
        self.begin()
        self._check_places()
        if not self.path.exists():  # nothing is made in its place, which may be that of a disk
            raise OSError(errno.ESTALE, "it is gone; bring it or its disk back", str(self.path))
        return closing(self._connect())

    def _check_places(self) -> None:
        """Raise OSError if something other than a file is in a place."""
        for suffix in ("", *BESIDE):
            check_regular_file(Path(f"{self.path}{suffix}"))

    def _connect(self) -> sqlite3.Connection:
        # Autocommit: transactions are begun and ended here. One that was begun ends with the connection.
        connection = sqlite3.connect(self.path, timeout=_LOCK_TIMEOUT, isolation_level=None)
        # A text that is not UTF-8 must not make the others unreadable.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _find_damage(self) -> str:
        """What is damaged in the file, or ''. Raises sqlite3.Error if it is newer, or cannot be read now."""
        try:
            with closing(self._connect()) as connection:
                check_whole(connection)
        except NewerProfileError:
            raise
        except FILE_ERRORS as error:
            is_cut_off = _CUT_OFF in str(error) and self.path.stat().st_size % _LEAST_PAGE > 0
            if isinstance(error, sqlite3.OperationalError) and not is_cut_off:
                raise
            return str(error)
        return ""

    def _restore(self) -> None:
        """Put the newest whole backup in the place of a damaged file, or else a new one."""
        found = self.backups.newest_whole()
        if found is None:
            part, back = self._empty(), "There is no undamaged backup; Catgui starts fresh."
        else:
            part, back = self._copy_of(found[0]), f"The backup of {found[1]:%d %b %Y, %H:%M} is back."
        was_there = self.path.exists()
        aside = printable(self._replace(part, DAMAGED))
        gone = f"is gone from {printable(self.path)}."
        self.report = f"Your profile {f'was damaged; that file is now {aside}.' if was_there else gone} {back}"

    def _replace(self, part: Path, kind: str) -> Path:
        """Put `part` in the place of the profile, which is moved to the backups; returns its new place."""
        aside = self.backups.move_there(kind)
        move_into_place(part, self.path)
        return aside

    def _copy_of(self, backup: Path) -> Path:
        part = self._new_part()
        shutil.copyfile(backup, part)
        return part

    def _first(self) -> Path:
        """A new profile with what an earlier one has."""
        part = self._empty()
        with closing(sqlite3.connect(part)) as connection, connection:
            self.report = self._take_over(connection)
        return part

    def _empty(self) -> Path:
        part = self._new_part()
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            create_tables(connection)
        return part

    def _new_part(self) -> Path:
        part = Path(f"{self.path}.part")
        create_private(part)
        return part
