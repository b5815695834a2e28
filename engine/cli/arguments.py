"""The arguments that choose a data set, opening it, and those for the options of a run."""

from __future__ import annotations

import argparse
from dataclasses import replace
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
from engine.training.config import (
    ALL_OPTIONS,
    DEFAULTS,
    NO_LAYERS,
    NOTEBOOK_OPTIONS,
    OPTIONS,
    OTHER_DEFAULTS,
    LayerWidths,
    Option,
    TrainingConfig,
)
from engine.training.features import FEATURES
from engine.validation import Choice

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
_METAVARS = {int: "N", float: "NUMBER"}
# Other options are off by default, or those of the features.
_FEATURES = "features"


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


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """An argument for each setting of a run, named like its field."""
    for option in NOTEBOOK_OPTIONS:
        text = f"{option.description} Default: {_as_text(DEFAULTS[option.field])}"
        parser.add_argument(argument_of(option.field), **_argument_kwargs(option), help=text)
    # The help is not wrapped.
    defaults = [
        " ".join(
            [f"  --features {features}", *(f"{argument_of(field)} {_as_text(it)}" for field, it in others.items())]
        )
        for features, others in OTHER_DEFAULTS.items()
    ]
    group = parser.add_argument_group("more settings", "\n".join(["Defaults with other features:", *defaults]))
    for option in OPTIONS:
        text = option.description
        if option.field == _FEATURES:
            text = f"{text} Default: {option.default}"
        # argparse formats its help texts with the operator %.
        group.add_argument(argument_of(option.field), **_argument_kwargs(option), help=text.replace("%", "%%"))


def training_config(arguments: argparse.Namespace) -> TrainingConfig:
    """The settings that the arguments name, and for all others the defaults of the features. Raises ConfigError."""
    given = {option.field: getattr(arguments, option.field) for option in ALL_OPTIONS}
    default = TrainingConfig.for_features(arguments.features)
    return replace(default, **{field: value for field, value in given.items() if value is not None})


def argument_of(field: str) -> str:
    """The argument for a field of the settings."""
    return "--layers" if field == "hidden_layers" else f"--{field.replace('_', '-')}"


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _argument_kwargs(option: Option) -> dict[str, Any]:
    """The keyword arguments of `add_argument` for `option`.

    An option that is not given is None, except `--features`, which has a default.
    """
    if option.field == _FEATURES:
        return {"choices": FEATURES, "default": option.default}
    if isinstance(option.values, Choice):
        return {"choices": option.values.names}
    if isinstance(option.values, LayerWidths):
        return {"type": _layers, "dest": option.field, "metavar": f"N,N,...|{NO_LAYERS}"}
    kind = type(option.default)
    return {"type": kind, "metavar": _METAVARS[kind]}


def _layers(text: str) -> tuple[int, ...]:
    if text == NO_LAYERS:
        return ()
    try:
        return tuple(int(width) for width in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is neither {NO_LAYERS} nor a list such as 20,7,5") from error
