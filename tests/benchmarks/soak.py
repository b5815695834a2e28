"""Hundreds of runs, data sets and photos in one window, and the resources they leave in use."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil
import shiboken6
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget

from catgui.shell.main_window import MainWindow
from engine.system.memory import tune_glibc_malloc
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.drops import drop, files
from tests.support.small_data import make_dataset, save_pair

ROUNDS = 300
WARM_UP = 60
_PHOTOS = 10
# How the runs of successive rounds end.
_ENDS = ("complete", "complete", "stopped", "paused", "diverged")


@dataclass(frozen=True, slots=True)
class ResourceUsage:
    """The resources of the process: bytes of memory, system threads, open files, timers, QObjects."""

    memory: int
    threads: int
    files: int
    timers: int
    objects: int

    @classmethod
    def of(cls, window: MainWindow) -> ResourceUsage:
        """Count them, after the detector and the threads have ended and deferred deletes are done."""
        wait_until(lambda: not window.photos.detections.busy)
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
        return cls(process.memory_info().rss, process.num_threads(), open_files, timers, len(objects))


def _trim_heap() -> None:
    """Have glibc return free pages to the system: how many it keeps varies by ten megabytes, and they are no leak."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def measure() -> list[Measurement]:
    """Three hundred rounds after a warm-up."""
    before, after = soak(WARM_UP, ROUNDS)
    grown = (after.memory - before.memory) / 1e6
    return [
        Measurement(f"memory after {WARM_UP} rounds to warm up", before.memory / 1e6, "MB"),
        Measurement(
            f"it grows in {ROUNDS} trainings, data sets and {ROUNDS * _PHOTOS:,} photos", grown, "MB", 5, at_most=True
        ),
        Measurement("more threads", after.threads - before.threads, "", 0, at_most=True),
        Measurement("more open files", after.files - before.files, "", 0, at_most=True),
        Measurement("more timers", after.timers - before.timers, "", 0, at_most=True),
        Measurement("more QObjects", after.objects - before.objects, "", 0, at_most=True),
    ]


def soak(warm_up: int, rounds: int) -> tuple[ResourceUsage, ResourceUsage]:
    """The resources after `warm_up` rounds in one window, and after `rounds` more."""
    tune_glibc_malloc()  # as the program does when it starts
    with tempfile.TemporaryDirectory() as folder, open_window() as window:
        window.runs.open(Path(folder, "runs.sqlite"))  # else all runs would be in memory twice
        scenario = UsageScenario(window, Path(folder))
        for number in range(warm_up):
            scenario.run_round(number)
        before = ResourceUsage.of(window)
        for number in range(warm_up, warm_up + rounds):
            scenario.run_round(number)
        return before, ResourceUsage.of(window)


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
            self._press("builtin_button")
        else:
            drop(self._window, files(self._sets[number % 2]))
        wait_until(
            lambda: self._open_prompt() is not None or (workspace.dataset is not before and not workspace.loading)
        )
        prompt = self._open_prompt()
        if prompt is not None:
            prompt.button(QMessageBox.StandardButton.Discard).click()
        wait_until(lambda: workspace.dataset is not before and not workspace.loading)

    def _open_prompt(self) -> QMessageBox | None:
        """The prompt to save the network of the last round, while it is open."""
        boxes = self._window.findChildren(QMessageBox, "unsaved_question")
        return next((box for box in boxes if box.isVisible()), None)

    def _train(self, end: str) -> None:
        session = self._window.session
        rate = "1e200" if end == "diverged" else "0.01"
        iterations = "200" if end in ("complete", "diverged") else "1000000"
        texts = {"hidden_layers": "8, 4", "learning_rate": rate, "iterations": iterations}
        for name, text in texts.items():
            find(self._window, QLineEdit, f"{name}_field").setText(text)
        self._press("train_button")
        if iterations == "1000000":
            wait_until(lambda: len(session.costs) > 100)
            self._press("pause_button" if end == "paused" else "stop_button")
        wait_until(lambda: session.is_inactive)

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
        find(self._window, QPushButton, name).click()
