"""The window while it trains: how much it adds to the engine's own time, and how fluid it stays."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton

from catgui.models.training.session_state import RunState
from catgui.shell.main_window import MainWindow
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_for, wait_until

ROUNDS = 5
LONG_RUN = 100_000
_STOPS = 9


def measure() -> list[Measurement]:
    """The overhead of the window, the gaps of its event loop, and the delay of Stop."""
    with open_window() as window:
        return _instant_run(window) + _gaps(window) + _stops(window)


def _press(window: MainWindow, name: str) -> None:
    find(window, QPushButton, f"{name}_button").click()


def _instant_run(window: MainWindow) -> list[Measurement]:
    dataset = window.workspace.dataset
    assert dataset is not None
    engine, whole = [], []
    for _ in range(ROUNDS):
        began = perf_counter()
        train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
        for _step in Trainer(train, TrainingConfig()):
            pass
        engine.append(perf_counter() - began)
        began = perf_counter()
        _press(window, "train")
        wait_for(window.session.completed)
        whole.append(perf_counter() - began)
    limit = 2 * median(engine) + 0.1
    return [
        Measurement("the engine alone, 2,500 iterations", median(engine), "s"),
        Measurement("from Train to the last cost on the plot", median(whole), "s", round(limit, 3), at_most=True),
    ]


def _gaps(window: MainWindow) -> list[Measurement]:
    """The gaps between two turns of the event loop while a long run is under way."""
    find(window, QLineEdit, "iterations_field").setText(str(LONG_RUN))
    gaps: list[float] = []
    ticker = QTimer()
    ticker.setTimerType(Qt.TimerType.PreciseTimer)
    last = perf_counter()

    def tick() -> None:
        nonlocal last
        now = perf_counter()
        gaps.append(1000 * (now - last))
        last = now

    ticker.timeout.connect(tick)
    _press(window, "train")
    last = perf_counter()
    ticker.start(0)
    wait_for(window.session.completed)
    ticker.stop()
    return [
        Measurement(
            f"event-loop gap over {LONG_RUN:,} iterations, p99", float(np.percentile(gaps, 99)), "ms", 10, True
        ),
        Measurement(f"event-loop gap over {LONG_RUN:,} iterations, worst", max(gaps), "ms", 40, at_most=True),
    ]


def _stops(window: MainWindow) -> list[Measurement]:
    taken = []
    for _ in range(_STOPS):
        _press(window, "train")
        wait_until(lambda: len(window.session.costs) >= 50)
        began = perf_counter()
        _press(window, "stop")
        wait_until(lambda: window.session.state is RunState.IDLE)
        taken.append(1000 * (perf_counter() - began))
    return [Measurement("Stop, worst of nine", max(taken), "ms", 50, at_most=True)]
