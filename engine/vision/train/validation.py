"""How good a network is on the validation part, which it does not learn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.typing import Pixels
from engine.vision.convolution import Floats
from engine.vision.detection.detector import resize
from engine.vision.folded import FoldedNetwork
from engine.vision.team import Team
from engine.vision.train.archives import CAT
from engine.vision.train.cost import UNKNOWN_CLASS
from engine.vision.train.epochs import PictureData

# Of CIFAR so many, about as many as there are photos: more would take time that learning could use.
_MOST_PICTURES = 1000
# The sides of the photos that are pasted small into others, in parts of the side of these.
_SMALL = (0.25, 0.6)


class Validation:
    """The pictures of the validation part, with their labels: photos, photos pasted small into others, and CIFAR."""

    def __init__(self, data: PictureData) -> None:
        count = len(data.cifar.names)
        some = data.cifar.subset(np.arange(0, count, -(-count // _MOST_PICTURES)))
        photos = np.concatenate([data.photos.pixels, data.more.pixels]).transpose(0, 2, 3, 1)
        classes = np.concatenate([data.photos.classes, data.more.classes])
        self._parts = {
            "photos": (photos, classes == CAT),
            "small": (pasted_small(photos, classes), classes == CAT),
            "cifar": (some.pixels.transpose(0, 2, 3, 1), some.is_cat),
        }

    def figures(self, network: FoldedNetwork, side: int, team: Team) -> dict[str, float]:
        """The area under the ROC curve of "cat" on each part, at `side` pixels."""
        return {
            name: area_under_roc(network.outputs(resized(pictures, side), team)[:, 0], is_cat)
            for name, (pictures, is_cat) in self._parts.items()
        }


def pasted_small(photos: Pixels, classes: NDArray[np.int64]) -> Pixels:
    """Each of `photos` (m, side, side, 3) pasted small into a random one that shows no animal; the same ones always."""
    stream = np.random.default_rng(0)
    side = photos.shape[1]
    canvases: Pixels = photos[stream.choice(np.flatnonzero(classes == UNKNOWN_CLASS), len(photos))]
    for canvas, photo in zip(canvases, photos, strict=True):
        small = round(side * stream.uniform(*_SMALL))
        row, column = stream.integers(0, side - small + 1, 2)
        canvas[row : row + small, column : column + small] = resize(photo, small, small)
    return canvases


def area_under_roc(logits: Floats, is_cat: NDArray[np.bool_]) -> float:
    """The share of pairs of a cat and another picture in which the cat has the higher logit; ties count half."""
    higher = logits[is_cat][:, np.newaxis] - logits[~is_cat]
    return float((higher > 0).mean() + (higher == 0).mean() / 2)


def resized(pictures: Pixels, side: int) -> Pixels:
    """Pictures (m, height, width, 3) squeezed to (m, side, side, 3)."""
    return np.stack([resize(picture, side, side) for picture in pictures])
