"""Hundreds of runs, data sets and photos in one window, and the resources they leave in use."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import shiboken6
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDoubleSpinBox, QLineEdit, QWidget

from catgui.profile.store import ProfileStore
from catgui.shell.main_window import MainWindow
from engine.system.memory import tune_glibc_malloc
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.drops import drop, files
from tests.support.small_data import make_dataset, save_pair

ROUNDS = 300
# Undo keeps the photos of 66 rounds; then the heap takes some more rounds to settle.
WARM_UP = 100
# The rounds between two looks at the resources. Of some looks in a row the lowest memory counts: in a third of them the
# heap has some megabytes more.
_STRIDE = 5
_LOOKS = 4
_PHOTOS = 10
# How the runs of successive rounds end.
_ENDS = ("complete", "complete", "stopped", "paused", "diverged")


@dataclass(frozen=True, slots=True)
class ResourceUsage:
    """The resources of the process: memory and that of the listed runs in bytes, threads, files, timers, QObjects."""

    memory: int
    listed_runs: int
    threads: int
    files: int
    timers: int
    objects: int

    @classmethod
    def of(cls, window: MainWindow) -> ResourceUsage:
        """Count them, after the detector, the test costs and the threads have ended and deferred deletes are done."""
        wait_until(lambda: not (window.photos.detections.busy or window.session.completer.busy))
        while any(thread.isRunning() for thread in window.findChildren(QThread)):
            QApplication.processEvents()
        for _ in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        _trim_heap()
        process = psutil.Process()
        # Those of the window, most of which Python has no object for, and those that Python has.
        things = window.findChildren(QObject) + [thing for thing in gc.get_objects() if isinstance(thing, QObject)]
        objects = {shiboken6.getCppPointer(thing)[0]: thing for thing in things if shiboken6.isValid(thing)}
        timers = sum(isinstance(thing, QTimer) for thing in objects.values())
        open_files = process.num_handles() if os.name == "nt" else process.num_fds()
        listed = sum(costs.nbytes for record in window.runs.records for costs in (record.train, *record.test))
        return cls(process.memory_info().rss, listed, process.num_threads(), open_files, timers, len(objects))


def _trim_heap() -> None:
    """Have glibc return free pages to the system: how many it keeps varies by ten megabytes, and they are no leak."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


@dataclass(frozen=True, slots=True)
class Trend:
    """The slope of a line through values at even distances of `stride`, and twice the standard error of the slope.

    It is the median slope between two of the values (Theil-Sen), which single ones do not tilt.
    """

    slope: float
    error: float

    @classmethod
    def of(cls, values: Sequence[float], stride: int) -> Trend:
        """Fit the line."""
        rounds, heights = stride * np.arange(len(values)), np.array(values)
        first, second = np.triu_indices(len(values), 1)
        slope = np.median((heights[second] - heights[first]) / (rounds[second] - rounds[first]))
        rest = heights - slope * rounds
        # The standard deviation of normal errors is 1.48 times their median absolute deviation.
        scatter = 1.48 * np.median(np.abs(rest - np.median(rest)))
        return cls(float(slope), float(2 * scatter / (np.std(rounds) * np.sqrt(len(rounds)))))


def lows(values: Sequence[float]) -> list[float]:
    """The lowest of each `_LOOKS` values in a row."""
    return [min(values[start : start + _LOOKS]) for start in range(0, len(values), _LOOKS)]


def measure() -> list[Measurement]:
    """Three hundred rounds after a warm-up."""
    usages = list(soak(WARM_UP, ROUNDS))
    before, after = usages[0], usages[-1]
    memory = lows([usage.memory for usage in usages])
    trend = Trend.of(memory, _STRIDE * _LOOKS)
    listed = Trend.of([usage.listed_runs for usage in usages], _STRIDE)
    print(f"  memory in MB, every {_STRIDE * _LOOKS} rounds:", *(f"{low / 1e6:.1f}" for low in memory), flush=True)
    return [
        Measurement(f"memory after {WARM_UP} rounds to warm up", memory[0] / 1e6, "MB"),
        Measurement(
            f"it grows in {ROUNDS} trainings, data sets and {ROUNDS * _PHOTOS:,} photos",
            ROUNDS * trend.slope / 1e6,
            "MB",
            5,
            at_most=True,
        ),
        Measurement("in each round", trend.slope / 1e3, "kB"),
        Measurement("  give or take", trend.error / 1e3, "kB"),
        Measurement("  of which the costs of its run, in the list of runs", listed.slope / 1e3, "kB"),
        Measurement("more threads", after.threads - before.threads, "", 0, at_most=True),
        Measurement("more open files", after.files - before.files, "", 0, at_most=True),
        Measurement("more timers", after.timers - before.timers, "", 0, at_most=True),
        Measurement("more QObjects", after.objects - before.objects, "", 0, at_most=True),
    ]


def soak(warm_up: int, rounds: int) -> Iterator[ResourceUsage]:
    """The resources after `warm_up` rounds in one window, and after every few of `rounds` more."""
    tune_glibc_malloc()  # as the program does when it starts
    with tempfile.TemporaryDirectory() as folder, open_window() as window:
        window.keeper.begin(ProfileStore(Path(folder, "catgui.sqlite")))  # else what is to be kept would be in memory
        window.runs.load()
        scenario = UsageScenario(window, Path(folder))
        for number in range(warm_up):
            scenario.run_round(number)
        yield ResourceUsage.of(window)
        for number in range(warm_up, warm_up + rounds):
            scenario.run_round(number)
            if (number + 1 - warm_up) % _STRIDE == 0:
                yield ResourceUsage.of(window)


class UsageScenario:
    """Uses a window in rounds: a data set, a run and photos in each."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._sets = [folder / "small", folder / "larger"]
        for place, side in zip(self._sets, (16, 32), strict=True):
            place.mkdir()
            save_pair(place, make_dataset(side=side, train=60, test=20))
        self._photos = []
        for number in range(_PHOTOS):
            self._photos.append(folder / f"{number}.jpg")
            Image.new("RGB", (400, 300), (25 * number, 90, 160)).save(self._photos[-1])

    def run_round(self, number: int) -> None:
        """Open a data set, train on it, add photos and remove them."""
        self._open(number)
        self._train(_ENDS[number % len(_ENDS)])
        self._drop()
        self._remove(number)
        # Deletes the closed dialogs, as the event loop of the program does.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _open(self, number: int) -> None:
        workspace = self._window.workspace
        before = workspace.dataset
        if number % 10 == 0:
            find(self._window, QAction, "builtin_source").trigger()
        else:
            drop(self._window, files(self._sets[number % 2]))
        wait_until(lambda: workspace.dataset is not before and not workspace.loading)

    def _train(self, end: str) -> None:
        session = self._window.session
        iterations = 200 if end in ("complete", "diverged") else 1_000_000
        find(self._window, QLineEdit, "hidden_layers_field").setText("8, 4")
        find(self._window, QDoubleSpinBox, "learning_rate_field").setValue(1e200 if end == "diverged" else 0.01)
        find(self._window, QDoubleSpinBox, "iterations_field").setValue(iterations)
        self._press("train_button")
        if iterations == 1_000_000:
            wait_until(lambda: len(session.now.costs) > 100)
            self._press("train_button" if end == "paused" else "stop_button")
        wait_until(lambda: session.now.is_inactive)

    def _drop(self) -> None:
        photos = self._window.photos
        drop(find(self._window, QWidget, "photos_drop_area"), files(*self._photos))
        wait_until(lambda: len(photos) == _PHOTOS and not photos.busy)

    def _remove(self, number: int) -> None:
        photos = self._window.photos
        if number % 3:
            photos.clear()
        else:
            for entry in list(photos):
                photos.remove([entry.key])

    def _press(self, name: str) -> None:
        find(self._window, QAbstractButton, name).click()
