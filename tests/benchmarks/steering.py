"""The sliders at the notebook's size: one that repeats the run with another rate, and one that goes back in time."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from time import perf_counter

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QSlider, QToolButton

from catgui.models.training.session import RunState
from catgui.shell.main_window import MainWindow
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.errors import DatasetError
from engine.nn.examples import Examples
from engine.training.run import CheckpointHistory
from engine.training.trainer import InitialNetwork, Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.slider_stages import StageRecorder, stage_table
from tests.benchmarks.window import find, open_window, wait_until

_MOVES = 5
_DRAG_SECONDS = 3.0
_SWEEP = 20  # positions of the slider over which it goes up and down
_INTERVAL = 16  # milliseconds between two moves of a drag


def measure() -> list[Measurement]:
    """Steps of the learning rate and moves of the slider in a window on the screen, and the size of the checkpoints."""
    try:
        dataset = open_dataset(COURSE)
    except DatasetError:
        dataset = open_dataset(BUILTIN)
    recorder = StageRecorder()
    with recorder.recording(), open_window(dataset) as window:
        find(window, QToolButton, "train_button").click()
        _wait_for_rest(window)
        moves = _one_move(window, recorder, dataset)
        drag = _drag(window, recorder, bare=moves[0].value)
        return [*moves, *drag, *_time_travel(window), _checkpoint_size(dataset)]


def _wait_for_rest(window: MainWindow) -> None:
    wait_until(lambda: window.session.now.state is RunState.IDLE)
    QApplication.processEvents()


def _one_move(window: MainWindow, recorder: StageRecorder, dataset: Dataset) -> list[Measurement]:
    """Steps of the learning rate at rest, each after a run of the engine alone from the same start."""
    field, stages = find(window, QDoubleSpinBox, "learning_rate_field"), []
    times: dict[str, list[float]] = {"bare": [], "curve": [], "all": []}
    examples, initial = Examples.from_pictures(dataset.train.pictures, dataset.train.labels), InitialNetwork()
    Trainer(examples, window.training_settings.config, initial=initial)
    for _ in range(_MOVES):
        wait_until(lambda: not window.session.completer.busy)
        began = perf_counter()
        for _step in Trainer(examples, window.training_settings.config, initial=initial):
            pass
        times["bare"].append(perf_counter() - began)
        recorder.clear()
        began = perf_counter()
        field.stepDown()
        _wait_for_rest(window)
        at_rest = perf_counter()
        stages.append(recorder.stages_since(began, at_rest))
        times["curve"].append(recorder.whole_curves[-1] - began)
        times["all"].append(at_rest - began)
    each = {name: median(found) for name, found in times.items()}
    print(stage_table("where the time of a move goes", stages, each["bare"]))
    return [
        Measurement("the engine alone", each["bare"], "s"),
        Measurement("from a step to the whole new curve", each["curve"], "s", 0.33, at_most=True),
        Measurement("the same against the engine alone", each["curve"] / each["bare"], "x", 1.2, at_most=True),
        Measurement("from a move until all panels show the new network", each["all"], "s"),
    ]


def _drag(window: MainWindow, recorder: StageRecorder, bare: float) -> list[Measurement]:
    """An arrow that is held, up and down, and then rests."""
    field = find(window, QDoubleSpinBox, "learning_rate_field")
    recorder.clear()
    ticks = [perf_counter()]
    loop, hand = QEventLoop(), QTimer(interval=_INTERVAL)
    hand.setTimerType(Qt.TimerType.PreciseTimer)

    def move() -> None:
        field.stepBy(1 if len(ticks) % (2 * _SWEEP) < _SWEEP else -1)
        ticks.append(perf_counter())
        if ticks[-1] - ticks[0] > _DRAG_SECONDS:
            loop.quit()

    hand.timeout.connect(move)
    hand.start()
    # As the program waits: a loop in Python that processes events would take the GIL from the worker.
    loop.exec()
    hand.stop()
    runs = _rate(recorder.whole_curves)
    print(stage_table("where the time of a drag goes, by run", [recorder.stages_of_drag()], bare))
    released = perf_counter()
    field.editingFinished.emit()
    _wait_for_rest(window)
    gap = 1e3 * max(after - before for before, after in pairwise(ticks))
    return [
        Measurement("whole runs drawn a second while an arrow is held", runs, "", 3.0),
        Measurement(f"between two moves of the hand, one every {_INTERVAL} ms, worst", gap, "ms"),
        Measurement("from leaving the field to its whole curve", recorder.whole_curves[-1] - released, "s"),
    ]


def _rate(times: list[float]) -> float:
    """The events a second at these times, from the first to the last."""
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def _time_travel(window: MainWindow) -> list[Measurement]:
    slider, taken = find(window, QSlider, "time_slider"), []
    for share in (0.1, 0.5, 0.9, 0.33, 0.77, 0.05, 0.61, 0.999):
        place = round(share * slider.maximum())
        began = perf_counter()
        slider.setValue(place)
        wait_until(lambda place=place: window.session.now.snapshot.iterations == place)
        QApplication.processEvents()
        taken.append(perf_counter() - began)
    return [
        Measurement("a move through time, until all panels show it, worst", 1e3 * max(taken), "ms", 25, at_most=True)
    ]


def _checkpoint_size(dataset: Dataset) -> Measurement:
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels))
    timeline = CheckpointHistory(trainer)
    for _ in trainer:
        timeline.record()
    return Measurement("key frames of 2,500 iterations", timeline.nbytes / 1e6, "MB", 30, at_most=True)
