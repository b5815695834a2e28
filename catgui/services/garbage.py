"""Garbage collection in the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 200


def collect_in_gui_thread(parent: QObject) -> None:
    """Collect garbage in this thread, by a timer of `parent`.

    Call with `gc` disabled; the timer collects whenever Python would by itself. Python collects in whichever thread
    allocates. In a worker that would destroy Qt objects of the GUI thread that are in reference cycles, which crashes.
    """
    timer = QTimer(parent, interval=_INTERVAL_MS)
    timer.timeout.connect(_collect)
    timer.start()


def _collect() -> None:
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return
