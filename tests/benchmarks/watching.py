"""A watched run: how long a press of Train takes, and how evenly the panels follow, with Answers in front."""

from __future__ import annotations

import os
from itertools import pairwise
from statistics import median
from time import perf_counter

from PySide6.QtWidgets import QPushButton

from catgui.app import DataLocation
from catgui.shell.main_window import MainWindow
from engine.data.course import FOLDER_VARIABLE
from engine.data.sources import BUILTIN
from engine.training.config import TrainingConfig
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.playing import MANY, SIZE, many_pictures
from tests.benchmarks.window import find, open_window, wait_for

_LEAST_FRAMES = 25


def measure() -> list[Measurement]:
    """Length, frames a second, the first frame and the gaps of a watched run, by data and network."""
    usual = TrainingConfig()
    found = _measure("drawings", BUILTIN, usual, has_targets=True)
    if os.environ.get(FOLDER_VARIABLE):
        found += _measure("course photos", os.environ[FOLDER_VARIABLE], usual, has_targets=True)
    found += _measure(f"{MANY:,} pictures of 8x8", many_pictures(), TrainingConfig(iterations=250))
    return found + _measure("drawings, convolution", BUILTIN, TrainingConfig.for_features("convolution"))


def _measure(name: str, data: DataLocation, config: TrainingConfig, has_targets: bool = False) -> list[Measurement]:
    with open_window(data, watches=True) as window:
        window.resize(*SIZE)
        window.panels.open("answers_panel")
        window.training_settings.set_config(config)
        _run(window)  # imports what the first run needs, and computes products
        window.controls.perform("reset")
        length, shown = _run(window)
    gaps = [1000 * (after - before) for before, after in pairwise(shown)]
    rate = _LEAST_FRAMES if has_targets else None
    return [
        Measurement(f"{name}: from Train to the last cost", length, "s", 5 if has_targets else None, at_most=True),
        Measurement(f"{name}: the first network on the panels", 1000 * shown[0], "ms"),
        Measurement(f"{name}: networks a second", len(shown) / length, "", rate),
        Measurement(f"{name}: gap between two, median", median(gaps), "ms"),
        Measurement(f"{name}: gap between two, worst", max(gaps), "ms"),
    ]


def _run(window: MainWindow) -> tuple[float, list[float]]:
    """Seconds from a press of Train to the end, and when each network was shown."""
    shown: list[float] = []
    began = perf_counter()

    def note(snapshot: object) -> None:
        if snapshot is not None:
            shown.append(perf_counter() - began)

    window.session.evaluated.connect(note)
    find(window, QPushButton, "train_button").click()
    wait_for(window.session.completed)
    length = perf_counter() - began
    window.session.evaluated.disconnect(note)
    return length, shown
