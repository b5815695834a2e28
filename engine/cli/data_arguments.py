"""The arguments that choose a data set, and opening it."""

from __future__ import annotations

import argparse
from typing import Any

from engine.cli.output import print_error, progress_line
from engine.data.image_folder.settings import (
    DEFAULTS,
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderSettings,
    UnreadablePicture,
)
from engine.data.sources.opening import BUILTIN, COURSE, ImageFolderSource, OpenedData, find_source
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
_MAX_LISTED_FAULTS = 20


def folder_figures(opened: OpenedData) -> dict[str, Any]:
    """The settings and faults of a data set made of pictures, for JSON; else empty."""
    if opened.folder_data is None:
        return {}
    settings = opened.folder_data.settings.as_dict()
    return {
        "pictures": {name: settings[field] for name, field in _FIELDS.items() if settings[field] != ""},
        "faults": [{"photo": fault.path, "error": fault.reason} for fault in opened.folder_data.faults],
    }


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose a data set and its settings."""
    parser.add_argument("--data", nargs="+", default=[BUILTIN], metavar="DATA", help=_DATA_HELP)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    group = parser.add_argument_group(
        "folders of pictures", "settings of the data set; an error for other kinds of --data"
    )
    group.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        help="use the whole of each photo, squeezed to a square, or its centre only "
        f"(default: {DEFAULTS.framing.value})",
    )
    group.add_argument(
        "--positive",
        metavar="NAME",
        help="the folder whose pictures are to be recognized, class 1; all others together are class 0 (default: with "
        "two folders, as their names say)",
    )
    for name, text in (
        ("side", f"height and width of the pictures in pixels, {MIN_SIDE} to {MAX_SIDE}"),
        (
            "test_percent",
            f"percentage of each class in the test part, {MIN_TEST_PERCENT} to {MAX_TEST_PERCENT}",
        ),
        ("split_seed", "seed of the random split"),
    ):
        default = getattr(DEFAULTS, _FIELDS[name])
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=int, metavar="N", help=f"{text} (default: {default})")


def open_data(arguments: argparse.Namespace) -> OpenedData:
    """The data set that the arguments choose; prints unreadable pictures unless `--json` lists them."""
    given = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    settings = _settings_of(given)
    source = find_source(arguments.data)
    is_folder = isinstance(source, ImageFolderSource)
    if given and not is_folder:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
        raise DatasetError(
            " and ".join(arguments.data), f"this is not a folder of pictures, so it cannot be used with {options}."
        )
    with progress_line("photos" if is_folder else "course photos", in_bytes=not is_folder) as progress:
        opened = source.open(settings, progress)
    if opened.folder_data is not None and not arguments.json:
        _print_faults(opened.folder_data.faults)
    return opened


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
