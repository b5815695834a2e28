"""The data set that a terminal command works on: the arguments that choose it, and how it is opened."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.cli.output import bytes_bar, print_error, with_progress_bar
from engine.data.dataset import Dataset
from engine.data.image_folder.reader import ReadResult
from engine.data.image_folder.settings import (
    DEFAULTS,
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderData,
    ImageFolderSettings,
    UnreadablePicture,
)
from engine.data.sources import course as course_photos
from engine.data.sources.opening import BUILTIN, COURSE, find_image_folders, open_dataset, open_image_folders
from engine.errors import ConfigError, DatasetError
from engine.images.photo import Framing
from engine.text import printable

_DATA_HELP = (
    f"'{BUILTIN}', the drawings that come with Catgui (the default); '{COURSE}', the photos of the course, downloaded "
    "once; a folder with a pair of HDF5 files; one file whose pair is beside it; both files; or a folder with two "
    "folders of pictures, one for each class, or two such folders"
)
# The arguments for folders of pictures, and the fields of OwnDataSettings: a run has a seed of its own.
_FIELDS = {"side": "side", "framing": "framing", "test_percent": "test_percent", "split_seed": "seed"}
_MAX_LISTED_FAULTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class OpenedData:
    """A data set, and how it was made of pictures, if it was."""

    dataset: Dataset
    own: ImageFolderData | None

    def as_dict(self) -> dict[str, Any]:
        """What JSON tells of how it was made of pictures; nothing where it was not."""
        if self.own is None:
            return {}
        settings = self.own.settings.as_dict()
        return {
            "pictures": {name: settings[field] for name, field in _FIELDS.items()},
            "faults": [{"photo": fault.path, "error": fault.reason} for fault in self.own.faults],
        }


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that choose a data set, and say how pictures become one."""
    parser.add_argument("--data", nargs="+", default=[BUILTIN], metavar="DATA", help=_DATA_HELP)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    group = parser.add_argument_group(
        "folders of pictures", "how the pictures become a data set; refused where --data is of another kind"
    )
    group.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        help="keep the whole of each photo, squeezed to a square, or the centre alone "
        f"(default: {DEFAULTS.framing.value})",
    )
    for name, text in (
        ("side", f"height and width of the pictures in pixels, {MIN_SIDE} to {MAX_SIDE}"),
        (
            "test_percent",
            f"share of each class that is kept to test on, in percent, {MIN_TEST_PERCENT} to {MAX_TEST_PERCENT}",
        ),
        ("split_seed", "number that the draw of the test pictures comes from"),
    ):
        default = getattr(DEFAULTS, _FIELDS[name])
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=int, metavar="N", help=f"{text} (default: {default})")


def open_data(arguments: argparse.Namespace) -> OpenedData:
    """The data set that the arguments choose; pictures that cannot be read are named, unless JSON is to name them."""
    given = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    settings = _settings_of(given)
    where = arguments.data
    if find_image_folders(where):
        own = open_image_folders(where, settings, imap_unordered=_imap_with_progress)
        if not arguments.json:
            _print_faults(own.faults)
        return OpenedData(own.dataset, own)
    if given:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
        raise DatasetError(
            " and ".join(where), f"no folder of pictures is there, and nothing else has a use for {options}."
        )
    if where == [COURSE] and course_photos.find() is None:
        with bytes_bar("course photos") as advance:
            course_photos.fetch(advance)
    return OpenedData(open_dataset(where), None)


def _settings_of(given: dict[str, Any]) -> ImageFolderSettings:
    try:
        return ImageFolderSettings(**{_FIELDS[name]: value for name, value in given.items()})
    except ConfigError as error:
        name = next(name for name, field in _FIELDS.items() if field == error.field)
        raise ConfigError(name, given[name], error.reason) from error


def _imap_with_progress(read: Callable[[int], ReadResult], indices: Iterable[int]) -> Iterator[tuple[int, ReadResult]]:
    known = list(indices)
    return ((index, read(index)) for index in with_progress_bar(known, len(known), "photo"))


def _print_faults(faults: tuple[UnreadablePicture, ...]) -> None:
    for fault in faults[:_MAX_LISTED_FAULTS]:
        print_error(f"{fault.path}: {printable(fault.reason)}")
    if len(faults) > _MAX_LISTED_FAULTS:
        print_error(f"{len(faults) - _MAX_LISTED_FAULTS:,} more could not be read; --json names them all.")
