"""Writing a data set as a pair of HDF5 files in the course's schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from engine.data.dataset import Dataset, Part
from engine.data.edits import TEST, TRAIN
from engine.data.hdf5_pair import free_train_path, pair_paths, train_file_name
from engine.data.hdf5_schema import CLASSES_KEY, labels_key, pictures_key
from engine.errors import DatasetError
from engine.progress import UNOBSERVED, Work
from engine.storage.atomic import atomic_write, translate_write_errors

# HDF5 holds the GIL while it writes a block, so blocks are short.
_BLOCK_BYTES = 4_000_000
_EXISTS = "it exists already."


def write_pair(dataset: Dataset, path: Path, work: Work = UNOBSERVED) -> tuple[Path, Path]:
    """Save `dataset` as the two files of `pair_paths`, atomically; returns their paths.

    `path` may be replaced; DatasetError is raised if the other file exists or a file cannot be written. It reports
    pictures to `work`, and leaves nothing behind if that is cancelled.
    """
    paths = pair_paths(path)
    for there in paths:
        if there != path and there.exists():
            raise DatasetError(there, f"{_EXISTS} Choose another name.")
    train, test = paths
    in_train, total = dataset.train.count, dataset.train.count + dataset.test.count
    with translate_write_errors(DatasetError, path), atomic_write(train) as new_train, atomic_write(test) as new_test:
        _write_part(new_train, TRAIN, dataset, lambda done: work.report(done, total))
        _write_part(new_test, TEST, dataset, lambda done: work.report(in_train + done, total))
    return paths


def write_new_pair(dataset: Dataset, folder: Path) -> tuple[Path, Path]:
    """Save `dataset` in `folder` under its `train_file_name`; otherwise as `write_pair`, but no file is replaced.

    Differently edited data have the same name: if there is such a pair, they get a free one.
    """
    path = folder / train_file_name(dataset) if dataset.edited is None else free_train_path(dataset, folder)
    for there in pair_paths(path):
        if there.exists():
            raise DatasetError(there, f"{_EXISTS} Choose another folder.")
    return write_pair(dataset, path)


def _write_part(path: Path, part: str, dataset: Dataset, on_written: Callable[[int], None]) -> None:
    """Write one file block by block; `on_written` is called with the number of pictures written."""
    content = dataset.parts[part]
    try:
        _write_content(path, part, content, dataset.classes, on_written)
    except SystemError as error:
        # Some Pythons raise this when HDF5 continues after the file could not be written.
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _write_content(
    path: Path, part: str, content: Part, classes: tuple[str, str], on_written: Callable[[int], None]
) -> None:
    step = max(1, _BLOCK_BYTES // content.pictures[0].nbytes)
    # A file of Python's: HDF5 would lock its own, and report a full disk in its own words.
    with path.open("wb+") as stream, h5py.File(stream, "w") as file:
        pictures = file.create_dataset(
            pictures_key(part), content.pictures.shape, content.pictures.dtype, track_times=False
        )
        for begin in range(0, content.count, step):
            end = min(begin + step, content.count)
            pictures[begin:end] = content.pictures[begin:end]
            on_written(end)
        file.create_dataset(labels_key(part), data=content.labels[0], track_times=False)
        names = np.array([name.encode() for name in classes])
        file.create_dataset(CLASSES_KEY, data=names, track_times=False)
