"""Files of trained filters: a .npz of half-precision arrays, with a description in JSON."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.errors import ModelFileError, NewerFileError, UnknownOptionError
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.storage.npz import write_arrays
from engine.validation import Integers, Switch, check_count
from engine.version import PROGRAM_VERSION
from engine.vision.block import BlockSpec
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture

VERSION = 2
_DESCRIPTION = "description"
_MOST_BLOCKS = 50
_CHANNELS, _STRIDES = Integers(1, 10_000), Integers(1, 2)


class FiltersFile(NamedTuple):
    """What a file of filters holds.

    Attributes: `network`; `about`, how it was made: any values that JSON has.
    """

    network: FoldedNetwork
    about: dict[str, Any]


def save_filters(path: Path, network: FoldedNetwork, about: dict[str, Any]) -> None:
    """Write `network` and `about` to `path`. Raises ModelFileError."""
    described = {"version": VERSION, "program": PROGRAM_VERSION, "architecture": asdict(network.architecture)}
    text = json.dumps({**described, "about": about})
    arrays = {name: values.astype(np.float16) for name, values in network.parameters.items()}
    description = np.frombuffer(text.encode(), np.uint8)
    with translate_write_errors(ModelFileError, path), atomic_write(path) as temporary:
        write_arrays(temporary, {_DESCRIPTION: description, **arrays}, compressed=True)


def load_filters(path: Path) -> FiltersFile:
    """The filters in a file. Raises ModelFileError."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            description = json.loads(archive[_DESCRIPTION].tobytes())
            if description["version"] > VERSION:
                raise NewerFileError(path, str(description.get("program", "")))
            architecture = _architecture(description["architecture"])
            parameters = {name: archive[name].astype(np.float32) for name in architecture.shapes()}
        wrong = [name for name, shape in architecture.shapes().items() if parameters[name].shape != shape]
        if wrong:
            raise ValueError(f"{wrong[0]} has the wrong shape")
        return FiltersFile(FoldedNetwork(architecture, parameters), description["about"])
    except UnknownOptionError as error:
        raise NewerFileError(path, str(description.get("program", "")), error.field) from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(path, f"the filters cannot be read ({error}); install the program again") from error


def _architecture(described: dict[str, Any]) -> Architecture:
    check_count("blocks", described["blocks"], _MOST_BLOCKS, "blocks")
    blocks = tuple(_block(block) for block in described["blocks"])
    outputs, channels = (_CHANNELS.check(field, described[field]) for field in ("outputs", "channels"))
    return Architecture(blocks, outputs, channels)


def _block(described: dict[str, Any]) -> BlockSpec:
    for field in sorted(set(described) - {field.name for field in fields(BlockSpec)}):
        raise UnknownOptionError(field, described[field])
    channels, stride = _CHANNELS.check("channels", described["channels"]), _STRIDES.check("stride", described["stride"])
    return BlockSpec(channels, stride, Switch().check("pool", described["pool"]))
