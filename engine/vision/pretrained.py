"""The filters that come with the program, and the features that they make of pictures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from engine.progress import UNOBSERVED, Work
from engine.resources import filters_path
from engine.system.threads import threads_for
from engine.typing import FloatArray, Pixels
from engine.vision.convolution import team
from engine.vision.features import to_bytes
from engine.vision.filters_file import load_filters
from engine.vision.folded import FoldedNetwork

# The pictures between two reports of progress, whose features are kept as floats: a fraction of a second's.
_PICTURES_AT_ONCE = 64


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
