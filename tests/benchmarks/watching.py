"""A watched run on the drawings: how long a press of Train takes, and how evenly each panel in front follows.

Besides the time on the clock, the processor time of the GUI thread is measured: a busy computer changes it less.
"""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter, thread_time

from PySide6.QtWidgets import QToolButton

from catgui.models.training.session import RunNow
from catgui.shell.main_window import MainWindow
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.playing import SIZE
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.photo_collections import pictures

_FIRST_MS, _LEAST_FRAMES, _GAP_MS = 100, 25, 50
_PANELS = tuple(f"{name}_panel" for name in ("answers", "results", "wrong_predictions", "data", "photos", "between"))


def measure() -> list[Measurement]:
    """Length, frames a second, the first frame and the gaps of a watched run, by panel."""
    with open_window() as window:
        window.resize(*SIZE)
        window.deferred.photos.add_sources(pictures("first", "second", "third"))
        wait_until(lambda: len(window.photos) == 3 and not window.photos.busy)
        window.controls.watches = False
        _run(window, "")  # imports what the first run needs, and computes products
        window.controls.watches = True
        found = []
        for panel in _PANELS:
            window.panels.open(panel)
            found += _run(window, "drawings" if panel == _PANELS[0] else f"drawings, {panel}")
        return found


def _run(window: MainWindow, name: str) -> list[Measurement]:
    window.controls.perform("reset")
    shown: list[float] = []

    def note(before: RunNow, now: RunNow) -> None:
        if now.snapshot is not None and now.has_other_network(before):
            shown.append(perf_counter() - began)

    window.session.changed.connect(note)
    began, processor = perf_counter(), thread_time()
    find(window, QToolButton, "train_button").click()
    wait_until(lambda: window.session.now.is_inactive)
    length, processor = perf_counter() - began, thread_time() - processor
    window.session.changed.disconnect(note)
    longest = max((1000 * (after - before) for before, after in pairwise(shown)), default=0.0)
    return [
        Measurement(f"{name}: from Train to the last cost", length, "s"),
        Measurement(f"{name}: the first network", 1000 * shown[0], "ms", _FIRST_MS, at_most=True),
        Measurement(f"{name}: networks a second", len(shown) / length, "", _LEAST_FRAMES),
        Measurement(f"{name}: the longest gap", longest, "ms", _GAP_MS, at_most=True),
        Measurement(f"{name}: GUI processor time a network", 1000 * processor / len(shown), "ms"),
    ]
