"""Discovery of the HDF5 files of a data set, by their keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES
from engine.data.hdf5.files import HDF5Files
from engine.data.hdf5.reader import list_parts
from engine.data.hdf5.schema import PARTS
from engine.errors import DatasetError

_TRAIN, _TEST = PARTS
# Each is opened, so more would take too long.
_MOST_FILES = 100
_LISTED_FILES, _MAX_LISTED_FAULTS = 8, 2


def order_pair(files: HDF5Files, first: Path, second: Path) -> tuple[Path, Path]:
    """The train file and the test file, from two files in any order.

    Raises DatasetError if they are not one of each.
    """
    in_first, in_second = list_parts(files, first), list_parts(files, second)
    if _TRAIN in in_first and _TEST in in_second:
        return first, second
    if _TEST in in_first and _TRAIN in in_second:
        return second, first
    for path, parts in ((first, in_first), (second, in_second)):
        if not parts:
            raise _holds_no_part(path)
    raise DatasetError(
        second, f"it holds the {in_second[0]} part, as {first.name} does. Give one train file and one test file."
    )


def find_pair_of_file(files: HDF5Files, path: Path) -> tuple[Path, Path]:
    """The pair of the file at `path`: itself twice if it holds both parts, else with a file beside it.

    The first choice is the file whose name differs only in "train" and "test". Raises DatasetError where no file
    holds the other part, or where several do.
    """
    parts_found = list_parts(files, path)
    if not parts_found:
        raise _holds_no_part(path)
    if len(parts_found) == len(PARTS):
        return path, path
    part, other = (_TRAIN, _TEST) if parts_found == (_TRAIN,) else (_TEST, _TRAIN)
    partner = path.with_name(path.name.replace(part, other))
    if partner == path or not partner.exists():
        partner = _only_partner(files, path, part, other)
    return (path, partner) if part == _TRAIN else (partner, path)


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
            lacking = _TRAIN
        case [], _, []:
            lacking = _TEST
        case whole, train_files, test_files:
            raise DatasetError(
                folder,
                f"it holds more than one data set: {_names(whole + train_files + test_files)}. Choose the files.",
            )
    raise DatasetError(
        folder,
        f"it holds no HDF5 file (.h5, .hdf5) with the {lacking} part of a data set.{found.describe_faults()} "
        "Choose the files.",
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
        raise DatasetError(folder, f"it cannot be looked through: {error.strerror or error}.") from error
    if len(paths) > _MOST_FILES:
        raise DatasetError(folder, f"it holds {len(paths)} HDF5 files, too many to look through. Choose the two files.")
    found = _FolderContents()
    kinds = {PARTS: found.whole, (_TRAIN,): found.train, (_TEST,): found.test, (): []}
    for path in paths:
        try:
            kinds[list_parts(files, path)].append(path)
        except DatasetError as fault:
            found.faults.append(fault)
    return found


def _only_partner(files: HDF5Files, path: Path, part: str, other: str) -> Path:
    found = _look_through(files, path.parent)
    partners = found.train if other == _TRAIN else found.test
    if len(partners) == 1:
        return partners[0]
    if partners:
        reason = f"several files beside it hold the {other} part: {_names(partners)}."
    else:
        reason = f"no file beside it holds the {other} part.{found.describe_faults()}"
    raise DatasetError(path, f"it holds only the {part} part, and {reason} Give both files.")


def _holds_no_part(path: Path) -> DatasetError:
    return DatasetError(path, "it holds neither the train nor the test part of a data set. Choose another file.")


def _names(paths: list[Path]) -> str:
    listed = ", ".join(path.name for path in paths[:_LISTED_FILES])
    more = len(paths) - _LISTED_FILES
    return f"{listed} and {more} more" if more > 0 else listed
