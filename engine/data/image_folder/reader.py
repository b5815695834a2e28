"""Two folders of pictures as a data set: read, resized, and divided into a train and a test part.

The files are only read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Part
from engine.data.folds import find_duplicate_groups
from engine.data.image_folder.discovery import derive_class_names, find_class_folders, list_folder
from engine.data.image_folder.settings import DEFAULTS, ImageFolderData, ImageFolderSettings, UnreadablePicture
from engine.data.splits import stratified_split
from engine.errors import CancelledError, DatasetError, PhotoError
from engine.images.reader import read_photo
from engine.progress import ProgressCallback, no_progress
from engine.system.memory import available_memory, format_bytes
from engine.text import printable
from engine.typing import Indices, Pixels

# Each picture is held once as it is read, and once more in its part.
_COPIES = 2
_MAX_LISTED_FAULTS = 2


ReadResult = Pixels | UnreadablePicture
# Applies a function to numbers, in any order, and gives each with what came of it, as soon as that is known.
UnorderedMap = Callable[[Callable[[int], ReadResult], Iterable[int]], Iterator[tuple[int, ReadResult]]]


def read_image_folders(
    places: Sequence[Path],
    source: str,
    settings: ImageFolderSettings = DEFAULTS,
    progress: ProgressCallback | None = None,
    cancelled: threading.Event | None = None,
    imap_unordered: UnorderedMap | None = None,
) -> ImageFolderData:
    """The data set of one folder with a folder for each class, or of two folders; `source` is that of the Dataset.

    `progress(done, total)` is called in pictures. The same files and settings give the same parts, whatever the order
    in which `imap_unordered` reads them; without it they are read one by one. Raises DatasetError where no data set
    comes of it, and CancelledError soon after `cancelled` is set.
    """
    folders = find_class_folders(places)
    classes = derive_class_names(folders)
    paths = [list_folder(folder).pictures for folder in folders]
    _check_memory(places[0], sum(map(len, paths)), settings.side)
    pictures, faults = _read_all(
        [path for of_class in paths for path in of_class],
        settings,
        progress or no_progress,
        cancelled or threading.Event(),
        imap_unordered or _imap_sequential,
    )
    readable = np.array([index not in faults for index in range(len(pictures))])
    labels = np.repeat((0, 1), [len(of_class) for of_class in paths])[readable]
    pictures = pictures if readable.all() else pictures[readable]
    groups = find_duplicate_groups(pictures)
    _require_enough(folders, labels, groups, tuple(faults.values()))
    parts = stratified_split(groups, labels, settings.test_percent, settings.seed)
    train, test = (Part(pictures[part], labels[part].astype(np.int64)[np.newaxis]) for part in parts)
    dataset = Dataset(_name_of(places), source, train, test, classes)
    return ImageFolderData(dataset, settings, len(readable), tuple(faults[index] for index in sorted(faults)))


def _read_all(
    paths: Sequence[Path],
    settings: ImageFolderSettings,
    progress: ProgressCallback,
    cancelled: threading.Event,
    imap_unordered: UnorderedMap,
) -> tuple[Pixels, dict[int, UnreadablePicture]]:
    """The pictures (m, side, side, 3), black where one could not be read, and the faults by index."""
    pictures = np.zeros((len(paths), settings.side, settings.side, 3), np.uint8)
    faults: dict[int, UnreadablePicture] = {}

    def read(index: int) -> ReadResult:
        if cancelled.is_set():
            raise CancelledError("Reading the pictures was cancelled.")
        return _read(paths[index], settings)

    progress(0, len(paths))
    for done, (index, found) in enumerate(imap_unordered(read, range(len(paths))), start=1):
        if isinstance(found, UnreadablePicture):
            faults[index] = found
        else:
            pictures[index] = found
        progress(done, len(paths))
    return pictures, faults


def _read(path: Path, settings: ImageFolderSettings) -> ReadResult:
    try:
        return read_photo(path, (settings.side, settings.side)).views[settings.framing]
    except PhotoError as error:
        return UnreadablePicture(printable(path), error.reason)


def _imap_sequential(function: Callable[[int], ReadResult], items: Iterable[int]) -> Iterator[tuple[int, ReadResult]]:
    return ((item, function(item)) for item in items)


def _check_memory(place: Path, count: int, side: int) -> None:
    needed, free = _COPIES * count * side * side * 3, available_memory()
    if needed > free:
        raise DatasetError(
            place,
            f"it holds {count:,} pictures, which need {format_bytes(needed)} of memory at {side} x {side} pixels, and "
            f"{format_bytes(free)} are free. Choose a smaller side or use fewer pictures.",
        )


def _require_enough(
    folders: tuple[Path, Path], labels: NDArray[np.int64], groups: Indices, faults: tuple[UnreadablePicture, ...]
) -> None:
    for label, folder in enumerate(folders):
        different = len(np.unique(groups[labels == label]))
        if different < 2:
            reasons = "".join(f" {Path(fault.path).name}: {fault.reason}." for fault in faults[:_MAX_LISTED_FAULTS])
            raise DatasetError(
                folder,
                f"it holds {different} pictures that could be read and differ, and 2 are needed, one to learn from and "
                f"one to be tested on. Add more.{reasons}",
            )


def _name_of(places: Sequence[Path]) -> str:
    return printable(" and ".join(path.resolve().name or str(path) for path in places))
