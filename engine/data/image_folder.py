"""Folders of pictures as data: their settings, what is in them, and which kind of pictures is class 1.

Imports no Pillow; the pictures are read by `engine.data.image_folder_reader`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from engine.data.dataset import DATA_SUFFIXES, MAX_CLASS_NAME_LENGTH, Dataset, cat_rank, is_class_name
from engine.errors import DatasetError, UnknownOptionError
from engine.images.photo import Framing, is_photo_name
from engine.text import as_arguments, listed, printable
from engine.validation import MAX_SEED, Choice, Integers, Texts

MIN_SIDE, MAX_SIDE = 16, 128
MIN_TEST_PERCENT, MAX_TEST_PERCENT = 1, 90
# Folders made by systems and archives: ".git", ".thumbnails", "__MACOSX".
_HIDDEN_PREFIXES = (".", "__")
_LISTED_NAMES = 6
NO_PICTURES = "it holds no pictures itself. Put some in it."
_ONE_PER_CLASS = "it needs a folder of pictures for each class, such as “cat” and “not cat”."
_MAX_NAME_LENGTH = 255  # that file systems allow
_NEGATION = "non-"
# Beginnings of the names of class 0, the negative class, such as the notebook's non-cat.
_NEGATIVE_PREFIXES = ("non", "no", "not", "other")


@dataclass(frozen=True, slots=True)
class ImageFolderSettings:
    """The settings by which pictures become a data set.

    Attributes: `side`, the pictures' height and width in pixels; `framing`, what is kept of each photo;
    `test_percent`, the share of the test part; `seed`, that of the random split; `positive`, the name of the folder
    that is class 1; None to take it from the names of the folders, which a data set then replaces.
    Raises ConfigError, naming the field, the value and the reason.
    """

    side: int = 64
    framing: Framing = Framing.WHOLE
    test_percent: int = 20
    seed: int = 1
    positive: str | None = None

    def __post_init__(self) -> None:
        for field, values in (
            ("side", Integers(MIN_SIDE, MAX_SIDE)),
            ("test_percent", Integers(MIN_TEST_PERCENT, MAX_TEST_PERCENT)),
            ("seed", Integers(0, MAX_SEED)),
        ):
            object.__setattr__(self, field, values.check(field, getattr(self, field)))
        if self.positive is not None:
            Texts(_MAX_NAME_LENGTH).check("positive", self.positive)
        if not isinstance(self.framing, Framing):
            names = tuple(framing.value for framing in Framing)
            object.__setattr__(self, "framing", Framing(Choice(names).check("framing", self.framing)))

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> ImageFolderSettings:
        """The settings from `as_dict`. Raises ConfigError, and UnknownOptionError for unknown names."""
        for field in sorted(set(settings) - {field.name for field in fields(cls)}):
            raise UnknownOptionError(field, settings[field])
        return cls(**settings)

    def as_dict(self) -> dict[str, Any]:
        """The fields as values for JSON."""
        return {**asdict(self), "framing": self.framing.value}


DEFAULT_FOLDER_SETTINGS = ImageFolderSettings()


class UnreadablePicture(NamedTuple):
    """A picture that could not be read. Attributes: `path`, for the user; `reason`, what is wrong and what to do."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ImageFolderData:
    """A data set made of pictures, its settings, and the unreadable files.

    Attributes: `settings`; `file_count`, the number of files; `faults`, the unreadable ones, sorted by path;
    `left_out`, the folders without a picture, which are no kinds.
    """

    dataset: Dataset
    settings: ImageFolderSettings
    file_count: int
    faults: tuple[UnreadablePicture, ...]
    left_out: tuple[UnreadablePicture, ...] = ()

    @property
    def not_read(self) -> tuple[UnreadablePicture, ...]:
        """The folders without a picture, then the unreadable files."""
        return (*self.left_out, *self.faults)


@dataclass(frozen=True)
class FolderListing:
    """The entries of the folder `path`, sorted by name.

    Attributes: `data`, whether there are HDF5 files; `problem`, why it could not be opened, or ''; `subfolders`, the
    listings of `folders`, made once.
    """

    path: Path
    folders: tuple[Path, ...]
    pictures: tuple[Path, ...]
    data: bool
    problem: str = ""

    @property
    def name(self) -> str:
        """The folder's name for the user, also if it was given as "." or ".."."""
        return printable(os.path.basename(os.path.abspath(self.path))).strip()

    @cached_property
    def subfolders(self) -> tuple[FolderListing, ...]:
        """The listing of each of `folders`, empty for one that could not be opened."""
        return tuple(map(_list_subfolder, self.folders))


def list_folder(folder: str | Path) -> FolderListing:
    """The listing of `folder`. Raises DatasetError."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: (entry.name.casefold(), entry.name))
            are_folders = [entry.is_dir() for entry in listed]
    except OSError as error:
        raise DatasetError(folder, f"it could not be opened ({error.strerror or error}). Copy it elsewhere.") from error
    pairs = list(zip(listed, are_folders, strict=True))
    return FolderListing(
        Path(folder),
        tuple(
            Path(entry.path) for entry, is_folder in pairs if is_folder and not entry.name.startswith(_HIDDEN_PREFIXES)
        ),
        tuple(Path(entry.path) for entry, is_folder in pairs if not is_folder and is_photo_name(entry.name)),
        any(entry.name.lower().endswith(DATA_SUFFIXES) for entry in listed),
    )


def _list_subfolder(folder: Path) -> FolderListing:
    try:
        return list_folder(folder)
    except DatasetError as error:
        return FolderListing(folder, (), (), False, error.reason)


def have_kinds(places: Sequence[FolderListing]) -> bool:
    """Whether `find_kinds` finds kinds of pictures in `places`."""
    try:
        find_kinds(places)
    except DatasetError:
        return False
    return True


def find_kinds(places: Sequence[FolderListing]) -> tuple[FolderListing, ...]:
    """The folders with pictures, two or more, one for each kind: `places`, or the subfolders of the only place.

    Raises DatasetError, naming the folder at fault and the remedy.
    """
    folders = places
    if len(places) == 1:
        (place,) = places
        folders = place.subfolders
        if len(folders) < 2:
            raise DatasetError(place.path, _ONE_PER_CLASS)
        if place.pictures:
            named = f"it holds pictures beside its folders, such as {place.pictures[0].name}. Move them into these."
            raise DatasetError(place.path, named)
    kinds = tuple(folder for folder in folders if folder.pictures)
    if len(kinds) < 2:
        fault = next(folder for folder in folders if not folder.pictures)
        raise DatasetError(fault.path, fault.problem or NO_PICTURES)
    return kinds


def find_left_out(places: Sequence[FolderListing]) -> tuple[UnreadablePicture, ...]:
    """The folders that `find_kinds` leaves out, because they have no pictures or cannot be read."""
    folders = places if len(places) > 1 else places[0].subfolders
    empty = (folder for folder in folders if not folder.pictures)
    return tuple(UnreadablePicture(str(folder.path), folder.problem or NO_PICTURES) for folder in empty)


def left_out_text(left_out: Sequence[UnreadablePicture]) -> str:
    """A text that names folders that are no kinds; '' if there are none."""
    names = [f"“{printable(Path(folder.path).name)}”" for folder in left_out]
    return f"Left out, no pictures found: {listed(names, _LISTED_NAMES)}" if names else ""


def _list_names(kinds: Sequence[FolderListing]) -> str:
    """The names of `kinds` in a sentence; of very many, the first."""
    return listed([f"“{kind.name}”" for kind in kinds], _LISTED_NAMES)


class PictureClass(NamedTuple):
    """A class with the folders of its pictures."""

    name: str
    kinds: tuple[FolderListing, ...]

    @property
    def pictures(self) -> list[Path]:
        """The pictures of all its folders."""
        return [path for kind in self.kinds for path in kind.pictures]


class ClassChoiceError(DatasetError):
    """The kind of pictures to recognize must be named. Attributes: `kinds`, the folders of all kinds."""

    def __init__(self, place: Path, kinds: Sequence[FolderListing], reason: str) -> None:
        proposed = as_arguments([kinds[propose_kind([kind.name for kind in kinds])].name])
        super().__init__(place, f"{reason} Name the one to recognize, such as --positive {proposed}.")
        self.kinds = tuple(kinds)


def propose_kind(names: Sequence[str]) -> int:
    """The index of the kind to propose as class 1: that of cats, else the first."""
    return max(range(len(names)), key=lambda index: (cat_rank(names[index]), -index))


def assign_classes(
    place: Path, kinds: Sequence[FolderListing], positive: str | None = None
) -> tuple[PictureClass, PictureClass]:
    """Class 0 and class 1 of the `kinds` found at `place`.

    Class 1 is the kind called `positive`. The others together are class 0, called "non-NAME" if they are several.
    Without a name, class 1 is the kind of cats, the one with the highest `cat_rank`. If several kinds have the highest
    rank, two kinds are ordered by name: class 0 is the one whose name begins with "non", "no", "not" or "other",
    otherwise the first of the alphabet. Raises ClassChoiceError for more kinds and for an unknown `positive`, and
    DatasetError for names that no class can have.
    """
    chosen = _find_positive(place, kinds, positive)
    others = tuple(kind for kind in kinds if kind is not chosen)
    for other in others:
        if other.name == chosen.name:
            raise DatasetError(chosen.path, f"it and {other.path} are both called “{chosen.name}”. Rename one.")
    _check_name(chosen)
    if len(others) == 1:
        _check_name(others[0])
    else:
        _check_name(chosen, _NEGATION)
    name = name_of_class_0(chosen.name, [other.name for other in others])
    return PictureClass(name, others), PictureClass(chosen.name, (chosen,))


def name_of_class_0(class_1: str, others: Sequence[str]) -> str:
    """The name of class 0: that of the only folder in `others`, or "non-NAME" if they are several."""
    return others[0] if len(others) == 1 else _NEGATION + class_1


def _find_positive(place: Path, kinds: Sequence[FolderListing], positive: str | None) -> FolderListing:
    """The kind that is class 1."""
    if positive is not None:
        chosen = next((kind for kind in kinds if kind.name == positive), None)
        if chosen is None:
            raise ClassChoiceError(place, kinds, f"no folder in it is called “{positive}”: {_list_names(kinds)}.")
        return chosen
    ranks = sorted(cat_rank(kind.name) for kind in kinds)
    if ranks[-1] > ranks[-2]:
        return max(kinds, key=lambda kind: cat_rank(kind.name))
    if len(kinds) > 2:
        raise ClassChoiceError(place, kinds, f"it holds {len(kinds)} kinds of pictures: {_list_names(kinds)}.")
    names = [
        (not kind.name.casefold().startswith(_NEGATIVE_PREFIXES), kind.name.casefold(), kind.name) for kind in kinds
    ]
    return kinds[names.index(max(names))]


def _check_name(kind: FolderListing, added: str = "") -> None:
    """Raise DatasetError unless the folder's name, after `added`, can be that of a class."""
    if not is_class_name(added + kind.name):
        longest = MAX_CLASS_NAME_LENGTH - len(added)
        raise DatasetError(kind.path, f"it cannot name a class. Rename it, with up to {longest} letters.")
