"""The command `page`: a saved network, or the built-in detector, as one web page."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.output import print_line
from engine.cli.prediction import BUILTIN
from engine.data.dataset import DataOrigin, Dataset
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import COURSE, find_source, open_dataset
from engine.errors import ConfigError, DatasetError
from engine.export.web_page import detector_page, network_page, write_page
from engine.images.photo import Framing
from engine.saved_model.file import load_model
from engine.saved_model.model import Model
from engine.system.memory import format_bytes
from engine.text import printable


def page(arguments: argparse.Namespace) -> int:
    """Write the page, and say how large it is."""
    if arguments.model == BUILTIN:
        if arguments.framing is not None:
            raise ConfigError("framing", arguments.framing, f"is for saved networks; leave it out with '{BUILTIN}'")
        html = detector_page()
    else:
        model = load_model(arguments.model, pictures=1)
        html = network_page(model, Framing(arguments.framing or Framing.WHOLE), _data_of(model))
    path = Path(arguments.out)
    write_page(path, html)
    print_line(f"{printable(path)}: {format_bytes(path.stat().st_size)}. Open it in a browser; it needs no network.")
    return 0


def _data_of(model: Model) -> Dataset | None:
    """The data of which the test pictures tell how good `model` is, if they are on this computer as they were."""
    reference = model.full_recipe.data
    if reference.origin is None:
        return None
    try:
        dataset = reference.restore(_open(reference.origin))
    except (DatasetError, ConfigError):
        return None
    return dataset if dataset.fingerprint == reference.fingerprint and model.fits(dataset) else None


def _open(origin: DataOrigin) -> Dataset:
    if origin.location == COURSE:
        return open_dataset(COURSE)  # which downloads nothing
    if not isinstance(origin.location, str) and not origin.is_local:
        raise DatasetError(origin.location[0], "it is in a network")
    settings = ImageFolderSettings.from_dict(origin.folder_settings or {})
    return find_source(origin.location).open(settings).dataset
