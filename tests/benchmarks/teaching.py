"""What teaching costs: a run on a relabeled data set.

On the course photos, or the built-in drawings without them. In the window, a run by Train and one after an edit take
turns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

from PySide6.QtWidgets import QApplication, QToolButton

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import RunState
from catgui.shell.main_window import MainWindow
from engine.data import course as course_photos
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_until

CONFIG = TrainingConfig()
_RUNS = 8
# The part of the time of a run that relabeling may take.
_RELABELED_SHARE = 1.5


def measure() -> list[Measurement]:
    """The parts of the time of a run."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    return [
        Measurement("relabeled to the new curve, of a run", _relabeled_share(dataset), "", _RELABELED_SHARE, True),
        *_window_shares(dataset),
    ]


def _window_shares(dataset: Dataset) -> list[Measurement]:
    """The time from an edit to the last cost on the plot, as a part of that from Train to its last cost."""
    edits: dict[str, Callable[[MainWindow, PictureKey], object]] = {
        "relabeled": lambda window, key: window.data_editor.relabel([key], 1 - int(dataset.train.labels[0, key.index])),
        "left out": lambda window, key: window.data_editor.leave_out([key]),
    }
    runs: list[float] = []
    edited: dict[str, list[float]] = {name: [] for name in edits}
    with open_window(dataset) as window:
        train = find(window, QToolButton, "train_button")
        _until_trained(window, train.click)  # which makes the features and the products
        for index in range(_RUNS):
            runs.append(_until_trained(window, train.click))
            for place, (name, edit) in enumerate(edits.items()):
                key = PictureKey("train", len(edits) * index + place)
                edited[name].append(_until_trained(window, partial(edit, window, key)))
    relabeled, left_out = (median(taken) / median(runs) for taken in edited.values())
    return [
        Measurement("in the window, relabeled to the new curve, of a run", relabeled, "", _RELABELED_SHARE, True),
        Measurement("in the window, left out to the new curve, of a run", left_out, ""),
    ]


def _until_trained(window: MainWindow, begin: Callable[[], object]) -> float:
    """The seconds from `begin` to the last cost of the whole run that it begins, on the plot."""
    # What the run before has begun, such as the comparison of the networks before and after an edit.
    wait_until(lambda: not any(task.busy for task in window.findChildren(BackgroundTask)))
    began, run = perf_counter(), window.session.now.run
    begin()
    wait_until(lambda: window.session.now.run is not run and window.session.now.state is RunState.IDLE)
    QApplication.processEvents()
    return perf_counter() - began


def _relabeled_share(dataset: Dataset) -> float:
    """The time from the edit to the last cost, as a part of that of a run."""
    runs, relabeled = [], []
    for index in range(_RUNS):
        runs.append(_seconds(dataset))
        began = perf_counter()
        key = PictureKey("train", index)
        edited = EditedDataset.of(dataset)
        changed = edited.relabel([key], 1 - edited.placement(key).label).dataset
        _seconds(changed)
        relabeled.append(perf_counter() - began)
    return median(relabeled) / median(runs)


def _seconds(dataset: Dataset) -> float:
    """The seconds of a whole run with its snapshot."""
    began = perf_counter()
    run = TrainingRun(dataset, CONFIG)
    for _ in run:
        pass
    run.snapshot()
    return perf_counter() - began
