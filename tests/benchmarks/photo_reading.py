"""How much sooner a 12-megapixel JPEG is ready for the network than Pillow takes merely to decode it.

Both are timed in turn in one run and compared by their medians.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from PIL import Image

from engine.images.reader import read_photo
from tests.benchmarks.measurement import Measurement

SIZE = (4000, 3000)
REPEATS = 15
# Grey levels of noise, and the target. Noise triples the file, and its bits must be unpacked either way.
_KINDS = {"clean": (0, 4.0), "noisy": (6, None)}


def measure() -> list[Measurement]:
    """For a clean and a noisy photo: the medians in milliseconds, and how many times faster ours is."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, (noise, target) in _KINDS.items():
            path = Path(folder) / f"{kind}.jpg"
            write_photo(path, noise)
            ours, full = _medians(path)
            size = f"{path.stat().st_size / 1e6:.1f} MB"
            figures.append(Measurement(f"decoding a {kind} one in full ({size})", full * 1e3, "ms"))
            figures.append(Measurement(f"reading a {kind} one for the network", ours * 1e3, "ms"))
            figures.append(Measurement(f"a {kind} one is read faster", full / ours, "x", target))
    return figures


def _medians(path: Path) -> tuple[float, float]:
    ours, full = [], []
    for repeat in range(REPEATS + 1):
        seconds = _seconds(lambda: read_photo(path)), _seconds(lambda: decode_in_full(path))
        if repeat > 0:  # the first loads what both need
            ours.append(seconds[0])
            full.append(seconds[1])
    return median(ours), median(full)


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
    """What Pillow takes at the least for all its pixels."""
    with Image.open(path) as picture:
        picture.load()


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
