"""Runs one task in the calling thread and keeps its outcome."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from engine.errors import CancelledError, EngineError
from engine.progress import ProgressCallback
from engine.training.config import describe_error

Task = Callable[[ProgressCallback, threading.Event], Any]

_log = logging.getLogger(__name__)


class TaskWorker:
    """Runs `task(progress, cancelled)` once.

    `on_progress(worker, done, total)` is called when the percentage has changed, `on_done(worker)` once at the end,
    both in the thread that calls `run`. By then `value` is what the task returned, or `error` is a text for the user.
    """

    def __init__(
        self,
        task: Task,
        on_progress: Callable[[TaskWorker, int, int], object],
        on_done: Callable[[TaskWorker], object],
    ) -> None:
        self.value: Any = None
        self.error: str | None = None
        self._task = task
        self._on_progress = on_progress
        self._on_done = on_done
        self._cancelled = threading.Event()
        self._percent = -1

    @property
    def cancelled(self) -> bool:
        """Whether cancellation was requested; the task may not have ended."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the task to end; callable from any thread."""
        self._cancelled.set()

    def run(self) -> None:
        """Run the task. Never raises."""
        try:
            self.value = self._task(self._report, self._cancelled)
        except CancelledError:
            self._cancelled.set()
        except EngineError as error:
            self.error = describe_error(error)
        except Exception as error:  # noqa: BLE001  the owner waits for the end, and the user must see the reason
            _log.exception("A task failed")
            self.error = f"Something unexpected went wrong: {error}. The log has the details."
        finally:
            self._on_done(self)

    def _report(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self._on_progress(self, done, total)
