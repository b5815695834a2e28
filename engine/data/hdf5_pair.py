"""HDF5 pairs without importing h5py: the names of their files, reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from engine.data.dataset import Dataset, Part
from engine.data.edits import TEST, TRAIN
from engine.errors import DatasetError
from engine.progress import UNOBSERVED, Work
from engine.system.atomic import atomic_write, translate_write_errors
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.text import as_file_name

# Seconds for one block of pictures, and for what comes before the first.
TIMEOUT = 60.0
FEWER_PICTURES = "Use fewer or smaller pictures."
CLASSES_KEY = "list_classes"
# HDF5 holds the GIL while it writes a block, so blocks are short.
_BLOCK_BYTES = 4_000_000
_EXISTS = "it exists already."


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


def train_file_name(dataset: Dataset) -> str:
    """The default name of the train file when `dataset` is saved as an HDF5 pair: "train_course_photos_edited.h5"."""
    if dataset.edited is None:
        return f"train_{as_file_name(dataset.name)}.h5"
    # Not the counts of all edits, which would make the longest name in the window when the pair is opened.
    name = dataset.original.name.removeprefix("train_").removesuffix(".h5")
    return f"train_{as_file_name(name)}_edited.h5"


def free_train_path(dataset: Dataset, folder: Path) -> Path:
    """The `train_file_name` of `dataset` in `folder`, with a number if a file of that pair is there already."""
    first = folder / train_file_name(dataset)
    numbered = (first.with_stem(f"{first.stem}_{number}") for number in count(2))
    path = first
    while any(there.exists() for there in pair_paths(path)):
        path = next(numbered)
    return path


@dataclass(frozen=True, slots=True, eq=False)
class OpenedPair:
    """Two parts that have been read. Attributes: `paths`, the train file and the test file, which may be one."""

    paths: tuple[Path, Path]
    train: Part
    test: Part
    classes: tuple[str, str]


def open_pair(paths: Sequence[Path], is_folder: bool, work: Work = UNOBSERVED) -> OpenedPair:
    """The data set in a folder, in a file and its partner, or in two files.

    Raises DatasetError with the reason and the remedy, and CancelledError.
    """
    read: list[Path] = [paths[0]]  # the last one is at fault if the child does not answer
    with translate_reader_errors(
        lambda reason, remedy: DatasetError(read[-1], f"{reason}. {remedy}"),
        remedy="Get it again.",
        memory_remedy=FEWER_PICTURES,
    ):
        return default_reader().call(_read_pair, paths, is_folder, timeout=TIMEOUT, work=work, progress=read.append)


def _read_pair(paths: Sequence[Path], is_folder: bool, progress: Callable[[Path], object]) -> OpenedPair:
    from engine.data.hdf5_reader import read_pair  # h5py is for the child

    return read_pair(paths, is_folder, progress)


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
    """Save `dataset` in `folder` under its `train_file_name`; otherwise as `write_pair`, but no file is replaced."""
    path = folder / train_file_name(dataset)
    for there in pair_paths(path):
        if there.exists():
            raise DatasetError(there, f"{_EXISTS} Choose another folder.")
    return write_pair(dataset, path)


def _write_part(path: Path, part: str, dataset: Dataset, on_written: Callable[[int], None]) -> None:
    """Write one file block by block; `on_written` is called with the number of pictures written."""
    import h5py  # not loaded with the window

    content = dataset.parts[part]
    step = max(1, _BLOCK_BYTES // content.pictures[0].nbytes)
    try:
        # A file of Python's: HDF5 would lock its own, and report a full disk in its own words.
        with path.open("wb+") as stream, h5py.File(stream, "w") as file:
            shape, dtype = content.pictures.shape, content.pictures.dtype
            pictures = file.create_dataset(f"{part}_set_x", shape, dtype, track_times=False)
            for begin in range(0, content.count, step):
                end = min(begin + step, content.count)
                pictures[begin:end] = content.pictures[begin:end]
                on_written(end)
            file.create_dataset(f"{part}_set_y", data=content.labels[0], track_times=False)
            names = np.array([name.encode() for name in dataset.classes])
            file.create_dataset(CLASSES_KEY, data=names, track_times=False)
    except SystemError as error:
        # Some Pythons raise this when HDF5 continues after the file could not be written.
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise
