"""The cat detector's answer for a 12-megapixel JPEG with its map, from the drop, and where the time goes.

The stages are timed alone. The processor time is that of all threads of this process, whatever else runs on the
machine. The whole is compared with decoding the photo in full, timed in turn in the same run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from catgui.models.photos.detections import PhotoDetector
from catgui.shell.main_window import MainWindow
from engine.images.decoder import decode_photo
from engine.images.reader import read_photo
from engine.vision.detection.detector import SCALES
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.photo_reading import decode_in_full, write_photo
from tests.benchmarks.window import find, open_window, wait_until
from tests.support.drops import drop, files

ROUNDS = 15
_NOISE = 6
_PROCESSOR = "    in processor time of this process"


def measure() -> list[Measurement]:
    """Medians in milliseconds: the stages, and all of it in the window."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        write_photo(photo, _NOISE)
        return _stages(photo) + _in_the_window(photo)


def _stages(photo: Path) -> list[Measurement]:
    pixels, detector = read_photo(photo).detail, PhotoDetector()
    works: dict[str, Callable[[], object]] = {
        "decoding it, reduced, with all that a card shows": partial(decode_photo, photo),
        "the same in the child process": partial(read_photo, photo),
        f"the answer and its map, {SCALES} sizes and mirrored": partial(detector.detect, pixels),
    }
    measured = []
    for what, work in works.items():
        walls, processors = zip(*(_seconds(work) for _ in range(ROUNDS + 1)), strict=True)
        # The first loads what all need.
        measured.append(Measurement(what, 1e3 * median(walls[1:]), "ms"))
        measured.append(Measurement(_PROCESSOR, 1e3 * median(processors[1:]), "ms"))
    detector.close()
    return measured


def _in_the_window(photo: Path) -> list[Measurement]:
    ours, full = [], []
    with open_window() as window:
        window.panels.open("photos_panel")  # as a drop on the window does, so that the cards are painted
        QApplication.processEvents()
        for _ in range(ROUNDS + 1):
            window.photos.clear()
            ours.append(_seconds(partial(_drop, window, photo)))
            full.append(_seconds(partial(decode_in_full, photo)))
    walls, processors = zip(*ours[1:], strict=True)
    whole = median(walls)
    return [
        Measurement("from the drop to the answer on the card", 1e3 * whole, "ms", 180, at_most=True),
        Measurement(_PROCESSOR, 1e3 * median(processors), "ms"),
        Measurement("that is, of decoding it in full", whole / median(wall for wall, _ in full[1:]), "x"),
    ]


def _drop(window: MainWindow, photo: Path) -> None:
    """Drop a photo, and wait for its answer."""
    drop(find(window, QWidget, "photos_drop_area"), files(photo), Qt.DropAction.CopyAction)
    wait_until(lambda: len(window.photos) == 1 and all(entry.detected is not None for entry in window.photos))


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds that `work` takes, on the clock and of the processors."""
    began, used = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - used
