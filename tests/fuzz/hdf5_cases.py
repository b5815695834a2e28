"""Data sets, good, damaged and hostile, through the function that the window and the terminal use."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

import h5py
import numpy as np

from engine.cli.output import to_json
from engine.data.dataset import Dataset, overview
from engine.data.sources import open_dataset
from engine.text import printable
from tests.fuzz.byte_changes import ODD_STEMS, damaged
from tests.fuzz.good_hdf5 import write_data_set
from tests.fuzz.odd_hdf5 import CHANGES, LARGE_CHANGES

# HDF5 will not write everything that is asked of it, above all where an earlier change is in the way.
_REFUSALS = (OSError, LookupError, RuntimeError, TypeError, ValueError)


def make(random: Random, folder: Path) -> Callable[[], object]:
    """One or two files in a folder, and how they are opened: by the folder, by one of them, or by both."""
    paths = write_data_set(random, folder)
    os.mkfifo(folder / "pipe")
    chance = random.random()
    if chance < 0.45:
        _change(random.choice(paths), random)
    if chance < 0.1 or chance > 0.46:
        path = random.choice(paths)
        path.write_bytes(damaged(path.read_bytes(), random, [path.read_bytes() for path in paths]))
    if random.random() < 0.2:
        paths = [path.rename(folder / f"{random.choice(ODD_STEMS)} {path.name}") for path in paths]
    where: list[str | Path] = random.choice(([folder], paths, paths[:1], paths[::-1], [str(paths[-1])]))
    return lambda: _check(where)


def _change(path: Path, random: Random) -> None:
    with h5py.File(path, "r+") as file:
        part = "train" if "train_set_x" in file else "test"
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            change = random.choice(LARGE_CHANGES if random.random() < 0.02 else CHANGES)
            with suppress(*_REFUSALS):
                change(file, part, random)


def _check(where: Sequence[str | Path]) -> None:
    """Open the set, draw its overview, and hold it against what the reader promises."""
    dataset: Dataset = open_dataset(where)
    shown = overview(dataset)
    assert all(label and text and printable(text) == text for label, text in shown.rows())
    to_json(shown.as_dict())
    for part in dataset.parts.values():
        assert part.pictures.dtype == np.uint8
        assert part.pictures.shape == (part.count, *dataset.picture_shape, 3)
        assert part.labels.shape == (1, part.count)
        assert set(np.unique(part.labels)) == {0, 1}
