"""A run that plays: the frames a second, and one network on all panels, with Answers and with Between in front."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QToolButton

from catgui.app import DataLocation
from catgui.domain.between import SampledPlane, find_field
from catgui.models.training.session import RunNow
from catgui.panels.between_panel import BetweenPanel
from catgui.panels.between_plane import PlaneView
from catgui.shell.main_window import MainWindow
from engine.data.dataset import Dataset, Part
from engine.data.sources import BUILTIN
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_until

MANY = 20_000
# Small pictures: replaying the steps of that many large ones would take longer than to show them.
_SIDE = 8
SIZE = (1366, 768)
_MOVES = 40


def measure() -> list[Measurement]:
    """Frames a second with the built-in data and with 20,000 pictures, and milliseconds for one network."""
    moves, frames = _measure(BUILTIN, 2500)
    _, frames_of_many = _measure(many_pictures(), 250)
    return [
        Measurement("one network on all panels, Answers in front, median", median(moves), "ms", 25, at_most=True),
        Measurement("the same, worst", max(moves), "ms"),
        Measurement("frames a second of Play with 259 pictures", frames, "", 30),
        Measurement(f"the same with {MANY:,}", frames_of_many, "", 15),
        *_measure_between(),
    ]


def _measure(data: DataLocation, iterations: int) -> tuple[list[float], float]:
    with open_window(data) as window:
        window.resize(*SIZE)
        window.panels.open("answers_panel")
        find(window, QDoubleSpinBox, "iterations_field").setValue(iterations)
        find(window, QToolButton, "train_button").click()
        wait_until(lambda: window.session.now.is_inactive)
        wait_until(lambda: not window.session.completer.busy)
        return _moves(window, iterations), _frames(window)


def _moves(window: MainWindow, iterations: int) -> list[float]:
    """Milliseconds from a network that is known until all panels have painted it."""
    run, taken = window.session.now.run, []
    assert run is not None
    for iteration in np.linspace(0, iterations, _MOVES, dtype=int):
        snapshot = run.snapshot_at(int(iteration))
        began = perf_counter()
        window.session.show(snapshot)
        QApplication.processEvents()
        taken.append(1000 * (perf_counter() - began))
    return taken


def _measure_between() -> list[Measurement]:
    """Milliseconds for one network with Between in front, for its field at rest, and for a move of the pointer."""
    with open_window(BUILTIN) as window:
        window.resize(*SIZE)
        window.panels.open("between_panel")
        find(window, QToolButton, "train_button").click()
        wait_until(lambda: window.session.now.is_inactive and not window.session.completer.busy)
        panel, view = find(window, BetweenPanel, "between_panel"), find(window, PlaneView, "between_view")
        wait_until(lambda: panel.result is not None)
        found = [_show_between(window, panel, view, at) for at in range(100, 2500, 100)]
        fields, at_rest, moves = zip(*found, strict=True)
        frames = _frames(window)
    return [
        Measurement("one network on all panels, Between in front, median", median(fields), "ms", 25, at_most=True),
        Measurement("the same, worst", max(fields), "ms"),
        Measurement("its field at rest, median", median(at_rest), "ms", 60, at_most=True),
        Measurement("a move of the pointer there, median", median(moves), "ms", 8, at_most=True),
        Measurement("frames a second of Play with Between in front", frames, "", 30),
    ]


def _show_between(window: MainWindow, panel: BetweenPanel, view: PlaneView, at: int) -> tuple[float, float, float]:
    """Milliseconds until a network is painted on all panels, until its field at rest is, and for one move."""
    run = window.session.now.run
    assert run is not None
    snapshot = run.snapshot_at(at)

    def is_shown(is_sharp: bool) -> bool:
        result = panel.result
        return result is not None and result.network is snapshot.network and result.field.is_sharp == is_sharp

    began = perf_counter()
    window.session.show(snapshot)
    wait_until(lambda: is_shown(is_sharp=False))
    QApplication.processEvents()
    shown = perf_counter()
    wait_until(lambda: is_shown(is_sharp=True))
    result = panel.result
    assert result is not None
    resting = perf_counter()
    sampled = SampledPlane(result.plane)
    view.show_result(replace(result, field=find_field(result.network, sampled, result.field.threshold, is_sharp=True)))
    QApplication.processEvents()
    sharp = perf_counter()
    QTest.mouseMove(view, QPoint(at * view.width() // 2600, view.height() // 3))
    QApplication.processEvents()
    return 1000 * (shown - began), 1000 * (sharp - resting), 1000 * (perf_counter() - sharp)


def _frames(window: MainWindow) -> float:
    """The networks shown a second while the whole run plays in its usual time."""
    shown: list[RunNow] = []
    window.session.changed.connect(lambda before, now: now.has_other_network(before) and shown.append(now))
    began = perf_counter()
    window.player.play()
    wait_until(lambda: not window.player.is_playing)
    return len(shown) / (perf_counter() - began)


def many_pictures() -> Dataset:
    """A data set of so many small random pictures."""
    random = np.random.default_rng(0)

    def part(count: int) -> Part:
        return Part(random.integers(0, 256, (count, _SIDE, _SIDE, 3), dtype=np.uint8), np.arange(count)[np.newaxis] % 2)

    return Dataset(f"{MANY:,} pictures", "", part(MANY), part(100), ("non-cat", "cat"))
