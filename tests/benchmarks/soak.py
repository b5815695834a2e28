"""A long day in one window: trainings, data sets and photos by the hundred, and what they leave behind."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
import shiboken6
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget

from catgui.app import build_window
from catgui.services.settings import Settings
from catgui.shell.main_window import MainWindow
from engine.system.memory import tune_glibc_malloc
from tests.benchmarks.figures import Measurement
from tests.support.drops import drop, files
from tests.support.small_data import make_dataset, save_pair

ROUNDS = 300
WARM_UP = 60
_PHOTOS = 10
# One round in so many ends its run early, in each of the ways there are.
_WAYS = ("complete", "complete", "stopped", "paused", "diverged")


@dataclass(frozen=True, slots=True)
class ResourceUsage:
    """What the process holds: bytes of memory, threads of the system, open files, timers, QObjects."""

    memory: int
    threads: int
    files: int
    timers: int
    objects: int

    @classmethod
    def of(cls, window: MainWindow) -> ResourceUsage:
        """Count, after all threads have ended and all that is to be deleted has gone."""
        while any(thread.isRunning() for thread in window.findChildren(QThread)):
            QApplication.processEvents()
        for _ in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        process = psutil.Process()
        # Those that only Qt knows, and those that Python does.
        things = window.findChildren(QObject) + [thing for thing in gc.get_objects() if isinstance(thing, QObject)]
        objects = {shiboken6.getCppPointer(thing)[0]: thing for thing in things if shiboken6.isValid(thing)}
        timers = sum(isinstance(thing, QTimer) for thing in objects.values())
        opened = process.num_handles() if os.name == "nt" else process.num_fds()
        return cls(process.memory_info().rss, process.num_threads(), opened, timers, len(objects))


def measure() -> list[Measurement]:
    """Three hundred rounds after a warm-up."""
    before, after = soak(WARM_UP, ROUNDS)
    grown = (after.memory - before.memory) / 1e6
    return [
        Measurement(f"memory after {WARM_UP} rounds to warm up", before.memory / 1e6, "MB"),
        Measurement(
            f"it grows in {ROUNDS} trainings, data sets and {ROUNDS * _PHOTOS:,} photos", grown, "MB", 10, at_most=True
        ),
        Measurement("more threads", after.threads - before.threads, "", 0, at_most=True),
        Measurement("more open files", after.files - before.files, "", 0, at_most=True),
        Measurement("more timers", after.timers - before.timers, "", 0, at_most=True),
        Measurement("more QObjects", after.objects - before.objects, "", 0, at_most=True),
    ]


def soak(warm_up: int, rounds: int) -> tuple[ResourceUsage, ResourceUsage]:
    """What the process holds after the rounds to warm up, and after so many more, in one window."""
    # As the program does when it starts.
    tune_glibc_malloc()
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        window = build_window(settings=Settings(store))
        window.show()
        application.processEvents()
        day = UsageScenario(window, folder)
        for number in range(warm_up):
            day.round(number)
        before = ResourceUsage.of(window)
        for number in range(warm_up, warm_up + rounds):
            day.round(number)
        after = ResourceUsage.of(window)
        window.session.reset()
        window.close()
    return before, after


class UsageScenario:
    """What is done in a window, round after round."""

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

    def round(self, number: int) -> None:
        """Open a data set, train on it, look at photos and take them out again."""
        self._open(number)
        self._train(_WAYS[number % len(_WAYS)])
        self._drop()
        self._remove(number)
        # As the loop of the program does by itself: the questions of the day go, and the windows they stood in.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _open(self, number: int) -> None:
        workspace = self._window.workspace
        before = workspace.dataset
        if number % 10 == 0:
            self._press("builtin_button")
        else:
            drop(self._window, files(self._sets[number % 2]))
        _until(lambda: self._open_prompt() is not None or (workspace.dataset is not before and not workspace.loading))
        asked = self._open_prompt()
        if asked is not None:
            asked.button(QMessageBox.StandardButton.Discard).click()
        _until(lambda: workspace.dataset is not before and not workspace.loading)

    def _open_prompt(self) -> QMessageBox | None:
        """The question before the network of the round before is lost, while it is asked."""
        boxes = self._window.findChildren(QMessageBox, "unsaved_question")
        return next((box for box in boxes if box.isVisible()), None)

    def _train(self, way: str) -> None:
        session = self._window.session
        rate = "1e200" if way == "diverged" else "0.01"
        iterations = "200" if way in ("complete", "diverged") else "1000000"
        texts = {"hidden_layers": "8, 4", "learning_rate": rate, "iterations": iterations}
        for name, text in texts.items():
            field = self._window.findChild(QLineEdit, f"{name}_field")
            assert field is not None
            field.setText(text)
        self._press("train_button")
        if iterations == "1000000":
            _until(lambda: len(session.costs) > 100)
            self._press("pause_button" if way == "paused" else "stop_button")
        _until(lambda: session.is_inactive)

    def _drop(self) -> None:
        photos = self._window.photos
        area = self._window.findChild(QWidget, "photos_drop_area")
        assert area is not None
        drop(area, files(*self._photos))
        _until(lambda: len(photos) == _PHOTOS and not photos.busy)

    def _remove(self, number: int) -> None:
        photos = self._window.photos
        if number % 3:
            photos.clear()
        else:
            for entry in list(photos):
                photos.remove([entry.key])

    def _press(self, name: str) -> None:
        button = self._window.findChild(QPushButton, name)
        assert button is not None
        button.click()


def _until(done: Callable[[], bool]) -> None:
    while not done():
        # Asleep until there is news: a loop that spins would take the time from the threads.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
