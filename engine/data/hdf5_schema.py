"""The schema of HDF5 data sets, checked before any data are read.

HDF5 follows links and external storage to any file on the disk, a filter may load a plugin, and a few hundred bytes can
claim ten million pictures. So the kind of link, the storage, the filters, the type and the shape are checked first, in
this order: even asking a virtual data set for its shape would open other files.

A data set for Catgui has the course's keys: `train_set_x`, `train_set_y`, and `test_set_x`, `test_set_y`, in two files
or one. `list_classes` stands in one of them or in both, as text or as whole numbers: a
class with the number 0 is called "class 0".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from engine.data.dataset import MAX_PICTURE_SIDE
from engine.data.edits import TEST, TRAIN
from engine.errors import DatasetError
from engine.system.memory import format_bytes
from engine.text import counted, listed, printable

PARTS = (TRAIN, TEST)
CLASSES_KEY = "list_classes"
_CHANNELS = 3
_MIN_SIDE = 8

# Pictures, even drawn ones, compress to a hundredth at best.
_BOMB_RATIO, _BOMB_BYTES = 200, 100_000_000
_LONGEST_CLASS_ITEM = 10_000
# Others are rare, and even asking HDF5 whether a filter is available may load a plugin.
_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_LZF, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}
# Pictures are read in blocks of about this many bytes.
_BLOCK_BYTES = 4_000_000
_LISTED_KEYS, _LISTED_LETTERS = 8, 40
_NO_ARRAY = "'{}' is no array. Store one there."
_ELSEWHERE = "'{}' keeps its data elsewhere. Give a file that holds them."
_EMPTY = "'{}' is empty. Make the file again."
_WRONG_SHAPE = "'{}' has the shape {}, not {}."


def pictures_key(part: str) -> str:
    """The key of the pictures of `part`, "train" or "test"."""
    return f"{part}_set_x"


def labels_key(part: str) -> str:
    """The key of the labels of `part`."""
    return f"{part}_set_y"


@dataclass(frozen=True, slots=True, eq=False)
class HDF5Part:
    """A part whose storage, types and shapes are checked; its data are not yet read.

    Attributes: `pictures`, `labels` and `class_names` are h5py data sets in the file at `path`, the last None if the
    file names no classes; `shape` is (m, height, width, 3).
    """

    path: Path
    part: str
    pictures: Any
    labels: Any
    class_names: Any
    shape: tuple[int, int, int, int]

    @property
    def rows_per_block(self) -> int:
        """The number of pictures to read at a time: whole chunks, so that none is unpacked twice."""
        chunk_rows = int(self.pictures.chunks[0]) if self.pictures.chunks else 1
        row_bytes = math.prod(self.shape[1:]) * int(self.pictures.dtype.itemsize)
        return math.ceil(_BLOCK_BYTES / row_bytes / chunk_rows) * chunk_rows

    @property
    def bytes_needed(self) -> int:
        """The memory to read the part: pictures, labels, a block and its chunks."""
        count, *picture = self.shape
        block = min(count, self.rows_per_block) * math.prod(picture) * self.pictures.dtype.itemsize
        labels = count * (8 + self.labels.dtype.itemsize)
        stored = (self.pictures, self.labels, self.class_names)
        chunks = sum(_chunk_bytes(found) for found in stored if found is not None)
        return int(math.prod(self.shape) + labels + block + chunks)


def inspect_part(file: Any, path: Path, part: str) -> HDF5Part:
    """The part `part` of the open `file`, checked but not read.

    Raises DatasetError naming the key at fault.
    """
    pictures = _get_checked_dataset(file, path, pictures_key(part))
    labels = _get_checked_dataset(file, path, labels_key(part))
    shape = _check_pictures(pictures, path, pictures_key(part))
    _check_labels(labels, path, labels_key(part), shape[0])
    class_names = None
    if CLASSES_KEY in list(file):
        class_names = _get_checked_dataset(file, path, CLASSES_KEY)
        _check_class_names(class_names, path)
    return HDF5Part(path, part, pictures, labels, class_names, shape)


def missing_key_error(file: Any, path: Path, key: str) -> DatasetError:
    """The error for a `file` without `key`, with the keys that it has."""
    keys = [repr(_shortened(there)) for there in file]
    if not keys:
        return DatasetError(path, f"it has no '{key}'. {_describe_schema(key)}")
    return DatasetError(path, f"it has no '{key}', only {listed(keys, _LISTED_KEYS)}. {_describe_schema(key)}")


def _get_checked_dataset(file: Any, path: Path, key: str) -> Any:
    """The data set under `key`, after checking its link, storage and filters."""
    if key not in list(file):  # `in file` would follow a link
        raise missing_key_error(file, path, key)
    if not isinstance(file.get(key, getlink=True), h5py.HardLink):
        raise DatasetError(path, _ELSEWHERE.format(key))
    found = file[key]
    if not isinstance(found, h5py.Dataset):
        raise DatasetError(path, _NO_ARRAY.format(key))
    if found.is_virtual or found.external:
        raise DatasetError(path, _ELSEWHERE.format(key))
    _check_filters(found, path, key)
    _check_stored(found, path, key)
    _check_complete(found, path, key)
    return found


def _check_filters(found: Any, path: Path, key: str) -> None:
    properties = found.id.get_create_plist()
    for index in range(properties.get_nfilters()):
        code, _, _, name = properties.get_filter(index)
        if code not in _FILTERS:
            shown = name.decode("utf-8", errors="replace") or f"number {code}"
            raise DatasetError(path, f"'{key}' is packed by the unknown filter {shown!r}. Store it with gzip.")


def _check_stored(found: Any, path: Path, key: str) -> None:
    if found.shape == ():
        raise DatasetError(path, _NO_ARRAY.format(key))
    if not found.shape or not found.size:
        raise DatasetError(path, _EMPTY.format(key))
    claimed, stored = found.size * found.dtype.itemsize, found.id.get_storage_size()
    if not stored:
        raise DatasetError(path, _EMPTY.format(key))
    if claimed > max(_BOMB_BYTES, _BOMB_RATIO * stored):
        raise DatasetError(
            path,
            f"'{key}' claims {format_bytes(claimed)} but stores {format_bytes(stored)}. Make the file again.",
        )


def _check_complete(found: Any, path: Path, key: str) -> None:
    """Raise DatasetError if chunks are missing: HDF5 reads them as zeros, black pictures."""
    if found.chunks is None:
        is_complete = found.id.get_storage_size() >= found.size * found.dtype.itemsize
    else:
        chunks = (math.ceil(size / step) for size, step in zip(found.shape, found.chunks, strict=True))
        is_complete = found.id.get_num_chunks() == math.prod(chunks)
    if not is_complete:
        raise DatasetError(path, f"'{key}' is incomplete. Get it again.")


def _check_pictures(pictures: Any, path: Path, key: str) -> tuple[int, int, int, int]:
    _check_type(pictures.dtype, path, key, "iuf", "Store numbers from 0 to 255.")
    shape = tuple(int(size) for size in pictures.shape)
    if len(shape) != 4 or shape[-1] != _CHANNELS:
        raise DatasetError(path, _WRONG_SHAPE.format(key, shape, f"(m, height, width, {_CHANNELS})"))
    count, height, width, _ = shape
    if min(height, width) < _MIN_SIDE or max(height, width) > MAX_PICTURE_SIDE:
        raise DatasetError(
            path,
            f"'{key}' has pictures of {height} x {width} pixels. Resize to sides of {_MIN_SIDE} to {MAX_PICTURE_SIDE}.",
        )
    return count, height, width, _CHANNELS


def _check_labels(labels: Any, path: Path, key: str, count: int) -> None:
    _check_type(labels.dtype, path, key, "iufb", "Store the labels 0 and 1.")
    shape = tuple(int(size) for size in labels.shape)
    if len(shape) > 2 or max(shape) != labels.size:
        raise DatasetError(path, _WRONG_SHAPE.format(key, shape, (1, count)))
    if labels.size != count:
        raise DatasetError(path, f"'{key}' has {labels.size} labels for {count} pictures. Give one per picture.")


def _check_class_names(names: Any, path: Path) -> None:
    is_text = names.dtype.kind == "S" or h5py.check_string_dtype(names.dtype) is not None
    if not is_text:
        _check_type(names.dtype, path, CLASSES_KEY, "iu", "Store two names, as text or whole numbers.")
    if names.size != 2 or names.dtype.itemsize > _LONGEST_CLASS_ITEM:
        raise DatasetError(
            path, f"'{CLASSES_KEY}' names {counted(names.size, 'class', 'classes')}. Give a set with two."
        )


def _check_type(dtype: np.dtype[Any], path: Path, key: str, kinds: str, remedy: str) -> None:
    is_enum = dtype.kind != "b" and h5py.check_enum_dtype(dtype) is not None
    if dtype.kind not in kinds or is_enum:
        kind = "enum" if is_enum else _shortened(str(dtype))
        raise DatasetError(path, f"'{key}' has the type {kind}. {remedy}")


def _chunk_bytes(found: Any) -> int:
    return math.prod(found.chunks) * int(found.dtype.itemsize) if found.chunks else 0


def _shortened(key: str | bytes) -> str:
    """A key, shortened for a list. h5py returns keys that are not UTF-8 as bytes."""
    name = printable(key if isinstance(key, str) else key.decode("utf-8", errors="replace"))
    return name if len(name) <= _LISTED_LETTERS else f"{name[: _LISTED_LETTERS - 3]}..."


def _describe_schema(key: str) -> str:
    part = next((part for part in PARTS if key.startswith(part)), PARTS[0])
    return f"A {part} file holds '{pictures_key(part)}', '{labels_key(part)}' and '{CLASSES_KEY}'."
