"""HDF5 data sets, read in the child process, since a malicious file may crash h5py.

A data set has the course's keys: `train_set_x`, `train_set_y`, and `test_set_x`, `test_set_y`, in two files or one.
`list_classes` stands in one of them or in both, as text or as whole numbers: a class with the number 0 is called "class
0".

HDF5 follows links and external storage to any file on the disk, a filter may load a plugin, and what was never written
reads as black pictures. So the kind of link, the storage, the filters, the type and the shape are checked first, in
this order: even asking a virtual data set for its shape would open other files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import DATA_SUFFIXES, MAX_CLASS_NAME_LENGTH, MAX_PICTURE_SIDE, Part, is_class_name
from engine.data.edits import TEST, TRAIN
from engine.data.hdf5_pair import CLASSES_KEY, FEWER_PICTURES, OpenedPair, pair_paths
from engine.errors import DatasetError
from engine.system.atomic import open_regular_file
from engine.system.memory import available_memory, describe_need
from engine.text import counted, listed, printable

# Told the file that is read from now on.
OnPath = Callable[[Path], object]

PARTS = (TRAIN, TEST)
_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_HEAD = 1024
_DAMAGED = "it is damaged or cut short. Get it again."
# What a file is that is not HDF5, by its first bytes.
_OTHER_KINDS = (
    (rb"version https://git-lfs", "it is a Git LFS pointer. Run `git lfs pull`."),
    (rb"(?i)\s*<(!doctype html|html|head|\?xml)", "it is a web page. Download the file itself (on GitHub: “Raw”)."),
    (rb"pk\x03\x04|PK\x03\x04|\x1f\x8b", "it is a compressed archive. Unpack it first."),
    (rb"", "it is no HDF5 file. Choose one ending in .h5."),
)
# The exceptions of h5py for damaged or malicious files.
_H5PY_ERRORS = (OSError, LookupError, RuntimeError, ValueError, TypeError, AttributeError, ArithmeticError)
# Others are rare, and even asking HDF5 whether a filter is available may load a plugin.
_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_LZF, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}
_CHANNELS, _MIN_SIDE = 3, 8
_BLOCK_BYTES = 4_000_000
_COPIES = 2  # in the child, and where it sends them
_LISTED = 8
_STORE_BYTES = "Store 0 to 255, as uint8."


def read_pair(paths: Sequence[Path], is_folder: bool, progress: OnPath) -> OpenedPair:
    """The data set in a folder, in a file and its partner, or in two files.

    Raises DatasetError naming the file at fault and the remedy.
    """
    found = find_pair(paths, is_folder, progress)
    (train, in_train), (test, in_test) = (
        _read_part(path, part, progress) for path, part in zip(found, PARTS, strict=True)
    )
    (_, height, width, _), (_, test_height, test_width, _) = train.pictures.shape, test.pictures.shape
    if (height, width) != (test_height, test_width):
        size, other = f"{test_height} x {test_width}", f"{height} x {width}"
        raise DatasetError(found[1], f"its pictures are {size}, those in {found[0].name} {other}. Resize them.")
    classes = in_train or in_test
    if classes is None:
        raise DatasetError(found[1], f"it has no '{CLASSES_KEY}'. {_schema(TEST)}")
    if in_test not in (None, classes):
        raise DatasetError(found[1], f"it names other classes than {found[0].name}. Give a pair.")
    return OpenedPair(found, train, test, classes)


def find_pair(paths: Sequence[Path], is_folder: bool, on_path: OnPath) -> tuple[Path, Path]:
    """The train file and the test file, which may be one: in a folder, of a file and its partner, or of two files.

    The partner is the file beside it whose name differs only in "train" and "test". Raises DatasetError where no file
    has a part, or where several have.
    """
    asked = paths[0]
    parts = {path: _parts_in(path, on_path) for path in (_files_in(asked) if is_folder else paths)}
    for path, of_file in parts.items():
        if not of_file and not is_folder:
            raise DatasetError(path, "it has no train or test part. Choose another file.")
    if list(parts) == [asked] and len(parts[asked]) == 1 and asked in (pair := pair_paths(asked)):
        parts |= {partner: _parts_in(partner, on_path) for partner in pair if partner != asked and partner.exists()}
    found = []
    for part in PARTS:
        files = [path for path, of_file in parts.items() if part in of_file]
        if not files:
            raise DatasetError(asked, f"no file has the {part} part. Choose both files.")
        if len(files) > 1:
            names = listed([path.name for path in files], _LISTED)
            raise DatasetError(asked, f"several files have the {part} part: {names}. Choose the two.")
        found += files
    return found[0], found[1]


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in DATA_SUFFIXES and path.is_file())
    except OSError as error:
        raise _cannot_open(folder, error) from error


def _parts_in(path: Path, on_path: OnPath) -> tuple[str, ...]:
    """The parts, "train" and "test", that the file at `path` has keys for."""
    with _open(path, on_path) as file:
        return tuple(part for part in PARTS if {f"{part}_set_x", f"{part}_set_y"} & set(file))


@contextmanager
def _open(path: Path, on_path: OnPath) -> Iterator[Any]:
    """The `h5py.File` at `path`, read-only and not locked. Raises DatasetError, also for what h5py raises in the block.

    Pipes and devices are never opened.
    """
    on_path(path)
    try:
        with open_regular_file(path) as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise _cannot_open(path, error) from error
    if not head:
        raise DatasetError(path, "it is empty. Get it again.")
    try:
        # The signature may follow a user block, at 512, 1024, 2048 ...
        if not head.startswith(_SIGNATURE) and not h5py.is_hdf5(path):
            raise DatasetError(path, next(words for pattern, words in _OTHER_KINDS if re.match(pattern, head)))
        with h5py.File(path, "r", locking=False) as file:
            yield file
    except _H5PY_ERRORS as error:
        raise DatasetError(path, _DAMAGED) from error


def _cannot_open(path: Path, error: OSError) -> DatasetError:
    return DatasetError(path, f"it cannot be opened ({error.strerror}). Choose another one.")


def _read_part(path: Path, part: str, on_path: OnPath) -> tuple[Part, tuple[str, str] | None]:
    """A part, and the names of its classes if the file has any."""
    with _open(path, on_path) as file:
        pictures_key, labels_key = f"{part}_set_x", f"{part}_set_y"
        pictures, labels = (_checked_dataset(file, path, part, key) for key in (pictures_key, labels_key))
        _check_pictures(pictures, path, pictures_key)
        _check_type(labels, path, labels_key, "iufb", "Store the labels 0 and 1.")
        if labels.size != len(pictures):
            text = f"'{labels_key}' has {labels.size} labels for {len(pictures)} pictures. Give one per picture."
            raise DatasetError(path, text)
        read = Part(_read_pictures(pictures, path, pictures_key, on_path), _read_labels(labels, path, labels_key))
        return read, _read_classes(file, path, part) if CLASSES_KEY in list(file) else None


def _checked_dataset(file: Any, path: Path, part: str, key: str) -> Any:
    """The data set under `key`, after checking its link, storage and filters. Raises DatasetError."""
    if key not in list(file):  # `in file` would follow a link
        raise DatasetError(path, f"it has no '{key}'. {_schema(part)}")
    is_elsewhere = not isinstance(file.get(key, getlink=True), h5py.HardLink)
    found = None if is_elsewhere else file[key]
    if is_elsewhere or (isinstance(found, h5py.Dataset) and (found.is_virtual or found.external)):
        raise DatasetError(path, f"'{key}' keeps its data elsewhere. Give a file that holds them.")
    if not isinstance(found, h5py.Dataset) or found.shape == ():
        raise DatasetError(path, f"'{key}' is no array. Store one there.")
    properties = found.id.get_create_plist()
    if not {properties.get_filter(index)[0] for index in range(properties.get_nfilters())} <= _FILTERS:
        raise DatasetError(path, f"'{key}' is packed by an unknown filter. Store it with gzip.")
    if not found.size or not _is_complete(found):
        raise DatasetError(path, f"'{key}' is empty or incomplete. Get it again.")
    return found


def _is_complete(found: Any) -> bool:
    """Whether all chunks were written: HDF5 reads others as zeros, and they take no room, however many are claimed."""
    if found.chunks is None:
        return bool(found.id.get_storage_size() >= found.size * found.dtype.itemsize)
    chunks = (math.ceil(size / step) for size, step in zip(found.shape, found.chunks, strict=True))
    return bool(found.id.get_num_chunks() == math.prod(chunks))


def _check_pictures(pictures: Any, path: Path, key: str) -> None:
    _check_type(pictures, path, key, "iuf", "Store numbers from 0 to 255.")
    shape = pictures.shape
    if len(shape) != 4 or shape[-1] != _CHANNELS:
        raise DatasetError(path, f"'{key}' has the shape {shape}, not (m, height, width, {_CHANNELS}). Reshape it.")
    _, height, width, _ = shape
    if min(height, width) < _MIN_SIDE or max(height, width) > MAX_PICTURE_SIDE:
        size = f"{height} x {width} pixels"
        raise DatasetError(path, f"'{key}' has pictures of {size}. Resize to {_MIN_SIDE} to {MAX_PICTURE_SIDE}.")
    chunk = math.prod(pictures.chunks) * pictures.dtype.itemsize if pictures.chunks else 0
    needed, free = _COPIES * pictures.size + chunk, available_memory()
    if needed > free:
        raise DatasetError(path, f"{describe_need(needed, free)}. {FEWER_PICTURES}")


def _check_type(found: Any, path: Path, key: str, kinds: str, remedy: str) -> None:
    if found.dtype.kind not in kinds:
        raise DatasetError(path, f"'{key}' has the type {str(found.dtype)[:40]}. {remedy}")


def _read_pictures(stored: Any, path: Path, key: str, on_path: OnPath) -> NDArray[np.uint8]:
    """The pictures as uint8, converted in blocks of whole chunks: as float64 all take eight times the memory."""
    chunk_rows = int(stored.chunks[0]) if stored.chunks else 1
    rows = math.ceil(_BLOCK_BYTES / (math.prod(stored.shape[1:]) * stored.dtype.itemsize) / chunk_rows) * chunk_rows
    pictures = np.empty(stored.shape, np.uint8)
    for start in range(0, len(pictures), rows):
        on_path(path)
        block = stored[start : start + rows]
        # NaN is in no range.
        if block.dtype != np.uint8 and not (block.min() >= 0 and block.max() <= 255):
            text = f"'{key}' has values from {block.min():g} to {block.max():g}. {_STORE_BYTES}"
            raise DatasetError(path, text)
        pictures[start : start + rows] = block
        if (pictures[start : start + rows] != block).any():
            raise DatasetError(path, f"'{key}' has fractions. Multiply by 255 if they end at 1. {_STORE_BYTES}")
    if stored.dtype.kind == "f" and pictures.max() <= 1:
        raise DatasetError(path, f"'{key}' ends at 1. Multiply by 255.")
    return pictures


def _read_labels(stored: Any, path: Path, key: str) -> NDArray[np.int64]:
    labels = np.ravel(stored[()])
    strange = labels[~np.isin(labels, (0, 1))]
    if strange.size:
        raise DatasetError(path, f"'{key}' has the label {strange[0]}; labels are 0 and 1.")
    if (labels == labels[0]).all():
        raise DatasetError(path, f"'{key}' has only the label {int(labels[0])}. Add the other class.")
    return labels.astype(np.int64).reshape(1, -1)


def _read_classes(file: Any, path: Path, part: str) -> tuple[str, str]:
    stored = _checked_dataset(file, path, part, CLASSES_KEY)
    if h5py.check_string_dtype(stored.dtype) is None:
        _check_type(stored, path, CLASSES_KEY, "iu", "Store two names, as text or whole numbers.")
    if stored.size != 2:
        raise DatasetError(path, f"'{CLASSES_KEY}' names {counted(stored.size, 'class', 'classes')}. Give two.")
    first, second = (_as_text(name) for name in np.ravel(stored[()]))
    for name in (first, second):
        if not is_class_name(name) or first == second:
            shown = printable(name[:MAX_CLASS_NAME_LENGTH])
            remedy = f"Give two different names of up to {MAX_CLASS_NAME_LENGTH} letters."
            raise DatasetError(path, f"'{CLASSES_KEY}' has the name “{shown}”. {remedy}")
    return first, second


def _as_text(name: bytes | str | np.integer[Any]) -> str:
    if isinstance(name, np.integer):
        # A number alone is not understood where a name stands: "Predicted: 0 (95%)".
        return f"class {name}"
    text = name.decode("utf-8", errors="replace") if isinstance(name, bytes) else str(name)
    return text.rstrip("\0").strip()


def _schema(part: str) -> str:
    return f"A {part} file holds '{part}_set_x', '{part}_set_y' and '{CLASSES_KEY}'."
