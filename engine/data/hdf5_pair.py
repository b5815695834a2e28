"""HDF5 pairs without importing h5py: the names of their files, and reading them through the reader process."""

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
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.text import as_file_name
from engine.typing import Pixels

# Seconds for one block of pictures, and for what comes before the first.
TIMEOUT = 60.0
FEWER_PICTURES = "Use fewer or smaller pictures."


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
