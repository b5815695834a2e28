"""A data set of 20,000 pictures of 64x64 (a quarter of a gigabyte): opened, scrolled through and trained on.

Runs in processes of its own, so that the peak of memory is that of the data set.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import h5py
import numpy as np

from engine.data.sources import open_dataset
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.memory import peak_bytes

COUNT = 20_000
_FRAMES = 60


def measure() -> list[Measurement]:
    """Seconds to open, milliseconds per frame of scrolling, and peak memory as a share of the limit."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        scrolled = _run_in_process("scroll", folder)
        opened, peak, allowed = _run_in_process("train", folder)
    return [
        Measurement(f"opening {COUNT:,} pictures", opened, "s", 1.5, at_most=True),
        Measurement("a frame of scrolling through them, p95", scrolled[0], "ms", 16.7, at_most=True),
        Measurement("peak of memory in training, of what is allowed", peak / allowed, "x", 1, at_most=True),
    ]


def _write(folder: Path) -> None:
    random = np.random.default_rng(0)
    for part, count in (("train", COUNT), ("test", 100)):
        with h5py.File(folder / f"{part}.h5", "w") as file:
            file[f"{part}_set_x"] = random.integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)
            file[f"{part}_set_y"] = np.arange(count) % 2
            file["list_classes"] = np.array([b"non-cat", b"cat"])


def _run_in_process(what: str, folder: str) -> list[float]:
    ended = subprocess.run([sys.executable, "-m", __name__, what, folder], check=True, capture_output=True, text=True)
    return [float(word) for word in ended.stdout.split()[-3:]]


def _train(folder: str) -> None:
    began = perf_counter()
    dataset = open_dataset(folder)
    opened = perf_counter() - began
    train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    trainer = Trainer(train, TrainingConfig(iterations=3))
    assert trainer.network.first_layer.kind == "pixels"
    for _ in trainer:
        pass
    print(opened, peak_bytes(), 2 * dataset.train.pictures.nbytes + 200e6)


def _scroll(folder: str) -> None:
    from PySide6.QtWidgets import QApplication

    from catgui.app import build_window
    from catgui.services.settings import Settings
    from catgui.widgets.pictures.picture_grid import PictureGrid

    application = QApplication([])
    settings = Settings()
    settings.watches = False
    window = build_window(folder, settings)
    window.show()
    application.processEvents()
    bar = window.findChild(PictureGrid).verticalScrollBar()
    frames = []
    for frame in range(_FRAMES):
        began = perf_counter()
        bar.setValue(bar.maximum() * frame // _FRAMES)
        application.processEvents()
        frames.append(1000 * (perf_counter() - began))
    window.close()
    print(float(np.percentile(frames, 95)))


if __name__ == "__main__":
    {"train": _train, "scroll": _scroll}[sys.argv[1]](sys.argv[2])
