"""Trained filters: their file, and the features that those that come with the program make of pictures.

The file is a .npz of half-precision arrays, with a description in JSON.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelFileError
from engine.progress import UNOBSERVED, Work
from engine.storage.atomic import atomic_write, translate_write_errors, write_arrays
from engine.storage.user_dirs import filters_path
from engine.system.threads import threads_for
from engine.typing import FloatArray, Pixels
from engine.version import PROGRAM_VERSION
from engine.vision.block import BlockSpec
from engine.vision.convolution import team
from engine.vision.features import to_bytes
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture

_DESCRIPTION = "description"
# The pictures between two reports of progress, whose features are kept as floats: a fraction of a second's.
_PICTURES_AT_ONCE = 64


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


@dataclass(frozen=True, eq=False)
class PretrainedFilters:
    """Trained filters in use.

    Attributes: `network`, in double precision: what is rounded to bytes then comes out the same on all computers.
    """

    network: FoldedNetwork

    @property
    def count(self) -> int:
        """The number of features of a picture."""
        return self.network.architecture.features

    @property
    def blocks(self) -> list[tuple[int, bool]]:
        """The stride of each block, and whether it pools."""
        return [(block.stride, block.pool) for block in self.network.architecture.blocks]

    @cached_property
    def arrays(self) -> dict[str, NDArray[np.float16]]:
        """The parameters of the blocks by name, in the half precision of their file."""
        names = (f"{kind}{number}" for number in range(1, len(self.blocks) + 1) for kind in ("W", "b"))
        return {name: self.network.parameters[name].astype(np.float16) for name in names}

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256, in hexadecimal, of all that the features depend on."""
        blocks = [asdict(block) for block in self.network.architecture.blocks]
        digest = hashlib.sha256(json.dumps(blocks).encode())
        for array in self.arrays.values():
            digest.update(array.astype("<f2").tobytes())
        return digest.hexdigest()

    def fits(self, picture_shape: tuple[int, int]) -> bool:
        """Whether pictures of (height, width) are large enough for all blocks."""
        return min(self.network.architecture.map_size(*picture_shape)) > 0

    def rows(self, pictures: Pixels | FloatArray, work: Work = UNOBSERVED) -> NDArray[np.uint8]:
        """The features of `pictures` (m, height, width, 3), from 0 to 255, as bytes: (m, features).

        It reports pictures to `work`, at first none.
        """
        rows = np.empty((len(pictures), self.count), np.uint8)
        work.report(0, len(pictures))
        with team(threads_for(len(pictures)), np.float64) as members:
            for begin in range(0, len(pictures), _PICTURES_AT_ONCE):
                some = slice(begin, begin + _PICTURES_AT_ONCE)
                rows[some] = to_bytes(self.network.features(pictures[some], members))
                work.report(min(some.stop, len(pictures)), len(pictures))
        return rows


@cache
def pretrained_filters() -> PretrainedFilters:
    """The filters that come with the program. Raises ModelFileError if they are missing or damaged."""
    network, _ = load_filters(filters_path())
    return PretrainedFilters(network.as_type(np.float64))
