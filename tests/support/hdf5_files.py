"""Makes small HDF5 files in the course's schema for the tests, and reads them in this process."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np

from engine.data import hdf5_reader
from engine.data.dataset import Part

CLASSES = np.array([b"non-cat", b"cat"])


def random_pictures(count: int = 4, height: int = 8, width: int = 10, seed: int = 0) -> np.ndarray:
    return np.random.RandomState(seed).randint(0, 256, (count, height, width, 3)).astype(np.uint8)


def alternating_labels(count: int = 4) -> np.ndarray:
    return np.arange(count) % 2


def part_entries(part: str, **changes: Any) -> dict[str, Any]:
    """Keys and arrays of one part; `changes` replace "pictures", "labels" or "classes"."""
    values = {"pictures": random_pictures(), "labels": alternating_labels(), "classes": CLASSES, **changes}
    return {f"{part}_set_x": values["pictures"], f"{part}_set_y": values["labels"], "list_classes": values["classes"]}


def write_entries(path: Path, entries: dict[str, Any], **storage: Any) -> Path:
    """Write `entries`; `storage` (chunks, compression ...) goes to the pictures."""
    with h5py.File(path, "w") as file:
        for key, value in entries.items():
            file.create_dataset(key, data=value, **(storage if key.endswith("_x") else {}))
    return path


def write_part(path: Path, part: str, **changes: Any) -> Path:
    return write_entries(path, part_entries(part, **changes))


def write_pair(folder: Path, **changes: Any) -> tuple[Path, Path]:
    """Write train.h5 and test.h5 with the same changes; the paths are returned in this order."""
    return write_part(folder / "train.h5", "train", **changes), write_part(folder / "test.h5", "test", **changes)


def read_pair(train_path: Path, test_path: Path) -> tuple[Part, Part, tuple[str, str]]:
    """The train part, the test part and the names of classes 0 and 1."""
    pair = hdf5_reader.read_pair([train_path, test_path], is_folder=False, progress=str)
    return pair.train, pair.test, pair.classes
