"""Trained filters: their file, and the features that those that come with the program make of pictures.

The file is a .npz of half-precision arrays, with a description in JSON. `picture_features` needs a few lines that run
on their own, of which exported notebooks are made; `engine.vision.network` computes the same in less time and memory. A
feature is rounded to a byte, as a pixel is: both then agree in every bit, on any computer, although their sums are
rounded differently.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelFileError
from engine.progress import UNOBSERVED, Work
from engine.system.atomic import atomic_write, translate_write_errors, write_arrays
from engine.system.threads import threads_for
from engine.system.user_dirs import filters_path
from engine.typing import FloatArray, Pixels
from engine.version import PROGRAM_VERSION
from engine.vision.block import BlockSpec
from engine.vision.convolution import team
from engine.vision.network import Architecture, FoldedNetwork

# A byte is a feature times this; few features are above 2.
BYTES_PER_UNIT = 64
# The pictures that are filtered at a time.
_AT_ONCE = 64
_DESCRIPTION = "description"
# The pictures between two reports of progress, whose features are kept as floats: a fraction of a second's.
_PICTURES_AT_ONCE = 64


def picture_features(
    pictures: NDArray[np.uint8], filters: Mapping[str, NDArray[Any]], blocks: Sequence[tuple[int, bool]]
) -> NDArray[np.uint8]:
    """The features of `pictures` (m, height, width, 3), each the mean of a map of the last block: (m, features).

    `filters` has "W1" (3, 3, channels in, channels), "b1", ... for the blocks, which are (stride, whether it pools).
    """
    features = []
    for begin in range(0, len(pictures), _AT_ONCE):
        A = (pictures[begin : begin + _AT_ONCE].astype(np.float64) - 128.0) / 64.0
        for number, (stride, pools) in enumerate(blocks, 1):
            A = filter_and_pool(A, filters[f"W{number}"], filters[f"b{number}"], stride, pools)
        features.append(to_bytes(A.mean(axis=(1, 2))))
    return np.concatenate(features)


def filter_and_pool(A: FloatArray, W: NDArray[Any], b: NDArray[Any], stride: int, pools: bool) -> FloatArray:
    """CONVOLUTION -> MAX POOLING -> RELU, the middle one only if it `pools`: A (m, height, width, channels)."""
    Z = convolve(A, W.astype(np.float64), stride)
    if pools:
        height, width = (side // 2 for side in Z.shape[1:3])
        Z = Z[:, : 2 * height, : 2 * width].reshape(len(A), height, 2, width, 2, -1).max(axis=(2, 4))
    activations: FloatArray = np.maximum(Z + b, 0)
    return activations


def convolve(A: NDArray[Any], W: NDArray[Any], stride: int) -> NDArray[Any]:
    """The 3x3 convolution of A (m, height, width, channels in) with W, at every place or at every second one."""
    padded = np.pad(A, ((0, 0), (1, 1), (1, 1), (0, 0)))
    height, width = (-(-side // stride) for side in A.shape[1:3])
    Z = np.zeros((len(A), height, width, W.shape[3]), A.dtype)
    for row in range(3):
        for column in range(3):
            Z += padded[:, row:, column:][:, ::stride, ::stride][:, :height, :width] @ W[row, column]
    return Z


def to_bytes(features: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """`features` as bytes."""
    rounded: NDArray[np.uint8] = np.minimum(np.rint(features * BYTES_PER_UNIT), 255).astype(np.uint8)
    return rounded


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
