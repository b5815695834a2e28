"""The names of the two files of an HDF5 pair."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from engine.data.dataset import Dataset, train_file_name
from engine.data.edits import TEST, TRAIN


def pair_paths(path: Path) -> tuple[Path, Path]:
    """The train file and the test file of the pair saved as `path`.

    If its name contains "train" or "test", `path` is that file, and the other name has the other word; otherwise the
    words are added in front.
    """
    if TRAIN in path.name:
        return path, path.with_name(path.name.replace(TRAIN, TEST))
    if TEST in path.name:
        return path.with_name(path.name.replace(TEST, TRAIN)), path
    return path.with_name(f"{TRAIN}_{path.name}"), path.with_name(f"{TEST}_{path.name}")


def free_train_path(dataset: Dataset, folder: Path) -> Path:
    """The `train_file_name` of `dataset` in `folder`, with a number if a file of that pair is there already."""
    first = folder / train_file_name(dataset)
    numbered = (first.with_stem(f"{first.stem}_{number}") for number in count(2))
    path = first
    while any(there.exists() for there in pair_paths(path)):
        path = next(numbered)
    return path
