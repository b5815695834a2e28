"""The command `page`: a saved network, or the built-in detector, as one web page."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path

from engine.cli.output import REPLACED, epilog, print_line
from engine.cli.predict import DETECTOR, add_model_argument
from engine.data.dataset import DataOrigin, Dataset
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import COURSE, find_source, open_dataset
from engine.errors import ConfigError, DatasetError
from engine.saved_model.file import load_model
from engine.saved_model.model import Model
from engine.system.memory import format_bytes
from engine.text import printable

SUMMARY = "Make a web page that answers photos offline."
EPILOG = epilog(
    {"catgui page cats.npz --out cats.html": "", "catgui page builtin --out detector.html": ""},
    "It says how often it is right if the network's data are here.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_model_argument(parser)
    parser.add_argument("--out", required=True, metavar="PAGE.html", help=f"The page. {REPLACED}")
    parser.set_defaults(json=False)


def run(arguments: argparse.Namespace) -> int:
    """Write the page, and say how large it is."""
    # It loads the filters' modules, which the other commands need not.
    from engine.export.web_page import detector_page, network_page, write_page

    if arguments.model == DETECTOR:
        html = detector_page()
    else:
        model = load_model(arguments.model, pictures=1)
        html = network_page(model, _data_of(model, arguments.model))
    path = Path(arguments.out)
    write_page(path, html)
    print_line(f"{printable(path)}: {format_bytes(path.stat().st_size)}. Open it in a browser.")
    return 0


def _data_of(model: Model, path: str) -> Dataset | None:
    """The data that the `model` of the file `path` was trained on, if they are there as they were, else None.

    Its own data are looked for by name in the working directory and in the folder of the file.
    """
    reference = model.recipe.data
    if reference.origin is None:
        return None
    for folder in (Path.cwd(), Path(path).parent):
        with suppress(DatasetError, ConfigError):
            dataset = reference.restore(_open(reference.origin.within(folder)))
            if dataset.fingerprint == reference.fingerprint and model.fits(dataset):
                return dataset
    return None


def _open(origin: DataOrigin) -> Dataset:
    if origin.location == COURSE:
        return open_dataset(COURSE)  # which downloads nothing
    if not isinstance(origin.location, str) and not origin.is_local:
        raise DatasetError(origin.location[0], "it is in a network")
    settings = ImageFolderSettings.from_dict(origin.folder_settings or {})
    return find_source(origin.location).open(settings).dataset
