"""Reading folders of pictures: as a data set, resized and split, or to be added to one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import DataOrigin, Dataset, Part
from engine.data.duplicates import find_duplicate_groups, stratified_split
from engine.data.edits import AddedPicture
from engine.data.hdf5_pair import FEWER_PICTURES
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    FolderListing,
    ImageFolderData,
    ImageFolderSettings,
    PictureClass,
    UnreadablePicture,
    assign_classes,
    find_kinds,
    find_left_out,
)
from engine.errors import DatasetError, PhotoError
from engine.images.photo import Framing
from engine.images.reader import read_view
from engine.progress import UNOBSERVED, Work
from engine.system.memory import available_memory, describe_need
from engine.system.reader_process import MAX_CALLS
from engine.text import as_arguments, listed, printable
from engine.typing import Indices, Pixels

# Each picture is in memory once as read, and once in its part.
_COPIES = 2
_MAX_LISTED_FAULTS = 2
_MAX_NAMES = 2


def read_image_folders(
    places: Sequence[FolderListing],
    settings: ImageFolderSettings = DEFAULT_FOLDER_SETTINGS,
    work: Work = UNOBSERVED,
) -> ImageFolderData:
    """The data set of a folder with a subfolder per kind of pictures, or of two or more folders of one kind each.

    The pictures are read in the child process, several at a time; the same files and settings give the same parts. It
    reports pictures to `work`. Raises DatasetError if the pictures make no data set, ClassChoiceError if `settings`
    must name one of several kinds, and CancelledError.
    """
    where, kinds = places[0].path, find_kinds(places)
    classes = assign_classes(where, kinds, settings.positive)
    paths = [path for of_class in classes for path in of_class.pictures]
    shape = settings.side, settings.side
    _check_memory(where, len(paths), shape)
    pictures, faults = _read_pictures(paths, shape, settings.framing, work)
    readable = np.array([index not in faults for index in range(len(pictures))])
    labels = np.repeat((0, 1), [len(of_class.pictures) for of_class in classes])[readable]
    pictures = pictures if readable.all() else pictures[readable]
    groups = find_duplicate_groups(pictures)
    _require_enough(where, classes, labels, groups, tuple(faults.values()))
    files = [short_name(path) for path, is_read in zip(paths, readable, strict=True) if is_read]
    parts = stratified_split(groups, labels, settings.test_percent, settings.seed)
    train, test = (
        Part(pictures[part], labels[part].astype(np.int64)[np.newaxis], tuple(files[index] for index in part))
        for part in parts
    )
    settings = replace(settings, positive=classes[1].name)
    paths_given = [str(place.path) for place in places]
    origin = DataOrigin(tuple(map(os.path.abspath, paths_given)), settings.as_dict())
    names = classes[0].name, classes[1].name
    dataset = Dataset(_name_of(places), as_arguments(paths_given), train, test, names, origin)
    unreadable = tuple(faults[index] for index in sorted(faults))
    return ImageFolderData(dataset, settings, len(readable), unreadable, find_left_out(places))


def _name_of(places: Sequence[FolderListing]) -> str:
    """The name of the data set: the names of its folders, of many the first two."""
    names = [place.path.resolve().name or str(place.path) for place in places]
    if len(names) <= _MAX_NAMES:
        return printable(" and ".join(names))
    return printable(listed(names, _MAX_NAMES))


def short_name(path: Path) -> str:
    """The name of a picture for the user, with its folder: "dog/rex.jpg"."""
    return printable(f"{path.parent.name}/{path.name}")


def _read_pictures(
    paths: Sequence[Path],
    shape: tuple[int, int],
    framing: Framing,
    work: Work,
) -> tuple[Pixels, dict[int, UnreadablePicture]]:
    """The pictures (m, height, width, 3) of `shape`, black if unreadable, and the faults by index."""
    pictures = np.zeros((len(paths), *shape, 3), np.uint8)
    faults: dict[int, UnreadablePicture] = {}
    work.report(0, len(paths))
    pool, reading = ThreadPoolExecutor(MAX_CALLS, "read-pictures"), Work(within=work)
    try:
        futures = {pool.submit(_read, path, shape, framing, reading): index for index, path in enumerate(paths)}
        for done, future in enumerate(as_completed(futures), start=1):
            work.check()
            index, found = futures[future], future.result()
            if isinstance(found, UnreadablePicture):
                faults[index] = found
            else:
                pictures[index] = found
            work.report(done, len(paths))
    finally:  # what is not done by now is not wanted any more
        reading.cancel()
        pool.shutdown(cancel_futures=True)
    return pictures, faults


def _read(path: Path, shape: tuple[int, int], framing: Framing, work: Work) -> Pixels | UnreadablePicture:
    try:
        return read_view(path, shape, framing, work)
    except PhotoError as error:
        return UnreadablePicture(printable(path), error.reason)


def _check_memory(place: Path, count: int, shape: tuple[int, int]) -> None:
    """Raise DatasetError if `count` pictures of `shape` (height, width) do not fit into memory."""
    height, width = shape
    needed, free = _COPIES * count * height * width * 3, available_memory()
    if needed > free:
        raise DatasetError(place, f"{describe_need(needed, free)}. {FEWER_PICTURES}")


def _require_enough(
    place: Path,
    classes: Sequence[PictureClass],
    labels: NDArray[np.int64],
    groups: Indices,
    faults: Sequence[UnreadablePicture],
) -> None:
    for label, of_class in enumerate(classes):
        different = len(np.unique(groups[labels == label]))
        if different < 2:
            reasons = "".join(f" {Path(fault.path).name}: {fault.reason}." for fault in faults[:_MAX_LISTED_FAULTS])
            is_one = len(of_class.kinds) == 1
            raise DatasetError(
                of_class.kinds[0].path if is_one else place,
                f"“{of_class.name}” needs 2 different readable pictures and has {different}. Add more.{reasons}",
            )


def read_pictures_to_add(
    paths: Sequence[Path], shape: tuple[int, int], framing: Framing, work: Work = UNOBSERVED
) -> tuple[list[AddedPicture], list[UnreadablePicture]]:
    """Pictures in files, resized to `shape` (height, width), and the unreadable files; both in the order of `paths`.

    The child process for untrusted files decodes the pictures. The number of pictures read is reported to `work`.
    Raises DatasetError if the pictures do not fit into memory, and CancelledError.
    """
    if paths:
        _check_memory(paths[0].parent, len(paths), shape)
    pixels, faults = _read_pictures(paths, shape, framing, work)
    read = [
        # A copy, so that the array of all pictures goes.
        AddedPicture(pixels[index].copy(), short_name(path))
        for index, path in enumerate(paths)
        if index not in faults
    ]
    return read, [faults[index] for index in sorted(faults)]
