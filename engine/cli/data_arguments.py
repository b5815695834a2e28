"""The arguments that choose a data set and add pictures to it, and opening it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.cli.output import escape_surrogates, print_error, progress_line
from engine.data.dataset import Dataset
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
from engine.errors import ConfigError
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


@dataclass(frozen=True, slots=True, eq=False)
class ChosenData:
    """The data set that the arguments choose.

    Attributes: `dataset`; `folder_data`, how it was made of pictures, or None; `added`, the number of pictures that
    were added to each class, or None; `faults`, the folders and files that could not be read.
    """

    dataset: Dataset
    folder_data: ImageFolderData | None
    added: dict[str, int] | None
    faults: tuple[UnreadablePicture, ...]

    def figures(self) -> dict[str, Any]:
        """For JSON, the settings and faults of a data set made of pictures, and what was added; else empty."""
        figures: dict[str, Any] = {}
        if self.folder_data is not None:
            settings = self.folder_data.settings.as_dict()
            figures["pictures"] = {name: settings[field] for name, field in _FIELDS.items()}
        if self.added is not None:
            figures["added"] = {escape_surrogates(name): count for name, count in self.added.items()}
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
        # Files and JSON have "centre".
        type=lambda text: Framing.CENTER.value if text == "center" else text,
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
        ("test_percent", f"Percentage for testing, {MIN_TEST_PERCENT} to {MAX_TEST_PERCENT}"),
        ("split_seed", "Seed of the split"),
    ):
        default = getattr(DEFAULT_FOLDER_SETTINGS, _FIELDS[name])
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=int, metavar="N", help=f"{text} (default: {default}).")


def open_data(arguments: argparse.Namespace) -> ChosenData:
    """The data set that the arguments choose; prints unreadable pictures unless `--json` lists them."""
    given = {name: value for name in _FIELDS if (value := getattr(arguments, name)) not in (None, "")}
    try:
        settings = ImageFolderSettings(**{_FIELDS[name]: value for name, value in given.items()})
    except ConfigError as error:
        name = next(name for name, field in _FIELDS.items() if field == error.field)
        raise ConfigError(name, given[name], error.reason) from error
    source = find_source(arguments.data)
    is_folder = isinstance(source, ImageFolderSource)
    for name, value in given.items():
        if not is_folder and not (arguments.add and name in _ADDITION_FIELDS):
            raise ConfigError(name, value, "must be left out, since --data is no folder of pictures")
    with progress_line("photos" if is_folder else "course photos", in_bytes=not is_folder) as work:
        opened = source.open(settings, work)
    dataset, folder_data, added = opened.dataset, opened.folder_data, None
    faults = [] if folder_data is None else [*folder_data.left_out, *folder_data.faults]
    if arguments.add:
        dataset, added = _add_folders(dataset, arguments.add, settings, given.get("test_percent", 0), faults)
    if not arguments.json:
        for fault in faults:
            print_error(f"{fault.path}: {printable(fault.reason)}")
    return ChosenData(dataset, folder_data, added, tuple(faults))


def _add_folders(
    dataset: Dataset,
    additions: Sequence[object],
    settings: ImageFolderSettings,
    test_percent: int,
    faults: list[UnreadablePicture],
) -> tuple[Dataset, dict[str, int]]:
    """`dataset` with the pictures of the folders of `additions`, each CLASS=FOLDER, and their number in each class.

    Of each folder, `test_percent` goes to the test part. The files that cannot be read are appended to `faults`. Raises
    ConfigError for unknown classes, and DatasetError for folders without readable pictures.
    """
    # All names before any picture is read. argparse makes a list of "--add=--".
    places = [_parse_addition(dataset.classes, str(text)) for text in additions]
    edited = EditedDataset.of(dataset)
    counts = dict.fromkeys(dataset.classes, 0)
    for label, folder in places:
        with progress_line("photos") as work:
            found = read_folder_pictures(folder, dataset.picture_shape, settings.framing, work)
        edited = add_pictures(edited, found.pictures, label, test_percent, settings.seed)
        counts[dataset.classes[label]] += len(found.pictures)
        faults += found.faults
    return edited.dataset, counts


def _parse_addition(classes: tuple[str, str], text: str) -> tuple[int, str]:
    """The label and the folder of CLASS=FOLDER; both may have a “=” in their name."""
    for name in sorted(classes, key=len, reverse=True):
        folder = text.removeprefix(f"{name}=")
        if folder not in ("", text):
            return classes.index(name), folder
    raise ConfigError("add", text, f"must be {' or '.join(f'{printable(name)}=FOLDER' for name in classes)}")
