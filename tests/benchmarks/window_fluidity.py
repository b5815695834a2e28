"""The window while it trains: how much it adds to the engine's own time, and how fluid it stays."""

from __future__ import annotations

from array import array
from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.session import RunState
from catgui.shell.main_window import MainWindow
from catgui.workers.training_worker import TrainingSpeed, TrainingWorker
from engine.data.sources import BUILTIN, open_dataset
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import InitialNetwork, Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.slider_stages import StageRecorder
from tests.benchmarks.window import find, open_window, wait_until

ROUNDS = 5
CONFIG = TrainingConfig()
LONG_RUN = 100_000
_STOPS = 9


def measure() -> list[Measurement]:
    """The overhead of the window, the gaps of its event loop, and the delay of Stop."""
    recorder = StageRecorder()
    with recorder.recording(), open_window() as window:
        return _instant_run(window, recorder) + _signals() + _stops(window) + _gaps(window)


def _press(window: MainWindow, name: str) -> None:
    find(window, QAbstractButton, f"{name}_button").click()


def _instant_run(window: MainWindow, recorder: StageRecorder) -> list[Measurement]:
    """Runs by Train, each after one of the engine alone on the same products and from the same start."""
    dataset = window.workspace.dataset
    assert dataset is not None
    train, initial = Examples.from_pictures(dataset.train.pictures, dataset.train.labels), InitialNetwork()
    Trainer(train, CONFIG, initial=initial)
    times: dict[str, list[float]] = {"engine": [], "curve": [], "panels": [], "completion": []}
    for _ in range(ROUNDS):
        began = perf_counter()
        for _step in Trainer(train, CONFIG, initial=initial):
            pass
        times["engine"].append(perf_counter() - began)
        recorder.clear()
        began = perf_counter()
        _press(window, "train")
        wait_until(lambda: window.session.now.is_inactive)
        times["panels"].append(perf_counter() - began)
        times["curve"].append(recorder.whole_curves[0] - began)
        wait_until(lambda: window.session.completer.is_computing)
        began = perf_counter()
        wait_until(lambda: not window.session.completer.busy)
        times["completion"].append(perf_counter() - began)
    each = {name: median(found) for name, found in times.items()}
    return [
        Measurement("the engine alone, 2,500 iterations", each["engine"], "s"),
        Measurement("from Train to the last cost on the screen", each["curve"], "s"),
        Measurement("the same against the engine alone", each["curve"] / each["engine"], "x", 1.35, at_most=True),
        Measurement("from Train until all panels show the network", each["panels"], "s"),
        Measurement("that against the engine alone", each["panels"] / each["engine"], "x", 1.5, at_most=True),
        Measurement("the other test costs, completed behind it", each["completion"], "s"),
    ]


class _Counter(QObject):
    """Counts costs in the thread of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def add(self, _iteration: int, _cost: float) -> None:
        self.count += 1


def _signals() -> list[Measurement]:
    """What the signals of 2,500 costs take: into a history at once, and to a receiver whose events are queued."""
    times: dict[str, list[float]] = {"direct": [], "queued": []}
    for _ in range(ROUNDS):
        history, worker = CostHistory(), TrainingWorker(TrainingRun(open_dataset(BUILTIN), CONFIG), TrainingSpeed())
        counter = _Counter()
        worker.cost_computed.connect(history.append_train, Qt.ConnectionType.DirectConnection)
        began = perf_counter()
        for iteration in range(CONFIG.iterations):
            worker.cost_computed.emit(iteration, 0.5)
        times["direct"].append(perf_counter() - began)
        worker.cost_computed.disconnect()
        worker.cost_computed.connect(counter.add, Qt.ConnectionType.QueuedConnection)
        began = perf_counter()
        for iteration in range(CONFIG.iterations):
            worker.cost_computed.emit(iteration, 0.5)
        wait_until(lambda counter=counter: counter.count == CONFIG.iterations)
        times["queued"].append(perf_counter() - began)
    return [
        Measurement("2,500 costs emitted and recorded", 1000 * median(times["direct"]), "ms"),
        Measurement("2,500 costs emitted and received from the queue", 1000 * median(times["queued"]), "ms"),
    ]


def _gaps(window: MainWindow) -> list[Measurement]:
    """The gaps between two turns of the event loop while a long run is under way."""
    window.controls.retrains_on_change = False
    find(window, QDoubleSpinBox, "iterations_field").setValue(LONG_RUN)
    # Not a list: a collection of garbage visits each item of one, and there are millions.
    gaps = array("d")
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
    wait_until(lambda: window.session.now.is_inactive)
    ticker.stop()
    name = f"event-loop gap over {LONG_RUN:,} iterations"
    return [
        Measurement(f"{name}, p99", float(np.percentile(gaps, 99)), "ms", 5, at_most=True),
        Measurement(f"{name}, worst", max(gaps), "ms", 25, at_most=True),
    ]


def _stops(window: MainWindow) -> list[Measurement]:
    taken = []
    for _ in range(_STOPS):
        _press(window, "train")
        wait_until(lambda: len(window.session.now.costs) >= 50)
        began = perf_counter()
        _press(window, "stop")
        wait_until(lambda: window.session.now.state is RunState.IDLE)
        taken.append(1000 * (perf_counter() - began))
    return [Measurement("Stop, worst of nine", max(taken), "ms", 40, at_most=True)]
