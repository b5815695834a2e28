"""Reading HDF5 data sets in this process: opening files of unknown origin, finding the pair, and what is in them.

`engine.data.hdf5_pair` calls this in the child process, since a malicious file may crash h5py.
"""

from __future__ import annotations

import codecs
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import DATA_SUFFIXES, MAX_CLASS_NAME_LENGTH, is_class_name
from engine.data.edits import TEST, TRAIN
from engine.data.hdf5_pair import FEWER_PICTURES
from engine.data.hdf5_schema import (
    CLASSES_KEY,
    PARTS,
    HDF5Part,
    inspect_part,
    labels_key,
    missing_key_error,
    pictures_key,
)
from engine.errors import DatasetError
from engine.system.memory import available_memory, describe_need
from engine.text import listed
from engine.typing import Pixels

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_HEAD = 1024
_DAMAGED = "it is damaged or cut short. Get it again."
_NO_HDF5 = "it is {what}, no HDF5 file. Choose one that a program has written as HDF5."
_STORE_BYTES = "Store 0 to 255, as uint8."

# The exceptions of h5py for damaged or malicious files.
_H5PY_ERRORS = (OSError, LookupError, RuntimeError, ValueError, TypeError, AttributeError, ArithmeticError)
# Each is opened, so more would take too long.
_MOST_FILES = 100
_LISTED_FILES, _MAX_LISTED_FAULTS = 8, 2
# The kinds of NumPy's whole numbers.
_NUMBERS = "iu"


class HDF5Files:
    """HDF5 files, each opened once, read-only, and all closed by the context manager.

    Files are not locked, so they may be in read-only folders or open elsewhere. `on_open` is called with
    the path of each file before it is opened.
    """

    def __init__(self, on_open: Callable[[Path], object] = str) -> None:
        self._on_open = on_open
        self._stack = ExitStack()
        self._files: dict[Path, h5py.File] = {}

    def __enter__(self) -> HDF5Files:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, path: Path) -> Any:
        """The `h5py.File` at `path`. Raises DatasetError."""
        if path not in self._files:
            self._on_open(path)
            _check_is_hdf5(path)
            with _translate_hdf5_errors(path):
                self._files[path] = self._stack.enter_context(h5py.File(path, "r", locking=False))
        return self._files[path]


@contextmanager
def _translate_hdf5_errors(path: Path) -> Iterator[None]:
    """Raise DatasetError for what h5py raises on the file at `path`."""
    try:
        yield
    except _H5PY_ERRORS as error:
        raise DatasetError(path, _DAMAGED) from error


def _check_is_hdf5(path: Path) -> None:
    """Raise DatasetError unless `path` is a regular file with the signature of HDF5.

    The error says what the file is instead. Pipes and devices are never opened.
    """
    _check_regular_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        # The signature may follow a user block, at 512, 1024, 2048 ...
        begins_as_hdf5 = head.startswith(_SIGNATURE) or h5py.is_hdf5(path)
    except OSError as error:
        raise _cannot_open(path, error) from error
    if not begins_as_hdf5:
        raise DatasetError(path, _describe_other_file(head))


def _check_regular_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise DatasetError(path, "there is no such file. Check its name.") from error
    except (OSError, ValueError) as error:
        raise _cannot_open(path, error) from error
    if stat.S_ISDIR(mode):
        raise DatasetError(path, "it is a folder. Choose the file in it.")
    if not stat.S_ISREG(mode):
        raise DatasetError(path, _NO_HDF5)


def _cannot_open(path: Path, error: Exception) -> DatasetError:
    return DatasetError(path, f"it cannot be opened: {getattr(error, 'strerror', None) or error}.")


def _describe_other_file(head: bytes) -> str:
    """The kind of a file that is not HDF5, by its first bytes, and a remedy."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "it is empty. Get it again."
    if _SIGNATURE.startswith(head):
        return _DAMAGED
    if start.startswith(b"version https://git-lfs"):
        return "it is a Git LFS pointer. Run `git lfs pull`."
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return "it is a web page. Download the file itself (on GitHub: “Raw”)."
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b")):
        return "it is a compressed archive. Unpack it first."
    return _NO_HDF5.format(what="a text file" if _is_text(head) else "of another format")


def _is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are text, of which the last letter may be cut in two."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def order_pair(files: HDF5Files, first: Path, second: Path) -> tuple[Path, Path]:
    """The train file and the test file, from two files in any order.

    Raises DatasetError if they are not one of each.
    """
    in_first, in_second = _list_parts(files, first), _list_parts(files, second)
    if TRAIN in in_first and TEST in in_second:
        return first, second
    if TEST in in_first and TRAIN in in_second:
        return second, first
    for path, parts in ((first, in_first), (second, in_second)):
        if not parts:
            raise _holds_no_part(path)
    raise DatasetError(second, f"it holds the {in_second[0]} part, as {first.name} does. Give one of each.")


def find_pair_of_file(files: HDF5Files, path: Path) -> tuple[Path, Path]:
    """The pair of the file at `path`: itself twice if it holds both parts, else with a file beside it.

    The first choice is the file whose name differs only in "train" and "test". Raises DatasetError where no file
    holds the other part, or where several do.
    """
    parts_found = _list_parts(files, path)
    if not parts_found:
        raise _holds_no_part(path)
    if len(parts_found) == len(PARTS):
        return path, path
    part, other = (TRAIN, TEST) if parts_found == (TRAIN,) else (TEST, TRAIN)
    partner = path.with_name(path.name.replace(part, other))
    if partner == path or not partner.exists():
        partner = _only_partner(files, path, part, other)
    return (path, partner) if part == TRAIN else (partner, path)


def find_pair_in_folder(files: HDF5Files, folder: Path) -> tuple[Path, Path]:
    """The only pair in `folder`, or the only file with both parts, twice.

    Raises DatasetError if there is none, or several.
    """
    found = _look_through(files, folder)
    match found.whole, found.train, found.test:
        case [only], [], []:
            return only, only
        case [], [train], [test]:
            return train, test
        case [], [], _:
            lacking = TRAIN
        case [], _, []:
            lacking = TEST
        case whole, train_files, test_files:
            raise DatasetError(
                folder,
                f"it holds several data sets: {_names(whole + train_files + test_files)}. Choose the files.",
            )
    raise DatasetError(
        folder,
        f"it holds no .h5 or .hdf5 file with the {lacking} part.{found.describe_faults()} Choose the files.",
    )


@dataclass(slots=True)
class _FolderContents:
    """The HDF5 files of a folder by their parts, and the errors of unreadable ones."""

    whole: list[Path] = field(default_factory=list)
    train: list[Path] = field(default_factory=list)
    test: list[Path] = field(default_factory=list)
    faults: list[DatasetError] = field(default_factory=list)

    def describe_faults(self) -> str:
        reasons = "".join(f" {Path(fault.path).name}: {fault.reason}" for fault in self.faults[:_MAX_LISTED_FAULTS])
        more = len(self.faults) - _MAX_LISTED_FAULTS
        return f"{reasons} {more} more could not be read." if more > 0 else reasons


def _look_through(files: HDF5Files, folder: Path) -> _FolderContents:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in DATA_SUFFIXES)
    except OSError as error:
        raise _cannot_open(folder, error) from error
    if len(paths) > _MOST_FILES:
        raise DatasetError(folder, f"it holds {len(paths)} HDF5 files, too many to search. Choose two.")
    found = _FolderContents()
    kinds = {PARTS: found.whole, (TRAIN,): found.train, (TEST,): found.test, (): []}
    for path in paths:
        try:
            kinds[_list_parts(files, path)].append(path)
        except DatasetError as fault:
            found.faults.append(fault)
    return found


def _only_partner(files: HDF5Files, path: Path, part: str, other: str) -> Path:
    found = _look_through(files, path.parent)
    partners = found.train if other == TRAIN else found.test
    if len(partners) == 1:
        return partners[0]
    if partners:
        reason = f"it has no {other} part, but several files beside it have: {_names(partners)}."
    else:
        reason = f"it has no {other} part, nor has a file beside it.{found.describe_faults()}"
    raise DatasetError(path, f"{reason} Give both files.")


def _holds_no_part(path: Path) -> DatasetError:
    return DatasetError(path, "it has no train or test part. Choose another file.")


def _names(paths: list[Path]) -> str:
    return listed([path.name for path in paths], _LISTED_FILES)


def send_pair(files: HDF5Files, train_path: Path, test_path: Path, send: Callable[..., None]) -> tuple[str, str]:
    """Read both parts and `send` the steps of a PairBuilder; returns the names of classes 0 and 1.

    Both paths may name one file that holds both parts. Raises DatasetError naming the file at fault and the remedy.
    """
    train, test = (
        _checked_part(files, path, part, send) for part, path in zip(PARTS, (train_path, test_path), strict=True)
    )
    _check_same_size(train, test)
    _check_memory(train, test)
    classes = _find_classes(files, train, test)
    for part in (train, test):
        send("at", part.path)
        with _translate_hdf5_errors(part.path):
            send("begin", part.part, _read_labels(part), part.shape)
            for start, block in _picture_blocks(part):
                send("add", part.part, start, block)
    return classes


def _list_parts(files: HDF5Files, path: Path) -> tuple[str, ...]:
    """The parts, "train" and "test", that the file at `path` has keys for."""
    file = files.open(path)
    with _translate_hdf5_errors(path):
        keys = set(file)
    return tuple(part for part in PARTS if {pictures_key(part), labels_key(part)} & keys)


def _checked_part(files: HDF5Files, path: Path, part: str, send: Callable[..., None]) -> HDF5Part:
    file = files.open(path)
    send("at", path)
    # Both files are open while one is read: each step names the one at fault.
    with _translate_hdf5_errors(path):
        return inspect_part(file, path, part)


def _check_same_size(train: HDF5Part, test: HDF5Part) -> None:
    if train.shape[1:] != test.shape[1:]:
        (_, height, width, _), (_, test_height, test_width, _) = train.shape, test.shape
        raise DatasetError(
            test.path,
            f"its pictures are {test_height} x {test_width}, those in {train.path.name} {height} x {width}. Resize "
            "to one size.",
        )


def _check_memory(*parts: HDF5Part) -> None:
    needed, free = sum(part.bytes_needed for part in parts), available_memory()
    if needed > free:
        largest = max(parts, key=lambda part: part.bytes_needed)
        raise DatasetError(
            largest.path,
            f"{describe_need(needed, free)}. {FEWER_PICTURES}",
        )


def _read_labels(part: HDF5Part) -> NDArray[np.int64]:
    labels = np.ravel(part.labels[()])
    key = labels_key(part.part)
    strange = labels[~np.isin(labels, (0, 1))]
    if strange.size:
        raise DatasetError(part.path, f"'{key}' has the label {strange[0]}; labels are 0 and 1.")
    if (labels == labels[0]).all():
        raise DatasetError(part.path, f"'{key}' has only the label {int(labels[0])}. Add the other class.")
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
        raise DatasetError(part.path, f"'{key}' has NaN values. Replace them.")
    low, high = block.min(), block.max()
    if low < 0 or high > 255:
        raise DatasetError(
            part.path,
            f"'{key}' has values from {low:g} to {high:g}. {_STORE_BYTES}",
        )


def _scale_message(part: HDF5Part) -> str:
    return f"'{pictures_key(part.part)}' has fractions. Multiply by 255 if they end at 1. {_STORE_BYTES}"


def _find_classes(files: HDF5Files, train: HDF5Part, test: HDF5Part) -> tuple[str, str]:
    """The names of classes 0 and 1, from the file that has them; text is preferred to numbers."""
    named = [part for part in (train, test) if part.class_names is not None]
    if not named:
        raise missing_key_error(files.open(test.path), test.path, CLASSES_KEY)
    in_text = [part for part in named if part.class_names.dtype.kind not in _NUMBERS]
    found = {part.path: _read_classes(part) for part in in_text or named}
    classes, *others = found.values()
    if others and others[0] != classes:
        raise DatasetError(test.path, f"it names other classes than {train.path.name}. Give a pair.")
    return classes


def _read_classes(part: HDF5Part) -> tuple[str, str]:
    with _translate_hdf5_errors(part.path):
        first, second = (_as_text(name) for name in np.ravel(part.class_names[()]))
    for name in (first, second):
        if not is_class_name(name):
            raise DatasetError(
                part.path,
                f"'{CLASSES_KEY}' has the name {name[:MAX_CLASS_NAME_LENGTH]!r}. Give readable names of up to "
                f"{MAX_CLASS_NAME_LENGTH} letters.",
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
