"""Reading a data set from one or two HDF5 files, after checking every key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import MAX_CLASS_NAME_LENGTH, Part, is_class_name
from engine.data.hdf5.files import HDF5Files, translate_hdf5_errors
from engine.data.hdf5.opening import PairBuilder, PairReceiver
from engine.data.hdf5.schema import (
    CLASSES_KEY,
    PARTS,
    HDF5Part,
    inspect_part,
    labels_key,
    missing_key_error,
    pictures_key,
)
from engine.errors import DatasetError
from engine.system.memory import available_memory, format_bytes
from engine.typing import Pixels

# The kinds of NumPy's whole numbers.
_NUMBERS = "iu"


def read_pair(train_path: Path, test_path: Path) -> tuple[Part, Part, tuple[str, str]]:
    """The train part, the test part and the names of classes 0 and 1, read in this process.

    Both paths may name one file that holds both parts. Raises DatasetError naming the file at fault and the remedy.
    """
    builder = PairBuilder()
    with HDF5Files() as files:
        classes = send_pair(files, train_path, test_path, builder)
    return builder.parts["train"], builder.parts["test"], classes


def send_pair(files: HDF5Files, train_path: Path, test_path: Path, receiver: PairReceiver) -> tuple[str, str]:
    """Read both parts into `receiver`; returns the names of classes 0 and 1. Otherwise as `read_pair`."""
    train, test = (
        _checked_part(files, path, part, receiver) for part, path in zip(PARTS, (train_path, test_path), strict=True)
    )
    _check_same_size(train, test)
    _check_memory(train, test)
    classes = _find_classes(files, train, test)
    for part in (train, test):
        receiver.at(part.path)
        with translate_hdf5_errors(part.path):
            receiver.begin(part.part, _read_labels(part), part.shape)
            for start, block in _picture_blocks(part):
                receiver.add(part.part, start, block)
    return classes


def list_parts(files: HDF5Files, path: Path) -> tuple[str, ...]:
    """The parts, "train" and "test", that the file at `path` has keys for."""
    file = files.open(path)
    with translate_hdf5_errors(path):
        keys = set(file)
    return tuple(part for part in PARTS if {pictures_key(part), labels_key(part)} & keys)


def _checked_part(files: HDF5Files, path: Path, part: str, receiver: PairReceiver) -> HDF5Part:
    file = files.open(path)
    receiver.at(path)
    # Both files are open while one is read: each step names the one at fault.
    with translate_hdf5_errors(path):
        return inspect_part(file, path, part)


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


def _picture_blocks(part: HDF5Part) -> Iterator[tuple[int, Pixels]]:
    """The pictures in blocks of uint8, each with the index of its first picture."""
    highest = 0
    for start in range(0, part.shape[0], part.rows_per_block):
        block = part.pictures[start : start + part.rows_per_block]
        if block.dtype != np.uint8:
            block = _as_uint8(block, part)
            highest = max(highest, block.max())
        yield start, block
    # Whole numbers, but never above 1: floats from 0.0 to 1.0 that are all black or white.
    if part.pictures.dtype.kind == "f" and highest <= 1:
        raise DatasetError(part.path, _scale_message(part))


def _as_uint8(block: NDArray[Any], part: HDF5Part) -> Pixels:
    _check_range(block, part)
    converted = block.astype(np.uint8)
    if (converted != block).any():
        raise DatasetError(part.path, _scale_message(part))
    return converted


def _check_range(block: NDArray[Any], part: HDF5Part) -> None:
    """Raise DatasetError for values outside the range of uint8."""
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


def _scale_message(part: HDF5Part) -> str:
    return (
        f"'{pictures_key(part.part)}' has fractions, as pictures from 0 to 1 do; pictures have whole numbers from 0 to "
        "255. Multiply by 255 where they end at 1, round, and store them again as uint8."
    )


def _find_classes(files: HDF5Files, train: HDF5Part, test: HDF5Part) -> tuple[str, str]:
    """The names of classes 0 and 1, from the file that has them; text is preferred to numbers."""
    named = [part for part in (train, test) if part.class_names is not None]
    if not named:
        raise missing_key_error(files.open(test.path), test.path, CLASSES_KEY)
    in_text = [part for part in named if part.class_names.dtype.kind not in _NUMBERS]
    found = {part.path: _read_classes(part) for part in in_text or named}
    classes, *others = found.values()
    if others and others[0] != classes:
        raise DatasetError(test.path, f"it names other classes than {train.path.name}. Give two files of one data set.")
    return classes


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


def _as_text(name: bytes | str | np.integer[Any]) -> str:
    if isinstance(name, np.integer):
        # A number alone is not understood where a name stands: "Predicted: 0 (95%)".
        return f"class {name}"
    text = name.decode("utf-8", errors="replace") if isinstance(name, bytes) else str(name)
    return text.rstrip("\0").strip()
