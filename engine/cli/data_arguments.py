"""The arguments that choose a data set, and opening it."""

from __future__ import annotations

import argparse
from typing import Any

from engine.cli.output import print_error, progress_line
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderSettings,
)
from engine.data.sources import BUILTIN, COURSE, ImageFolderSource, OpenedData, find_source
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


def data_figures(opened: OpenedData) -> dict[str, Any]:
    """For JSON, the settings and faults of a data set made of pictures; empty for other data."""
    if opened.folder_data is None:
        return {}
    settings = opened.folder_data.settings.as_dict()
    return {
        "pictures": {name: settings[field] for name, field in _FIELDS.items()},
        "faults": [{"photo": fault.path, "error": fault.reason} for fault in opened.folder_data.not_read],
    }


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose a data set and its settings."""
    parser.add_argument("--data", nargs="+", default=[BUILTIN], metavar="DATA", help=_DATA_HELP)
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")
    group = parser.add_argument_group("folders of pictures")
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


def open_data(arguments: argparse.Namespace) -> OpenedData:
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
        if not is_folder:
            raise ConfigError(name, value, "must be left out, since --data is no folder of pictures")
    with progress_line("photos" if is_folder else "bytes") as work:
        opened = source.open(settings, work)
    if opened.folder_data is not None and not arguments.json:
        for fault in opened.folder_data.not_read:
            print_error(f"{fault.path}: {printable(fault.reason)}")
    return opened
