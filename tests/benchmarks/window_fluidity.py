"""The window while it trains: how much it adds to the engine's own time, and how fluid it stays."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from catgui.app import build_window
from catgui.models.training.session import RunState
from catgui.services.settings import Settings
from catgui.shell.main_window import MainWindow
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.figures import Measurement

ROUNDS = 5
LONG_RUN = 100_000
_STOPS = 9


def measure() -> list[Measurement]:
    """The cost of the window over the engine, the gaps of its event loop, and the answer to Stop."""
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = build_window(settings=Settings(store))
        window.show()
        application.processEvents()
        figures = _instant_run(window) + _gaps(window) + _stops(window)
        window.session.reset()  # or it would ask whether to save the network
        window.close()
    return figures


def _press(window: MainWindow, name: str) -> None:
    window.findChild(QPushButton, f"{name}_button").click()


def _wait_for(signal: SignalInstance) -> None:
    loop = QEventLoop()
    signal.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    loop.exec()
    signal.disconnect(loop.quit)


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
        _wait_for(window.session.completed)
        whole.append(perf_counter() - began)
    limit = 2 * median(engine) + 0.1
    return [
        Measurement("the engine alone, 2,500 iterations", median(engine), "s"),
        Measurement("from Train to the last cost on the plot", median(whole), "s", round(limit, 3), at_most=True),
    ]


def _gaps(window: MainWindow) -> list[Measurement]:
    """The gaps between two turns of the event loop while a long run is under way."""
    window.findChild(QLineEdit, "iterations_field").setText(str(LONG_RUN))
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
    _wait_for(window.session.completed)
    ticker.stop()
    return [
        Measurement(
            f"event-loop gap over {LONG_RUN:,} iterations, p99", float(np.percentile(gaps, 99)), "ms", 25, True
        ),
        Measurement(f"event-loop gap over {LONG_RUN:,} iterations, worst", max(gaps), "ms", 60, at_most=True),
    ]


def _stops(window: MainWindow) -> list[Measurement]:
    taken = []
    for _ in range(_STOPS):
        _press(window, "train")
        _until(lambda: len(window.session.costs) >= 50)
        began = perf_counter()
        _press(window, "stop")
        _until(lambda: window.session.state is RunState.IDLE)
        taken.append(1000 * (perf_counter() - began))
    return [Measurement("Stop, worst of nine", max(taken), "ms", 50, at_most=True)]


def _until(done: Callable[[], bool]) -> None:
    while not done():
        # Asleep until there is news, as the program is.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
