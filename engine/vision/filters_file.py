"""Files of trained filters: a .npz of half-precision arrays, with a description in JSON."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.errors import ModelFileError
from engine.storage.atomic import atomic_write, translate_write_errors, write_arrays
from engine.version import PROGRAM_VERSION
from engine.vision.block import BlockSpec
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture

_DESCRIPTION = "description"


class FiltersFile(NamedTuple):
    """What a file of filters holds.

    Attributes: `network`; `about`, how it was made: any values that JSON has.
    """

    network: FoldedNetwork
    about: dict[str, Any]


def save_filters(path: Path, network: FoldedNetwork, about: dict[str, Any]) -> None:
    """Write `network` and `about` to `path`. Raises ModelFileError."""
    text = json.dumps({"program": PROGRAM_VERSION, "architecture": asdict(network.architecture), "about": about})
    arrays = {name: values.astype(np.float16) for name, values in network.parameters.items()}
    description = np.frombuffer(text.encode(), np.uint8)
    with translate_write_errors(ModelFileError, path), atomic_write(path) as temporary:
        write_arrays(temporary, {_DESCRIPTION: description, **arrays}, compressed=True)


def load_filters(path: Path) -> FiltersFile:
    """The filters in a file. Raises ModelFileError."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            description = json.loads(archive[_DESCRIPTION].tobytes())
            described = description["architecture"]
            blocks = tuple(BlockSpec(**block) for block in described["blocks"])
            architecture = Architecture(blocks, described["outputs"], described["channels"])
            parameters = {name: archive[name].astype(np.float32) for name in architecture.shapes()}
        wrong = [name for name, shape in architecture.shapes().items() if parameters[name].shape != shape]
        if wrong:
            raise ValueError(f"{wrong[0]} has the wrong shape")
        return FiltersFile(FoldedNetwork(architecture, parameters), description["about"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(path, f"the filters cannot be read ({error}); install the program again") from error
