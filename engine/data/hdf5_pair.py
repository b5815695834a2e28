"""HDF5 pairs without importing h5py: the names of their files, reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Part
from engine.data.edits import TEST, TRAIN
from engine.errors import DatasetError
from engine.progress import UNOBSERVED, Work
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.text import as_file_name
from engine.typing import Pixels

# Seconds for one block of pictures, and for what comes before the first.
TIMEOUT = 60.0
FEWER_PICTURES = "Use fewer or smaller pictures."
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


class PairBuilder:
    """Builds two parts from blocks as they are read, so that memory holds the pictures only once.

    Attributes: `parts`, by name; `path`, the file being read.
    """

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.path: Path | None = None

    def take(self, step: str, *content: Any) -> None:
        """Take a step: the name of one of the methods below, and its arguments."""
        getattr(self, step)(*content)

    def at(self, path: Path) -> None:
        """Note that the file at `path` is about to be opened or read."""
        self.path = path

    def begin(self, part: str, labels: NDArray[np.int64], shape: tuple[int, ...]) -> None:
        """Begin "train" or "test" with its labels (1, m) and the shape of its pictures, (m, height, width, 3)."""
        self.parts[part] = Part(np.empty(shape, np.uint8), labels)

    def add(self, part: str, start: int, pictures: Pixels) -> None:
        """Copy the pictures from index `start` on into their part."""
        self.parts[part].pictures[start : start + len(pictures)] = pictures


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
    builder = PairBuilder()
    with translate_reader_errors(
        lambda reason, remedy: DatasetError(builder.path or paths[0], f"{reason}. {remedy}"),
        remedy="Get it again.",
        memory_remedy=FEWER_PICTURES,
    ):
        found, classes = default_reader().call(
            _send_pair,
            paths,
            is_folder,
            timeout=TIMEOUT,
            work=work,
            progress=builder.take,
        )
    return OpenedPair(found, builder.parts["train"], builder.parts["test"], classes)


def _send_pair(
    paths: Sequence[Path], is_folder: bool, progress: Callable[..., None]
) -> tuple[tuple[Path, Path], tuple[str, str]]:
    """Find the pair and send its content; returns its paths and classes. Runs in the child."""
    from engine.data.hdf5_reader import HDF5Files, find_pair_in_folder, find_pair_of_file, order_pair, send_pair

    with HDF5Files(partial(progress, "at")) as files:
        if is_folder:
            found = find_pair_in_folder(files, *paths)
        elif len(paths) == 1:
            found = find_pair_of_file(files, *paths)
        else:
            found = order_pair(files, *paths)
        return found, send_pair(files, *found, progress)


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
    import h5py  # not loaded with the window

    from engine.data.hdf5_schema import CLASSES_KEY, labels_key, pictures_key

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
