"""Pictures in folders to be added to a data set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.data.duplicates import find_duplicate_groups
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, TRAIN, AddedPicture
from engine.data.image_folder.discovery import list_folder
from engine.data.image_folder.reader import check_memory, read_pictures, short_name
from engine.data.image_folder.settings import UnreadablePicture
from engine.data.splits import select_test_part
from engine.errors import DatasetError
from engine.images.photo import Framing
from engine.progress import ProgressCallback, no_progress
from engine.system.reader_process import CancelFlag

_MAX_LISTED_FAULTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class FolderPictures:
    """The pictures of a folder, sorted by name, and its unreadable files."""

    pictures: tuple[AddedPicture, ...]
    faults: tuple[UnreadablePicture, ...]


def read_folder_pictures(
    folder: str | Path,
    shape: tuple[int, int],
    framing: Framing = Framing.WHOLE,
    progress: ProgressCallback = no_progress,
    cancelled: CancelFlag | None = None,
) -> FolderPictures:
    """The pictures directly in `folder`, made as large as `shape` (height, width).

    They are read in the child process for untrusted files. `progress(done, total)` is called with pictures. Raises
    DatasetError if there are none or if none can be read, and CancelledError soon after `cancelled` is set.
    """
    if not os.path.isdir(folder):
        is_there = "it is no folder" if os.path.exists(folder) else "there is no such folder"
        raise DatasetError(folder, f"{is_there}. Name a folder with the pictures to be added.")
    listing = list_folder(folder)
    if not listing.pictures:
        raise DatasetError(listing.path, "it holds no pictures directly in it. Put the pictures to be added there.")
    check_memory(listing.path, len(listing.pictures), shape)
    pixels, faults = read_pictures(listing.pictures, shape, framing, progress, cancelled)
    listed = tuple(faults[index] for index in sorted(faults))
    if len(faults) == len(listing.pictures):
        reasons = " ".join(f"{Path(fault.path).name}: {fault.reason}." for fault in listed[:_MAX_LISTED_FAULTS])
        raise DatasetError(listing.path, f"none of its pictures could be read. Add others. {reasons}")
    read = (
        # A copy, so that the array of all pictures goes.
        AddedPicture(pixels[index].copy(), short_name(path))
        for index, path in enumerate(listing.pictures)
        if index not in faults
    )
    return FolderPictures(tuple(read), listed)


def add_pictures(
    edited: EditedDataset, pictures: Sequence[AddedPicture], label: int, test_percent: int = 0, seed: int = 1
) -> EditedDataset:
    """Add `pictures` of one class, `test_percent` of them, drawn by `seed`, to the test part, the others to training.

    Equal pictures go into the same part. With 0 percent, or if all are equal, all are for training.
    """
    groups = find_duplicate_groups(picture.pixels for picture in pictures)
    if test_percent and len(np.unique(groups)) > 1:
        is_test = select_test_part(groups, test_percent, np.random.RandomState(seed)).tolist()
    else:
        is_test = [False] * len(pictures)
    for part, wanted in ((TRAIN, False), (TEST, True)):
        chosen = [picture for picture, tested in zip(pictures, is_test, strict=True) if tested is wanted]
        edited = edited.add(chosen, label, part) if chosen else edited
    return edited
