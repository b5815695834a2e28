"""The sliders at the notebook's size: one that repeats the run with another rate, and one that goes back in time."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from time import perf_counter

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from catgui.models.training.session_state import RunState
from catgui.shell.main_window import MainWindow
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, COURSE, open_dataset
from engine.errors import DatasetError
from engine.nn.examples import Examples
from engine.training.checkpoints import CheckpointHistory
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_until

_MOVES = 5
_DRAG_SECONDS = 3.0
_INTERVAL = 16  # milliseconds between two moves of a drag


def measure() -> list[Measurement]:
    """Moves of both sliders in a window on the screen, and the size of the checkpoints."""
    try:
        dataset = open_dataset(COURSE)
    except DatasetError:
        dataset = open_dataset(BUILTIN)
    with open_window(dataset) as window:
        find(window, QPushButton, "train_button").click()
        wait_until(lambda: window.session.state is RunState.IDLE)
        return [*_one_move(window), *_drag(window), *_time_travel(window), _checkpoint_size(dataset)]


def _one_move(window: MainWindow) -> list[Measurement]:
    slider, taken = find(window, QSlider, "learning_rate_slider"), []
    for _ in range(_MOVES):
        began = perf_counter()
        slider.setValue(slider.value() - 1)
        wait_until(lambda: window.session.state is RunState.IDLE)
        QApplication.processEvents()
        taken.append(perf_counter() - began)
    return [Measurement("from a move of a slider to the whole new curve", median(taken), "s", 0.4, at_most=True)]


def _drag(window: MainWindow) -> list[Measurement]:
    slider = find(window, QSlider, "learning_rate_slider")
    whole: list[bool] = []
    window.session.evaluated.connect(
        lambda snapshot: whole.append(snapshot.iterations == window.session.run.iterations) if snapshot else None
    )
    ticks = [perf_counter()]
    loop, hand = QEventLoop(), QTimer(interval=_INTERVAL)
    hand.setTimerType(Qt.TimerType.PreciseTimer)

    def move() -> None:
        ticks.append(perf_counter())
        slider.setValue(slider.value() + (1 if len(ticks) % 2 else -1))
        if ticks[-1] - ticks[0] > _DRAG_SECONDS:
            loop.quit()

    hand.timeout.connect(move)
    hand.start()
    # As the program waits: a loop in Python that processes events would take the GIL from the worker.
    loop.exec()
    hand.stop()
    runs = sum(whole) / _DRAG_SECONDS
    wait_until(lambda: window.session.state is RunState.IDLE)
    gap = 1e3 * max(after - before for before, after in pairwise(ticks))
    return [
        Measurement("whole runs a second while it is dragged", runs, "", 3.0),
        Measurement(f"between two moves of the hand, one every {_INTERVAL} ms, worst", gap, "ms"),
    ]


def _time_travel(window: MainWindow) -> list[Measurement]:
    slider, taken = find(window, QSlider, "time_slider"), []
    for share in (0.1, 0.5, 0.9, 0.33, 0.77, 0.05, 0.61, 0.999):
        place = round(share * slider.maximum())
        began = perf_counter()
        slider.setValue(place)
        wait_until(lambda place=place: window.session.snapshot.iterations == place)
        QApplication.processEvents()
        taken.append(perf_counter() - began)
    return [
        Measurement("a move through time, until all panels show it, worst", 1e3 * max(taken), "ms", 50, at_most=True)
    ]


def _checkpoint_size(dataset: Dataset) -> Measurement:
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels))
    timeline = CheckpointHistory(trainer)
    for _ in trainer:
        timeline.record()
    return Measurement("key frames of 2,500 iterations", timeline.nbytes / 1e6, "MB", 30, at_most=True)
