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
from engine.storage.atomic import describe_obstacle
from engine.text import printable

_log = logging.getLogger(__name__)

Work = Callable[[ProfileStore], object]
_NOT_KEPT = "What you do is kept only until you close this window."
_RETRY_SECONDS = 10.0
_MOST_SECONDS_AT_CLOSE = 10.0


class ProfileKeeper(QObject):
    """Does what is put, in one thread and in its order; what fails stays, and is tried again every ten seconds.

    Before `begin` what is put waits: a window without a profile keeps everything in memory.

    Attributes: `store`, the profile, or None; `notice`, a text for the user while something cannot be kept, or ''.

    Signals: `changed(str)`, another `notice`; `replaced(str)`, what to tell the user of a damaged profile.
    """

    changed = Signal(str)
    replaced = Signal(str)
    _reported = Signal(str, str)  # in the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store: ProfileStore | None = None
        self.notice = ""
        self._waiting: dict[Hashable, Work] = {}
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closing = False
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def begin(self, store: ProfileStore) -> None:
        """Keep everything in `store` from now on."""
        self.store = store
        self.put("check", ProfileStore.check)

    def begin_without(self, reason: str) -> None:
        """Keep nothing, and tell the user why."""
        self._show(f"{_NOT_KEPT} {reason}")

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
        self.shutdown()
        self._waiting.clear()
        self._show("")

    def shutdown(self) -> None:
        """Do what waits, each once more at most, and end the thread; the wait is bounded."""
        with self._condition:
            self._is_closing = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join(_MOST_SECONDS_AT_CLOSE)
            self._thread = None
        if self.store is not None:
            self.store.close()

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
        while True:
            with self._condition:
                while not self._waiting and not self._is_closing:
                    self._condition.wait()
                is_last, works = self._is_closing, list(self._waiting.items())
            obstacle = self._do(works)
            self._report(obstacle)
            with self._condition:
                if is_last:
                    return
                if obstacle and not self._is_closing:
                    self._condition.wait(_RETRY_SECONDS)

    def _do(self, works: list[tuple[Hashable, Work]]) -> str:
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
            with self._condition:
                if self._waiting.get(key) is work:
                    del self._waiting[key]
                self._condition.notify_all()
        return obstacle

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
