"""One long function in a thread: reading a data set, a download."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.errors import CancelledError, EngineError

ProgressCallback = Callable[[int, int], None]
Task = Callable[[ProgressCallback, threading.Event], Any]

_log = logging.getLogger(__name__)


class TaskWorker(QObject):
    """Runs `task(progress, cancelled)` once.

    Signals: `progressed(int, int)`, done and total, when the share in percent has changed; then exactly one of
    `succeeded(object)`, the task's value, `failed(str)`, a text for the user, and `cancelled()`; `finished()` last.
    """

    progressed = Signal(object, object)  # Python ints: bytes of a download may exceed 32 bits
    succeeded = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self._cancel = threading.Event()
        self._percent = -1

    def cancel(self) -> None:
        """Ask the task to end; called directly, from any thread."""
        self._cancel.set()

    def run(self) -> None:
        """Run the task; every way out of it ends in `finished`."""
        try:
            value = self._task(self._report, self._cancel)
            if self._cancel.is_set():
                self.cancelled.emit()
            else:
                self.succeeded.emit(value)
        except CancelledError:
            self.cancelled.emit()
        except EngineError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001  the thread must end, and the user must hear of it
            _log.exception("A task failed")
            self.failed.emit(f"Something unexpected went wrong: {error}. The log has the details.")
        finally:
            self.finished.emit()

    def _report(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self.progressed.emit(done, total)
