"""Reading a data set from one or two HDF5 files, after every key of both has been looked at."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import MAX_CLASS_NAME_LENGTH, Part, is_class_name
from engine.data.hdf5.files import open_hdf5, translate_hdf5_errors
from engine.data.hdf5.heaps import check_heaps
from engine.data.hdf5.schema import (
    CLASSES_KEY,
    PARTS,
    HDF5Part,
    inspect_part,
    labels_key,
    pictures_key,
)
from engine.errors import DatasetError
from engine.system.memory import available_memory, format_bytes

# Files up to this length are looked through however little memory is free.
_SHORT_BYTES = 1_000_000_000


def read_pair(train_path: Path, test_path: Path) -> tuple[Part, Part, tuple[str, str]]:
    """The train part, the test part and the names of classes 0 and 1.

    Both paths may name one file that holds both parts. Raises DatasetError naming the file at fault and the remedy.
    """
    with ExitStack() as stack:
        train, test = (_look(stack, path, part) for part, path in zip(PARTS, (train_path, test_path), strict=True))
        _check_same_size(train, test)
        _check_memory(train, test)
        for part in (train, test):
            with translate_hdf5_errors(part.path):
                part.check_amount()
        classes = _read_classes(train)
        if _read_classes(test) != classes:
            raise DatasetError(
                test_path, f"it names other classes than {train_path.name}. Give two files of one data set."
            )
        return _read_part(train), _read_part(test), classes


def list_parts(path: Path) -> tuple[str, ...]:
    """Which of "train" and "test" the HDF5 file at `path` has keys for; nothing behind the keys is opened."""
    with open_hdf5(path) as file:
        keys = set(file)
    return tuple(part for part in PARTS if {pictures_key(part), labels_key(part)} & keys)


def _look(stack: ExitStack, path: Path, part: str) -> HDF5Part:
    file = stack.enter_context(open_hdf5(path))
    _check_length(path)
    # Both files are open while one is read: each step says itself which of them is at fault.
    with translate_hdf5_errors(path):
        check_heaps(path, file.id.get_create_plist().get_sizes()[1])
        return inspect_part(file, path, part)


def _check_length(path: Path) -> None:
    """Refuse a long file of which more would be looked through than memory can hold."""
    length, free = path.stat().st_size, available_memory()
    if length > max(free, _SHORT_BYTES):
        raise DatasetError(
            path,
            f"is {format_bytes(length)} long, and {format_bytes(free)} of memory are free. Close other "
            f"programs, or give a "
            "file that holds the pictures alone.",
        )


def _check_same_size(train: HDF5Part, test: HDF5Part) -> None:
    if train.shape[1:] != test.shape[1:]:
        (_, height, width, _), (_, test_height, test_width, _) = train.shape, test.shape
        raise DatasetError(
            test.path,
            f"it has test pictures of {test_height} x {test_width}, and the train pictures in {train.path.name} are "
            f"{height} x {width}. Resize them to one size.",
        )


def _check_memory(*parts: HDF5Part) -> None:
    needed, free = sum(part.bytes_needed for part in parts), available_memory()
    if needed > free:
        largest = max(parts, key=lambda part: part.bytes_needed)
        raise DatasetError(
            largest.path,
            f"it needs {format_bytes(needed)} of memory to read, and {format_bytes(free)} are free. Close other "
            f"programs, or "
            "use fewer or smaller pictures.",
        )


def _read_part(part: HDF5Part) -> Part:
    with translate_hdf5_errors(part.path):
        labels = _read_labels(part)
        return Part(_read_pictures(part), labels)


def _read_labels(part: HDF5Part) -> NDArray[np.int64]:
    labels = np.ravel(part.labels[()])
    key = labels_key(part.part)
    strange = labels[~np.isin(labels, (0, 1))]
    if strange.size:
        raise DatasetError(part.path, f"'{key}' has the label {strange[0]}; the labels of two classes are 0 and 1.")
    if (labels == labels[0]).all():
        raise DatasetError(
            part.path, f"'{key}' has only the label {int(labels[0])}. Add {part.part} pictures of the other class."
        )
    return labels.astype(np.int64).reshape(1, -1)


def _read_pictures(part: HDF5Part) -> NDArray[np.uint8]:
    pictures = np.empty(part.shape, np.uint8)
    if part.pictures.dtype == np.uint8:
        part.pictures.read_direct(pictures)
        return pictures
    for start in range(0, len(pictures), part.rows_per_block):
        rows = slice(start, start + part.rows_per_block)
        block = part.pictures[rows]
        _check_range(block, part)
        pictures[rows] = block
        if (pictures[rows] != block).any():
            raise DatasetError(part.path, _scale_in_words(part))
    # Whole numbers, yet never above 1: black and white as floats mean 0.0 to 1.0.
    if part.pictures.dtype.kind == "f" and pictures.max() <= 1:
        raise DatasetError(part.path, _scale_in_words(part))
    return pictures


def _check_range(block: NDArray[Any], part: HDF5Part) -> None:
    """Refuse what uint8 cannot hold, fractions apart."""
    key = pictures_key(part.part)
    if block.dtype.kind == "f" and np.isnan(block).any():
        raise DatasetError(
            part.path, f"'{key}' has values that are not numbers (NaN). Make the file again without them."
        )
    low, high = block.min(), block.max()
    if low < 0 or high > 255:
        raise DatasetError(
            part.path,
            f"'{key}' has values from {low:g} to {high:g}; pictures have 0 to 255. Store them again as uint8.",
        )


def _scale_in_words(part: HDF5Part) -> str:
    return (
        f"'{pictures_key(part.part)}' has fractions, as pictures from 0 to 1 do; pictures have whole numbers from 0 to "
        "255. Multiply by 255 where they end at 1, round, and store them again as uint8."
    )


def _read_classes(part: HDF5Part) -> tuple[str, str]:
    with translate_hdf5_errors(part.path):
        first, second = (_as_text(name) for name in np.ravel(part.class_names[()]))
    for name in (first, second):
        if not is_class_name(name):
            raise DatasetError(
                part.path,
                f"'{CLASSES_KEY}' has the name {name[:MAX_CLASS_NAME_LENGTH]!r}. Give each class a readable name of "
                f"up to {MAX_CLASS_NAME_LENGTH} letters.",
            )
    if first == second:
        raise DatasetError(part.path, f"'{CLASSES_KEY}' names both classes {first!r}. Give them two names.")
    return first, second


def _as_text(name: bytes | str) -> str:
    text = name.decode("utf-8", errors="replace") if isinstance(name, bytes) else str(name)
    return text.rstrip("\0").strip()
