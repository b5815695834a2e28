"""A watched run: how long a press of Train takes, and how evenly the panels follow.

With Answers in front, by data and network; then for the drawings with each other panel. Besides the time on the clock,
the processor time of the GUI thread is measured: a busy computer changes it less.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from catgui.app import DataLocation
from catgui.models.training.session import RunNow
from catgui.shell.main_window import MainWindow
from engine.data.course import FOLDER_VARIABLE
from engine.data.sources import BUILTIN
from engine.training.config import TrainingConfig
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.photo_reading import write_photo
from tests.benchmarks.playing import MANY, SIZE, many_pictures
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.drops import drop, files

_LEAST_FRAMES, _FIRST_MS, _GAP_MS, _PHOTOS = 25, 100, 80, 5
_ANSWERS = "answers_panel"
_OTHER_PANELS = ("results_panel", "wrong_predictions_panel", "data_panel", "photos_panel", "between_panel")


class _Watched(NamedTuple):
    """Seconds from a press of Train to the end and to each network, and of the processor in the GUI thread."""

    length: float
    shown: list[float]
    processor: float


def measure() -> list[Measurement]:
    """Length, frames a second, the first frame and the gaps of a watched run, by data, network and panel."""
    usual = TrainingConfig()
    found = _measure("drawings", BUILTIN, usual, has_targets=True)
    if os.environ.get(FOLDER_VARIABLE):
        found += _measure("course photos", os.environ[FOLDER_VARIABLE], usual, has_targets=True)
    found += _measure(f"{MANY:,} pictures of 8x8", many_pictures(), TrainingConfig(iterations=250))
    found += _measure("drawings, convolution", BUILTIN, TrainingConfig.for_features("convolution"))
    for panel in _OTHER_PANELS:
        found += _measure(f"drawings, {panel}", BUILTIN, usual, has_targets=True, panel=panel)
    return found


def _measure(
    name: str, data: DataLocation, config: TrainingConfig, has_targets: bool = False, panel: str = _ANSWERS
) -> list[Measurement]:
    with open_window(data, watches=True) as window:
        window.resize(*SIZE)
        window.panels.open(panel)
        if panel == "photos_panel":
            _add_photos(window)
        window.training_settings.set_config(config)
        _run(window)  # imports what the first run needs, and computes products
        window.controls.perform("reset")
        run = _run(window)
    gaps = [1000 * (after - before) for before, after in pairwise(run.shown)]
    length, first, rate, late = (5, _FIRST_MS, _LEAST_FRAMES, 1) if has_targets else (None,) * 4
    return [
        Measurement(f"{name}: from Train to the last cost", run.length, "s", length, at_most=True),
        Measurement(f"{name}: the first network", 1000 * run.shown[0], "ms", first, at_most=True),
        Measurement(f"{name}: networks a second", len(run.shown) / run.length, "", rate),
        Measurement(f"{name}: the longest gap", max(gaps), "ms"),
        Measurement(f"{name}: gaps over {_GAP_MS} ms", sum(gap > _GAP_MS for gap in gaps), "", late, at_most=True),
        Measurement(f"{name}: GUI processor time a network", 1000 * run.processor / len(run.shown), "ms"),
    ]


def _add_photos(window: MainWindow) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.jpg" for number in range(_PHOTOS)]
        for number, path in enumerate(paths):
            write_photo(path, noise=number)  # each another one: the same picture is added once
        drop(find(window, QWidget, "photos_drop_area"), files(*paths), Qt.DropAction.CopyAction)
        wait_until(lambda: len(window.photos) == _PHOTOS and not window.photos.busy)


def _run(window: MainWindow) -> _Watched:
    shown: list[float] = []
    began, processor = perf_counter(), thread_time()

    def note(before: RunNow, now: RunNow) -> None:
        if now.snapshot is not None and now.has_other_network(before):
            shown.append(perf_counter() - began)

    window.session.changed.connect(note)
    find(window, QToolButton, "train_button").click()
    wait_until(lambda: window.session.now.is_inactive)
    watched = _Watched(perf_counter() - began, shown, thread_time() - processor)
    window.session.changed.disconnect(note)
    return watched
