"""What a window that was closed has left behind."""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, QTimer
from PySide6.QtWidgets import QApplication

from tests.monkey.hands import let_events_happen

# What was abandoned because a server did not answer ends by itself; so long it is waited for, in seconds.
_PATIENCE = 20


def threads() -> set[threading.Thread]:
    """The threads of Python; it makes a dummy of each QThread it has met, and those are looked at by themselves."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


def still_running() -> list[QObject]:
    """The threads and timers of Qt that run."""
    found = (thing for thing in gc.get_objects() if isinstance(thing, (QThread, QTimer)))
    return [thing for thing in found if shiboken6.isValid(thing) and _runs(thing)]


def _runs(thing: QThread | QTimer) -> bool:
    if isinstance(thing, QTimer):
        return thing.isActive()
    # The thread that asks always runs.
    return thing.isRunning() and thing != QThread.currentThread()


def widgets() -> Counter[str]:
    """How many widgets there are of each kind, without the one that stands for the screen, which Qt makes once."""
    made = (widget for widget in QApplication.allWidgets() if widget.windowType() != Qt.WindowType.Desktop)
    return Counter(type(widget).__name__ for widget in made)


class Remains:
    """Looks at what there is before a window is made, to hold against what there is afterwards."""

    def __init__(self) -> None:
        let_events_happen()
        gc.collect()
        self._threads = threads()
        self._running = {id(thing) for thing in still_running()}
        self._widgets = widgets()

    def found(self) -> list[str]:
        """What is left that was not there before."""
        let_events_happen()
        until = time.monotonic() + _PATIENCE
        while threads() - self._threads and time.monotonic() < until:
            let_events_happen(10)
        gc.collect()
        let_events_happen()
        left = [f"a thread: {thread}" for thread in threads() - self._threads]
        left += [f"running: {thing!r}" for thing in still_running() if id(thing) not in self._running]
        more = widgets() - self._widgets
        return left + ([f"widgets: {dict(more)}"] if more else [])
