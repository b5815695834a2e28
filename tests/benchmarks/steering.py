"""Steering the window at the notebook's size: a slider that redoes the run, and one that travels through it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from catgui.app import build_window
from catgui.models.training.session import RunState
from catgui.services.settings import Settings
from catgui.shell.main_window import MainWindow
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, COURSE, open_dataset
from engine.errors import DatasetError
from engine.nn.examples import Examples
from engine.training.checkpoints import CheckpointHistory
from engine.training.trainer import Trainer
from tests.benchmarks.figures import Measurement

_MOVES = 5
_DRAG = 3.0
_EVERY = 16


def measure() -> list[Measurement]:
    """The moves of both sliders in a window that is shown, and what the key frames take."""
    application = QApplication.instance() or QApplication([])
    try:
        dataset = open_dataset(COURSE)
    except DatasetError:
        dataset = open_dataset(BUILTIN)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = build_window(dataset, Settings(store))
        window.show()
        application.processEvents()
        window.findChild(QPushButton, "train_button").click()
        _until(lambda: window.session.state is RunState.IDLE)
        figures = [*_one_move(window), *_a_drag(window), *_travel(window), _frames(dataset)]
        window.session.reset()
        window.close()
    return figures


def _one_move(window: MainWindow) -> list[Measurement]:
    slider, taken = window.findChild(QSlider, "learning_rate_slider"), []
    for _ in range(_MOVES):
        began = perf_counter()
        slider.setValue(slider.value() - 1)
        _until(lambda: window.session.state is RunState.IDLE)
        QApplication.processEvents()
        taken.append(perf_counter() - began)
    return [Measurement("from a move of a slider to the whole new curve", median(taken), "s", 0.4, at_most=True)]


def _a_drag(window: MainWindow) -> list[Measurement]:
    slider = window.findChild(QSlider, "learning_rate_slider")
    whole: list[bool] = []
    window.session.evaluated.connect(
        lambda snapshot: whole.append(snapshot.iterations == window.session.run.iterations) if snapshot else None
    )
    ticks = [perf_counter()]
    loop, hand = QEventLoop(), QTimer(interval=_EVERY)
    hand.setTimerType(Qt.TimerType.PreciseTimer)

    def move() -> None:
        ticks.append(perf_counter())
        slider.setValue(slider.value() + (1 if len(ticks) % 2 else -1))
        if ticks[-1] - ticks[0] > _DRAG:
            loop.quit()

    hand.timeout.connect(move)
    hand.start()
    # As the program itself waits: whoever asks for events in a loop of Python's takes the interpreter from the worker.
    loop.exec()
    hand.stop()
    runs = sum(whole) / _DRAG
    _until(lambda: window.session.state is RunState.IDLE)
    gap = 1e3 * max(after - before for before, after in pairwise(ticks))
    return [
        Measurement("whole runs a second while it is dragged", runs, "", 3.0),
        Measurement(f"between two moves of the hand, one every {_EVERY} ms, worst", gap, "ms"),
    ]


def _travel(window: MainWindow) -> list[Measurement]:
    slider, taken = window.findChild(QSlider, "time_slider"), []
    for share in (0.1, 0.5, 0.9, 0.33, 0.77, 0.05, 0.61, 0.999):
        place = round(share * slider.maximum())
        began = perf_counter()
        slider.setValue(place)
        _until(lambda place=place: window.session.snapshot.iterations == place)
        QApplication.processEvents()
        taken.append(perf_counter() - began)
    return [
        Measurement("a move through time, until all panels show it, worst", 1e3 * max(taken), "ms", 50, at_most=True)
    ]


def _frames(dataset: Dataset) -> Measurement:
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels))
    timeline = CheckpointHistory(trainer)
    for _ in trainer:
        timeline.record()
    return Measurement("key frames of 2,500 iterations", timeline.nbytes / 1e6, "MB", 30, at_most=True)


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
