"""How good a network is on the validation part, which it does not learn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.typing import Pixels
from engine.vision.detection.detector import resize
from engine.vision.folded import FoldedNetwork
from engine.vision.team import Team
from engine.vision.train.epochs import PictureData

# Of CIFAR as many as there are photos or so: more would take time that learning could use.
_MOST_PICTURES = 1000


class Validation:
    """The pictures of the validation part, at the size of the network, with their labels."""

    def __init__(self, data: PictureData, side: int) -> None:
        count = len(data.cifar.names)
        some = data.cifar.subset(np.arange(0, count, -(-count // _MOST_PICTURES)))
        self._parts = {
            name: (resized(part.pixels, side), part.is_cat) for name, part in (("photos", data.photos), ("cifar", some))
        }

    def figures(self, network: FoldedNetwork, team: Team) -> dict[str, float]:
        """The balanced accuracy of "cat" on the photos and on the pictures of CIFAR."""
        return {
            name: balanced_accuracy(network.outputs(pictures, team)[:, 0] > 0, is_cat)
            for name, (pictures, is_cat) in self._parts.items()
        }


def balanced_accuracy(called: NDArray[np.bool_], actual: NDArray[np.bool_]) -> float:
    """The mean of the shares of cats called cats and of others called others."""
    return float((called[actual].mean() + (~called[~actual]).mean()) / 2)


def resized(pixels: Pixels, side: int) -> Pixels:
    """Pictures (m, 3, height, width) squeezed to (m, side, side, 3)."""
    return np.stack([resize(picture.transpose(1, 2, 0), side, side) for picture in pixels])
