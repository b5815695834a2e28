"""Reading in the child process: a 12-megapixel JPEG, a folder of photos, the first data set, a large value.

A photo is compared with reading it in this process, and with what Pillow takes merely to decode it, in full or at an
eighth of its sides, timed in turn in one run and compared by their medians. At an eighth there are 500 x 375 pixels,
enough for network, card and detector, but libjpeg still has to undo the Huffman coding of every coefficient. That takes
a fifth to a third of decoding in full, and no way of reading takes less: the targets are multiples of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from PIL import Image

from engine.data.sources import find_source, open_dataset
from engine.images.decoder import decode_photo
from engine.images.reader import read_photo
from engine.system.reader_process import ReaderPool, default_reader
from tests.benchmarks.measurement import Measurement

SIZE = (4000, 3000)
REPEATS = 15
FOLDER_COUNT = 500
STARTS = 5
LARGE = (250, 1000, 1000)  # bytes
# Gray levels of noise. It triples the file, and its bits must be unpacked either way.
_KINDS = {"clean": 0, "noisy": 6}
_NOTEBOOK_REPEATS = 3  # on each side of the folder


def measure() -> list[Measurement]:
    """Medians in milliseconds for a clean and a noisy photo, and what the child process costs."""
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, noise in _KINDS.items():
            path = Path(folder) / f"{kind}.jpg"
            write_photo(path, noise)
            measured += _photo(kind, path)
        measured += _folder(Path(folder) / "clean.jpg")
    return [*measured, _first_data_set(), _large_value()]


def _photo(kind: str, path: Path) -> list[Measurement]:
    ways = read_photo, decode_photo, decode_at_an_eighth, decode_in_full
    there, here, eighth, full = _medians(*(partial(way, path) for way in ways))
    return [
        Measurement(f"decoding a {kind} one in full ({path.stat().st_size / 1e6:.1f} MB)", full * 1e3, "ms"),
        Measurement(f"decoding a {kind} one at an eighth", eighth * 1e3, "ms"),
        Measurement(f"reading a {kind} one in this process", here * 1e3, "ms"),
        Measurement("that is, of decoding it at an eighth", here / eighth, "x", 1.6, at_most=True),
        Measurement(f"reading a {kind} one in the child process", there * 1e3, "ms"),
        Measurement("that is, of reading it in this process", there / here, "x", 1.3, at_most=True),
        Measurement(f"a {kind} one is read faster than decoded in full", full / there, "x"),
    ]


def _medians(*works: Callable[[], object]) -> list[float]:
    """The median of the seconds that each takes, in turn."""
    rounds = [[_seconds(work) for work in works] for _ in range(REPEATS + 1)]
    return [median(times) for times in zip(*rounds[1:], strict=True)]  # the first loads what all need


def _folder(photo: Path) -> list[Measurement]:
    """A data set made of many photos, compared with decoding them one after the other: a few before, a few after."""
    ways = {decode_in_full: REPEATS, decode_at_an_eighth: REPEATS, read_as_the_notebook: _NOTEBOOK_REPEATS}

    def time_all() -> list[list[float]]:
        return [[_seconds(partial(way, photo)) for _ in range(repeats)] for way, repeats in ways.items()]

    with tempfile.TemporaryDirectory() as folder:
        _write_classes(Path(folder), photo)
        before = time_all()
        seconds = _seconds(lambda: find_source(folder).open())
        full, eighth, notebook = (FOLDER_COUNT * median(a + b) for a, b in zip(before, time_all(), strict=True))
    least = eighth / (os.cpu_count() or 1)
    return [
        Measurement(f"a data set of {FOLDER_COUNT} of them", seconds, "s"),
        Measurement(
            "that is, of decoding them at an eighth on all processors", seconds / least, "x", 1.4, at_most=True
        ),
        Measurement("that is faster than one after the other decoded in full", full / seconds, "x", 6),
        Measurement("that is faster than one after the other by the notebook", notebook / seconds, "x"),
    ]


def _write_classes(folder: Path, photo: Path) -> None:
    """Links to the photo for two classes, and two other pictures for each, so that no class is refused."""
    for number in range(FOLDER_COUNT):
        copy = folder / ("cat", "dog")[number % 2] / f"{number}.jpg"
        copy.parent.mkdir(exist_ok=True)
        os.link(photo, copy) if number > 3 else Image.new("RGB", (64, 64), (60 * number, 0, 0)).save(copy)


def _first_data_set() -> Measurement:
    """The built-in drawings read by a child that has just been started."""
    seconds = []
    for _ in range(STARTS):
        default_reader().close()
        seconds.append(_seconds(lambda: open_dataset("builtin")))
    return Measurement(
        "the first data set, with the start of the child process", median(seconds), "s", 0.5, at_most=True
    )


def _large_value() -> Measurement:
    with ReaderPool() as reader:
        reader.call(np.ones, 1)
        seconds = median(_seconds(lambda: reader.call(np.ones, LARGE, np.uint8)) for _ in range(STARTS))
    return Measurement(f"{int(np.prod(LARGE)) / 1e6:.0f} MB of pictures from the child process", seconds, "s")


def write_photo(path: Path, noise: int) -> None:
    """Soft shapes, under the noise of a sensor."""
    random = np.random.default_rng(0)
    shapes = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    grain = random.integers(-noise, noise + 1, (SIZE[1], SIZE[0], 1), dtype=np.int16)
    pixels = np.clip(np.asarray(shapes, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, quality=90)


def decode_in_full(path: Path) -> None:
    """The minimum time of Pillow for all pixels."""
    with Image.open(path) as picture:
        picture.load()


def decode_at_an_eighth(path: Path) -> None:
    """The minimum time of Pillow for enough pixels."""
    with Image.open(path) as picture:
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()


def read_as_the_notebook(path: Path) -> None:
    """The picture for the network as the notebook makes it of a photo: decoded in full, and resized."""
    with Image.open(path) as picture:
        np.array(picture.convert("RGB").resize((64, 64)))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
