"""The thread that writes the profile: at once, again if that failed, and to the end as the window closes."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from catgui.profile.store import ProfileStore
from catgui.profile.tables import record_program_version
from engine.system.atomic import describe_obstacle
from engine.text import printable

_log = logging.getLogger(__name__)

Work = Callable[[ProfileStore], object]
_NOT_KEPT = "What you do is kept only until you close this window."
_RETRY_SECONDS, _RETRY_SECONDS_AT_CLOSE = 10.0, 1.0
_MOST_SECONDS = 10.0
# How long after a change the profile is backed up, in seconds.
_BACKUP_SECONDS = 3600.0
_BACKUP = "backup"


class ProfileKeeper(QObject):
    """Does what is put, in one thread and in its order; what fails stays, and is tried again every ten seconds.

    Before `begin` what is put waits: a window without a profile keeps everything in memory. An hour after a change,
    and at the close, the profile is backed up.

    Attributes: `store`, the profile, or None; `notice`, a text for the user while something cannot be kept, or '';
    `obstacle`, why the last work failed, or ''; `at_end`, the last work, once all is kept and backed up, or None.

    Signals: `begun()`, the profile can be read; `changed(str)`, another `notice`; `reported(str)`, a text for the user
    on a damaged profile; `finished()`, all is done after `finish`.
    """

    begun = Signal()
    changed = Signal(str)
    reported = Signal(str)
    finished = Signal()
    _reported = Signal(str, str)  # in the thread
    _ended = Signal()  # in the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store: ProfileStore | None = None
        self.notice = ""
        self.obstacle = ""
        self.at_end: Work | None = None
        self._waiting: dict[Hashable, Work] = {}
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._backup_at: float | None = None  # by the monotonic clock; None if nothing has changed since the last one
        self._failures = 0
        self._has_begun = self._is_closing = self._is_given_up = self._has_ended = False
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self.finished, Qt.ConnectionType.QueuedConnection)

    def begin(self, store: ProfileStore) -> None:
        """Write to `store` from now on."""
        self.store = store
        self._waiting = {"begin": lambda store: store.write(record_program_version), **self._waiting}
        # A daemon: a disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="profile", daemon=True)
        self._thread.start()

    def begin_without(self, reason: str) -> None:
        """Work without a profile, and show the user the `reason`."""
        self._show(f"{_NOT_KEPT} {reason}")

    def put(self, key: Hashable, work: Work) -> None:
        """Queue `work(store)`, in place of waiting work with the same `key`; it raises what `store` does."""
        with self._condition:
            self._waiting.pop(key, None)
            self._waiting[key] = work
            self._condition.notify_all()

    def wait(self, seconds: float = _MOST_SECONDS) -> bool:
        """Try again what has failed, and wait until all is done or something fails; returns whether all is done."""
        with self._condition:
            failures = self._failures
            self._condition.notify_all()
            self._condition.wait_for(lambda: self._is_idle or failures != self._failures, seconds)
            return self._is_idle

    def finish(self) -> bool:
        """Do what waits, back the profile up, and `at_end`; returns whether all is done.

        The wait is bounded. What is not done is tried again until `shutdown`; see `finished`.
        """
        self._is_closing = True
        return self.wait()

    def shutdown(self) -> None:
        """Do what waits, as `finish` does unless it was tried, and end the thread."""
        if not self._is_closing:
            self.finish()
        with self._condition:
            self._is_given_up = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join(_MOST_SECONDS)
            self._thread = None

    @property
    def _is_idle(self) -> bool:
        """Whether the thread has nothing to do."""
        return self._thread is None or (self._has_ended if self._is_closing else not self._waiting)

    def _run(self) -> None:
        while works := self._next():
            obstacle = self._run_works(works)
            with self._condition:
                self.obstacle = obstacle
                self._failures += bool(obstacle)
                self._report(obstacle)  # who hears of it finds it counted
                if obstacle and not self._is_given_up:
                    self._condition.notify_all()
                    self._condition.wait(_RETRY_SECONDS_AT_CLOSE if self._is_closing else _RETRY_SECONDS)
        with self._condition:
            self._has_ended = True
            self._condition.notify_all()
        with suppress(RuntimeError):  # deleted meanwhile, as its window was
            self._ended.emit()

    def _next(self) -> list[tuple[Hashable, Work]]:
        """Wait for work and return it; empty at the end."""
        with self._condition:
            while not self._waiting:
                left = None if self._backup_at is None else self._backup_at - time.monotonic()
                if left is not None and (left <= 0 or self._is_closing):
                    self._waiting[_BACKUP] = ProfileStore.back_up
                elif not self._is_closing:
                    self._condition.wait(left)
                elif self.at_end is None:
                    break
                else:
                    self._waiting[_BACKUP], self.at_end = self.at_end, None
            return [] if self._is_given_up else list(self._waiting.items())

    def _run_works(self, works: list[tuple[Hashable, Work]]) -> str:
        """Do each of `works`; returns why one has failed, or ''. What keeps all from being written ends it."""
        assert self.store is not None
        obstacle = ""
        for key, work in works:
            try:
                work(self.store)
            except (sqlite3.Error, OSError) as error:
                _log.warning("The profile could not be written", exc_info=True)
                obstacle = self._describe(error)
                if isinstance(error, sqlite3.OperationalError | OSError):
                    return obstacle
                continue
            except Exception:  # noqa: BLE001  a fault of the program must not keep the others from being written
                _log.exception("Something could not be kept")
            self._confirm_done(key, work)
        return obstacle

    def _confirm_done(self, key: Hashable, work: Work) -> None:
        with self._condition:
            if self._waiting.get(key) is work:
                del self._waiting[key]
            if key == _BACKUP:
                self._backup_at = None
            elif self._backup_at is None:
                self._backup_at = time.monotonic() + _BACKUP_SECONDS
            self._condition.notify_all()

    def _describe(self, error: Exception) -> str:
        """A text for the user: what is not written, why, and the remedy."""
        assert self.store is not None
        place = printable(Path(getattr(error, "filename", None) or self.store.path))
        return f"{_NOT_KEPT} Not written to {place}: {describe_obstacle(error)}."

    def _report(self, obstacle: str) -> None:
        assert self.store is not None
        report, self.store.report = self.store.report, ""
        with suppress(RuntimeError):  # deleted meanwhile, as its window was
            self._reported.emit(obstacle, report)

    def _on_reported(self, notice: str, report: str) -> None:
        if report:
            self.reported.emit(report)
        if not self._is_closing:
            self._show(notice)
        if self.store is not None and self.store.is_begun and not self._has_begun:
            self._has_begun = True
            self.begun.emit()

    def _show(self, notice: str) -> None:
        if notice != self.notice:
            self.notice = notice
            self.changed.emit(notice)
