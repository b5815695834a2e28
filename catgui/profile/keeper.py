"""The thread that writes the profile: at once, again if that failed, and to the end as the window closes."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from catgui.profile.store import ProfileGoneError, ProfileStore
from engine.storage.atomic import describe_obstacle
from engine.text import printable

_log = logging.getLogger(__name__)

Work = Callable[[ProfileStore], object]
_NOT_KEPT = "What you do is kept only until you close this window."
_RETRY_SECONDS, _RETRY_SECONDS_AT_CLOSE = 10.0, 1.0
_MOST_SECONDS_AT_CLOSE = 10.0
# How long after a change the profile is copied, in seconds.
_COPY_SECONDS = 180.0
_MOST_COPIES_AT_CLOSE = 2  # the first one may find damage
_COPY, _TIDY, _LOOK, _AGAIN = "copy", "tidy", "look", "again"


class ProfileKeeper(QObject):
    """Does what is put, in one thread and in its order; what fails stays, and is tried again every ten seconds.

    Before `begin` what is put waits: a window without a profile keeps everything in memory. Some minutes after a
    change, and at the close, the profile is copied. Once the file may lack what was written, as after damage, all
    `rewrites` are done before anything counts as kept.

    Attributes: `store`, the profile, or None; `rewrites`, what writes again all that an owner has written or read;
    `notice`, a text for the user while something cannot be kept, or ''; `is_gone`, whether that is since the file that
    was open is not there; `obstacle`, why the last work failed, or ''.

    Signals: `changed(str)`, another `notice`; `replaced(str)`, what to tell the user of a damaged profile;
    `rewritten()`, all is in the file again, which may have more by now; `finished()`, all is done after `finish`.
    """

    changed = Signal(str)
    replaced = Signal(str)
    rewritten = Signal()
    finished = Signal()
    _reported = Signal(str, str)  # in the thread
    _ended = Signal()  # in the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store: ProfileStore | None = None
        self.rewrites: list[Work] = []
        self.notice = ""
        self.is_gone = False
        self.obstacle = ""
        self._waiting: dict[Hashable, Work] = {}
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._copy_at: float | None = None  # by the monotonic clock; None if nothing has changed since the last copy
        self._failures = 0
        self._copies_at_close = _MOST_COPIES_AT_CLOSE
        self._is_closing = self._is_given_up = self._has_ended = False
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self.finished, Qt.ConnectionType.QueuedConnection)

    def begin(self, store: ProfileStore) -> None:
        """Keep everything in `store` from now on."""
        self.store = store
        store.on_other = partial(self.put, _LOOK, _look)  # another thread may be the one that has met it
        self.put("check", ProfileStore.check)

    def begin_without(self, reason: str) -> None:
        """Keep nothing, and tell the user why."""
        self._show(f"{_NOT_KEPT} {reason}")

    def begin_anew(self) -> None:
        """Keep everything in whatever is in the place of the file that is gone, or in a new one."""
        if self.store is not None:
            self.store.begin_anew()
            self.put("check", ProfileStore.check)

    def put(self, key: Hashable, work: Work) -> None:
        """Have `work(store)` done soon, in place of one with the same `key` that waits; it raises what `store` does."""
        with self._condition:
            self._waiting.pop(key, None)
            self._waiting[key] = work
            self._condition.notify_all()
        if self.store is not None and self._thread is None and not self._is_closing:
            self._start()

    def wait(self, seconds: float) -> bool:
        """Wait until all is done, but not longer; returns whether it is."""
        end = time.monotonic() + seconds
        with self._condition:
            while self._waiting and self._thread is not None and (left := end - time.monotonic()) > 0:
                self._condition.wait(min(left, 0.05))
            return not self._waiting

    def forget(self) -> None:
        """Write nothing any more, whatever is put."""
        with self._condition:
            self._waiting.clear()
            self._copy_at = None
        self.shutdown()
        self._waiting.clear()
        if self.store is not None:
            self.store.begin_anew()
        self._show("")

    def settle(self) -> None:
        """Have what is put done, or fail, and what a file lacks that was replaced meanwhile; the wait is bounded."""
        self._settle(is_closing=False)

    def finish(self) -> bool:
        """Do what waits, each once more at most, and copy the profile; returns whether all is done.

        The wait is bounded. What is not done is tried again until `shutdown`; see `finished`.
        """
        self._settle(is_closing=True)
        return self._rests or self._is_given_up

    def shutdown(self) -> None:
        """Do what waits, as `finish` does, and end the thread."""
        if not self._is_closing:
            self.finish()
        with self._condition:
            self._is_given_up = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join(_MOST_SECONDS_AT_CLOSE)
            self._thread = None
        if self.store is not None:
            self.store.close()

    def _settle(self, is_closing: bool) -> None:
        if self._thread is not None and not self._is_closing:
            self.put(_LOOK, _look)
        end = time.monotonic() + _MOST_SECONDS_AT_CLOSE
        with self._condition:
            self._is_closing |= is_closing
            failures = self._failures
            self._condition.notify_all()  # what has failed is tried again
            while not self._rests and failures == self._failures and (left := end - time.monotonic()) > 0:
                self._condition.wait(left)

    @property
    def _rests(self) -> bool:
        """Whether the thread has nothing to do."""
        return self._thread is None or (self._has_ended if self._is_closing else not self._waiting)

    def _start(self) -> None:
        # A daemon: a disk that never answers must not keep the program from ending.
        thread = threading.Thread(target=self._run, name="profile", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # tried again by what is put next
            self._show(self._describe(error))
        else:
            self._thread = thread

    def _run(self) -> None:
        while works := self._next():
            obstacle, is_gone = self._do(works)
            with self._condition:
                self.obstacle, self.is_gone = obstacle, is_gone
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
        """What is to be done next, once there is something; nothing at the end."""
        with self._condition:
            while not self._waiting:
                left = None if self._copy_at is None else self._copy_at - time.monotonic()
                if self._is_closing:
                    self._copies_at_close -= 1
                    if left is None or self._copies_at_close < 0:
                        break
                    self._waiting[_COPY] = ProfileStore.back_up
                elif left is not None and left <= 0:
                    self._waiting |= {_COPY: ProfileStore.back_up, _TIDY: ProfileStore.tidy}
                else:
                    self._condition.wait(left)
            return [] if self._is_given_up else list(self._waiting.items())

    def _do(self, works: list[tuple[Hashable, Work]]) -> tuple[str, bool]:
        """Do each of `works`; returns why one has failed, or '', and whether the file is gone.

        What keeps all from being written ends it.
        """
        assert self.store is not None
        obstacle = ""
        for key, work in works:
            try:
                work(self.store)
            except (sqlite3.Error, OSError) as error:
                _log.warning("The profile could not be written", exc_info=True)
                obstacle = self._describe(error)
                if isinstance(error, sqlite3.OperationalError | OSError):
                    return obstacle, isinstance(error, ProfileGoneError)
                continue
            except Exception:  # noqa: BLE001  a fault of the program must not keep the others from being written
                _log.exception("Something could not be kept")
            self._note_done(key, work)
        return obstacle, False

    def _note_done(self, key: Hashable, work: Work) -> None:
        assert self.store is not None
        with self._condition:
            if self._waiting.get(key) is work:
                del self._waiting[key]
            if self.store.is_other:
                self.store.is_other = False
                self._waiting |= {(_AGAIN, number): rewrite for number, rewrite in enumerate(self.rewrites)}
                self._waiting[_AGAIN] = self._tell_rewritten
            if key == _COPY:
                self._copy_at = None
            elif key not in (_TIDY, _LOOK) and self._copy_at is None:
                self._copy_at = time.monotonic() + _COPY_SECONDS
            self._condition.notify_all()

    def _tell_rewritten(self, _store: ProfileStore) -> None:
        with suppress(RuntimeError):  # deleted meanwhile, as its window was
            self.rewritten.emit()

    def _describe(self, error: Exception) -> str:
        """What is not kept, why, and what helps."""
        assert self.store is not None
        place = printable(Path(getattr(error, "filename", None) or self.store.path))
        return f"{_NOT_KEPT} Not written to {place}: {describe_obstacle(error)}."

    def _report(self, obstacle: str) -> None:
        assert self.store is not None
        replaced, self.store.replaced = self.store.replaced, ""
        with suppress(RuntimeError):  # deleted meanwhile, as its window was
            self._reported.emit(obstacle, replaced)

    def _on_reported(self, notice: str, replaced: str) -> None:
        if replaced:
            self.replaced.emit(replaced)
        if not self._is_closing:
            self._show(notice)

    def _show(self, notice: str) -> None:
        if notice != self.notice:
            self.notice = notice
            self.changed.emit(notice)


def _look(store: ProfileStore) -> None:
    """Notice that the file is gone or damaged."""
    store.read(lambda connection: None, timeout=0)
