"""The arguments that choose a data set, and opening it."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any

from engine.cli.additions import Additions, add_folders, check_additions
from engine.cli.output import escape_surrogates, print_error, progress_line
from engine.data.dataset import Dataset
from engine.data.duplicates import format_duplicates
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderData,
    ImageFolderSettings,
    UnreadablePicture,
)
from engine.data.sources import BUILTIN, COURSE, ImageFolderSource, find_source
from engine.errors import ConfigError, DatasetError
from engine.images.photo import Framing
from engine.text import printable

_DATA_HELP = (
    f"'{BUILTIN}', the drawings that come with Catgui (the default); '{COURSE}', the photos of the course, downloaded "
    "once; a folder with a pair of HDF5 files; one file whose pair is beside it; both files; or a folder with a folder "
    "of pictures for each class, or such folders themselves"
)
# The arguments for folders of pictures, and the fields of ImageFolderSettings; `--seed` is that of the run.
_FIELDS = {
    "side": "side",
    "framing": "framing",
    "test_percent": "test_percent",
    "split_seed": "seed",
    "positive": "positive",
}
# Those that are settings of `--add` as well.
_ADDITION_FIELDS = ("framing", "test_percent", "split_seed")
_MAX_LISTED_FAULTS = 20


class UnusedArgumentError(DatasetError):
    """An argument for which the data have no use."""


@dataclass(frozen=True, slots=True, eq=False)
class ChosenData:
    """The data set that the arguments choose.

    Attributes: `dataset`; `folder_data`, how it was made of pictures, or None; `additions`, what was added to it, or
    None.
    """

    dataset: Dataset
    folder_data: ImageFolderData | None = None
    additions: Additions | None = None

    @property
    def faults(self) -> tuple[UnreadablePicture, ...]:
        """The files that could not be read."""
        both = self.folder_data, self.additions
        return tuple(fault for made in both if made is not None for fault in made.faults)

    def figures(self) -> dict[str, Any]:
        """For JSON, the settings and faults of a data set made of pictures, and what was added; else empty."""
        figures: dict[str, Any] = {}
        if self.folder_data is not None:
            settings = self.folder_data.settings.as_dict()
            figures["pictures"] = {name: settings[field] for name, field in _FIELDS.items() if settings[field] != ""}
        if self.additions is not None:
            figures["added"] = {escape_surrogates(name): count for name, count in self.additions.counts.items()}
            if self.additions.duplicates:
                figures["duplicates"] = [asdict(pair) for pair in self.additions.duplicates]
        if figures:
            figures["faults"] = [{"photo": fault.path, "error": fault.reason} for fault in self.faults]
        return figures


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose a data set and its settings."""
    parser.add_argument("--data", nargs="+", default=[BUILTIN], metavar="DATA", help=_DATA_HELP)
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        metavar="CLASS=FOLDER",
        help="add the pictures in this folder to a class of the data, for training, or with --test-percent in part for "
        "testing; once for each folder. The files of the data stay as they are",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    group = parser.add_argument_group(
        "folders of pictures",
        "settings of the data set; an error for other kinds of --data, but --framing, --test-percent and --split-seed "
        "are also those of --add",
    )
    group.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        help="use the whole of each photo, squeezed to a square, or its centre only "
        f"(default: {DEFAULT_FOLDER_SETTINGS.framing.value})",
    )
    group.add_argument(
        "--positive",
        metavar="NAME",
        help="the folder whose pictures are to be recognized, class 1; all others together are class 0 (default: the "
        "one called cat, or with cat in its name; without one, and of two folders, as their names say)",
    )
    for name, text in (
        ("side", f"height and width of the pictures in pixels, {MIN_SIDE} to {MAX_SIDE}"),
        (
            "test_percent",
            f"percentage of each class in the test part, {MIN_TEST_PERCENT} to {MAX_TEST_PERCENT}",
        ),
        ("split_seed", "seed of the random split"),
    ):
        default = getattr(DEFAULT_FOLDER_SETTINGS, _FIELDS[name])
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=int, metavar="N", help=f"{text} (default: {default})")


def open_data(arguments: argparse.Namespace) -> ChosenData:
    """The data set that the arguments choose; prints unreadable pictures unless `--json` lists them."""
    given = {name: value for name in _FIELDS if (value := getattr(arguments, name)) not in (None, "")}
    settings = _settings_of(given)
    check_additions(arguments.add)
    source = find_source(arguments.data)
    is_folder = isinstance(source, ImageFolderSource)
    if not is_folder:
        _require_use(arguments, given)
    with progress_line("photos" if is_folder else "course photos", in_bytes=not is_folder) as progress:
        opened = source.open(settings, progress)
    chosen = ChosenData(opened.dataset, opened.folder_data)
    if arguments.add:
        additions = add_folders(opened.dataset, arguments.add, settings, given.get("test_percent", 0))
        chosen = ChosenData(additions.dataset, opened.folder_data, additions)
    if not arguments.json:
        _print_faults(chosen.faults)
        if chosen.additions is not None and chosen.additions.duplicates:
            print_error(f"Warning: {format_duplicates(chosen.additions.duplicates)} Testing on them proves nothing.")
    return chosen


def _require_use(arguments: argparse.Namespace, given: dict[str, Any]) -> None:
    """Raise UnusedArgumentError for settings of folders of pictures that nothing uses."""
    unused = [name for name in given if not (arguments.add and name in _ADDITION_FIELDS)]
    if unused:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in unused)
        raise UnusedArgumentError(
            " and ".join(arguments.data), f"this is not a folder of pictures, so it cannot be used with {options}."
        )


def _settings_of(given: dict[str, Any]) -> ImageFolderSettings:
    try:
        return ImageFolderSettings(**{_FIELDS[name]: value for name, value in given.items()})
    except ConfigError as error:
        name = next(name for name, field in _FIELDS.items() if field == error.field)
        raise ConfigError(name, given[name], error.reason) from error


def _print_faults(faults: tuple[UnreadablePicture, ...]) -> None:
    for fault in faults[:_MAX_LISTED_FAULTS]:
        print_error(f"{fault.path}: {printable(fault.reason)}")
    if len(faults) > _MAX_LISTED_FAULTS:
        print_error(f"{len(faults) - _MAX_LISTED_FAULTS:,} more could not be read; --json names them all.")
