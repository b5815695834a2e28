"""The arguments that choose a data set and add pictures to it, and opening it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.cli.output import escape_surrogates, print_error, progress_line
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicatePair, find_duplicates, format_duplicates
from engine.data.edited_dataset import EditedDataset
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
from engine.data.image_folder_reader import add_pictures, read_folder_pictures
from engine.data.sources import BUILTIN, COURSE, ImageFolderSource, find_source
from engine.errors import ConfigError, DatasetError
from engine.images.photo import Framing
from engine.text import printable

_DATA_HELP = (
    f"'{BUILTIN}' drawings (default), '{COURSE}' photos (downloaded if they are not here), HDF5 files, or "
    "folders of pictures, one per class."
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
class Additions:
    """A data set with pictures added.

    Attributes: `counts` by class; `faults`, the files that could not be read; `duplicates`, the pairs of pictures in
    both parts of which one was added.
    """

    dataset: Dataset
    counts: dict[str, int]
    faults: tuple[UnreadablePicture, ...]
    duplicates: tuple[DuplicatePair, ...]

    def __str__(self) -> str:
        """A line for the terminal: 'Added: 0 non-cat, 5 cat.'"""
        return f"Added: {', '.join(f'{count:,} {name}' for name, count in self.counts.items())}."


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
        """The folders and files that could not be read."""
        left_out = () if self.folder_data is None else self.folder_data.left_out
        both = self.folder_data, self.additions
        return (*left_out, *(fault for made in both if made is not None for fault in made.faults))

    def figures(self) -> dict[str, Any]:
        """For JSON, the settings and faults of a data set made of pictures, and what was added; else empty."""
        figures: dict[str, Any] = {}
        if self.folder_data is not None:
            settings = self.folder_data.settings.as_dict()
            figures["pictures"] = {name: settings[field] for name, field in _FIELDS.items()}
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
        help="Add the pictures of a folder to a class, --test-percent of them for testing. May be repeated.",
    )
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")
    group = parser.add_argument_group(
        "folders of pictures",
        "--framing, --test-percent and --split-seed are also for --add.",
    )
    group.add_argument(
        "--framing",
        type=framing_value,
        choices=[framing.value for framing in Framing],
        metavar="{whole,center}",
        help="Take whole photos, squeezed, or their centers (default: whole).",
    )
    group.add_argument(
        "--positive",
        metavar="NAME",
        help="The folder to recognize, against all others. Default: the one with cat in its name.",
    )
    for name, text in (
        ("side", f"Pixels a side, {MIN_SIDE} to {MAX_SIDE}"),
        (
            "test_percent",
            f"Percentage for testing, {MIN_TEST_PERCENT} to {MAX_TEST_PERCENT}",
        ),
        ("split_seed", "Seed of the split"),
    ):
        default = getattr(DEFAULT_FOLDER_SETTINGS, _FIELDS[name])
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=int, metavar="N", help=f"{text} (default: {default}).")


def framing_value(text: str) -> str:
    """The value of a framing that is spelled as one writes: files and JSON have "centre"."""
    return Framing.CENTER.value if text == "center" else text


def open_data(arguments: argparse.Namespace) -> ChosenData:
    """The data set that the arguments choose; prints unreadable pictures unless `--json` lists them."""
    given = {name: value for name in _FIELDS if (value := getattr(arguments, name)) not in (None, "")}
    settings = _settings_of(given)
    _check_additions(arguments.add)
    source = find_source(arguments.data)
    is_folder = isinstance(source, ImageFolderSource)
    if not is_folder:
        _require_use(arguments, given)
    with progress_line("photos" if is_folder else "course photos", in_bytes=not is_folder) as work:
        opened = source.open(settings, work)
    chosen = ChosenData(opened.dataset, opened.folder_data)
    if arguments.add:
        additions = _add_folders(opened.dataset, arguments.add, settings, given.get("test_percent", 0))
        chosen = ChosenData(additions.dataset, opened.folder_data, additions)
    if not arguments.json:
        _print_faults(chosen.faults)
        if chosen.additions is not None and chosen.additions.duplicates:
            print_error(f"Warning: {format_duplicates(chosen.additions.duplicates)} They test nothing.")
    return chosen


def _require_use(arguments: argparse.Namespace, given: dict[str, Any]) -> None:
    """Raise UnusedArgumentError for settings of folders of pictures that nothing uses."""
    unused = [name for name in given if not (arguments.add and name in _ADDITION_FIELDS)]
    if unused:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in unused)
        raise UnusedArgumentError(" and ".join(arguments.data), f"this is no folder of pictures; leave out {options}.")


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
        print_error(f"{len(faults) - _MAX_LISTED_FAULTS:,} more could not be read; --json lists all.")


def _check_additions(additions: Sequence[Any]) -> None:
    """Raise ConfigError unless each is CLASS=FOLDER."""
    for text in additions:
        # argparse makes a list of "--add=--".
        name, separator, folder = text.partition("=") if isinstance(text, str) else ("", "", "")
        if not (name and separator and folder):
            raise ConfigError("add", text, "must be CLASS=FOLDER such as cat=my_cats")


def _add_folders(
    dataset: Dataset,
    additions: Sequence[str],
    settings: ImageFolderSettings,
    test_percent: int,
) -> Additions:
    """`dataset` with the pictures of the folders of `additions`, each CLASS=FOLDER.

    Of each folder, `test_percent` goes to the test part. Raises DatasetError for unknown classes and for folders
    without readable pictures.
    """
    # All names before any picture is read.
    places = [_parse_addition(dataset.classes, text) for text in additions]
    edited = EditedDataset.of(dataset)
    counts = dict.fromkeys(dataset.classes, 0)
    faults: list[UnreadablePicture] = []
    for label, folder in places:
        with progress_line("photos") as work:
            found = read_folder_pictures(folder, dataset.picture_shape, settings.framing, work)
        edited = add_pictures(edited, found.pictures, label, test_percent, settings.seed)
        counts[dataset.classes[label]] += len(found.pictures)
        faults += found.faults
    return Additions(edited.dataset, counts, tuple(faults), _added_duplicates(dataset, edited.dataset))


def _added_duplicates(before: Dataset, after: Dataset) -> tuple[DuplicatePair, ...]:
    added_from = before.train.count, before.test.count
    return tuple(pair for pair in find_duplicates(after) if pair.train >= added_from[0] or pair.test >= added_from[1])


def _parse_addition(classes: tuple[str, str], text: str) -> tuple[int, str]:
    """The label and the folder of CLASS=FOLDER; both may have a “=” in their name."""
    for name in sorted(classes, key=len, reverse=True):
        if text.startswith(f"{name}="):
            return classes.index(name), text[len(name) + 1 :]
    name, _, folder = text.partition("=")
    known = " or ".join(f"--add {known}=FOLDER" for known in classes)
    raise DatasetError(folder, f"these data have no class “{name}”. Use {known}.")
