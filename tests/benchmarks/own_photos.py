"""The user's photos in the window: from the drop to the verdict, compared with decoding them in full.

Also what following a run costs when every panel has something to show.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from catgui.models.training.session import RunState
from catgui.shell.main_window import MainWindow
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.photo_reading import decode_in_full, write_photo
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.drops import drop, files

MANY = 500
ROUNDS = 9
RUNS = 3
_DECODED = 20


def measure() -> list[Measurement]:
    """A run that all panels follow, one dropped photo, and a dropped folder."""
    with tempfile.TemporaryDirectory() as folder, open_window() as window:
        photo = Path(folder) / "photo.jpg"
        write_photo(photo, noise=0)
        window.panels.open("photos_panel")  # as a drop on the window does, so that the cards are painted
        QApplication.processEvents()
        _drop(window, photo)
        wait_until(lambda: len(window.photos) == 1 and not window.photos.busy)
        return _followed_run(window) + _one_photo(window, photo) + _folder(window, photo)


def _followed_run(window: MainWindow) -> list[Measurement]:
    dataset = window.workspace.dataset
    assert dataset is not None
    engine, whole = [], []
    for _ in range(RUNS):
        began = perf_counter()
        for _step in Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), TrainingConfig()):
            pass
        engine.append(perf_counter() - began)
        began = perf_counter()
        find(window, QToolButton, "train_button").click()
        wait_until(lambda: window.session.now.state is RunState.IDLE)
        whole.append(perf_counter() - began)
    alone, followed = median(engine), median(whole)
    return [
        Measurement("an instant run, the engine alone", alone, "s"),
        Measurement("the same run followed by all panels takes longer by", followed - alone, "s", 0.15, at_most=True),
        Measurement("that is, of the engine alone", followed / alone, "x"),
    ]


def _one_photo(window: MainWindow, photo: Path) -> list[Measurement]:
    ours, full = [], []
    for _ in range(ROUNDS):
        window.photos.clear()
        began = perf_counter()
        _drop(window, photo)
        wait_until(lambda: _all_predicted(window, 1))
        ours.append(perf_counter() - began)
        full.append(_seconds_to_decode(photo))
    return [
        Measurement("a 12-megapixel JPEG, from the drop to its verdict", 1e3 * median(ours), "ms", 60, at_most=True),
        Measurement("that is, of decoding it in full", median(ours) / median(full), "x"),
    ]


def _folder(window: MainWindow, photo: Path) -> list[Measurement]:
    folder = photo.parent / "many"
    folder.mkdir()
    for number in range(MANY):
        os.link(photo, folder / f"{number:03}.jpg")
    window.photos.clear()
    before = [_seconds_to_decode(photo) for _ in range(_DECODED // 2)]
    began = perf_counter()
    _drop(window, folder)
    wait_until(lambda: _all_predicted(window, MANY))
    taken = perf_counter() - began
    # Half before and half after: the speed of the machine may change meanwhile.
    full = MANY * median(before + [_seconds_to_decode(photo) for _ in range(_DECODED // 2)])
    return [
        Measurement(f"a folder of {MANY} of them, from the drop to the last verdict", taken, "s"),
        Measurement("faster than decoding them in full, one by one", full / taken, "x", 4.0),
    ]


def _drop(window: MainWindow, path: Path) -> None:
    drop(find(window, QWidget, "photos_drop_area"), files(path), Qt.DropAction.CopyAction)


def _all_predicted(window: MainWindow, count: int) -> bool:
    photos = window.photos
    return len(photos) == count and not photos.busy and all(photo.verdict is not None for photo in photos)


def _seconds_to_decode(photo: Path) -> float:
    began = perf_counter()
    decode_in_full(photo)
    return perf_counter() - began
