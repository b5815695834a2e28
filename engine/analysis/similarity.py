"""Similar pictures: the cosine similarity of their features, or the similarity of a layer's activations.

With m the mean of the training pictures, the similarity of a picture x and a picture x_i is

    <x_i - m, x - m> / (|x_i - m| |x - m|),

from -1, the opposite, over 0, to 1, the same but for contrast. The mean is taken out since pixels are never negative:
without that, all pictures are similar (the nearest of another part has 0.88 in the median on the course photos, and
0.54 with it), and the nearest training picture has the label of a test picture less often (58% of them, and 68% with
it).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.nn.examples import Examples
from engine.progress import UNOBSERVED, Work
from engine.system.threads import even_slices
from engine.typing import FloatArray, Indices

# The memory of the floats that are made of bytes at once.
_TILE_BYTES = 8 * 2**20


class SimilarityIndex:
    """Pictures that others are compared with, by their features minus a mean.

    The constructor and `similarities` go through the features of `pictures` in tiles of float32, and report pictures to
    `work`.

    Attributes: `pictures`; `mean` (features,), the mean of their features.
    """

    def __init__(self, pictures: Examples, work: Work = UNOBSERVED) -> None:
        self.pictures = pictures
        size = max(1, _TILE_BYTES // (np.dtype(np.float32).itemsize * max(1, pictures.features)))
        self._tiles = even_slices(pictures.count, size)
        total = 2 * pictures.count
        self.mean = np.zeros(pictures.features)
        for tile in self._tiles:
            work.report(tile.start, total)
            self.mean += pictures.rows[tile].sum(axis=0, dtype=np.float64)
        self.mean /= max(1, pictures.count)
        self._norms = np.empty(pictures.count)
        for tile in self._tiles:
            work.report(pictures.count + tile.start, total)
            centered = self._centered(pictures.rows[tile])
            self._norms[tile] = np.sqrt(np.einsum("if,if->i", centered, centered))

    def similarities(self, picture: Examples, work: Work = UNOBSERVED) -> FloatArray:
        """The similarity of `picture`, a single example, to each of the pictures: (m,).

        It is 0 where one of the two is the mean itself, which has no direction. Raises ValueError for several examples,
        or other features.
        """
        if picture.count != 1 or picture.features != self.pictures.features:
            raise ValueError(
                f"one picture of {self.pictures.features} features is compared at a time, not {picture.rows.shape}"
            )
        direction = self._centered(picture.rows)[0]
        products = np.empty(self.pictures.count)
        for tile in self._tiles:
            work.report(tile.start, self.pictures.count)
            # Not by BLAS, whose threads wait for each other in busy loops on a busy computer.
            products[tile] = np.einsum("if,f->i", self._centered(self.pictures.rows[tile]), direction)
        norms = self._norms * float(np.linalg.norm(direction))
        found: FloatArray = np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)
        return np.clip(found, -1.0, 1.0)  # rounding goes beyond

    def _centered(self, rows: NDArray[np.uint8] | FloatArray) -> NDArray[np.float32]:
        centered: NDArray[np.float32] = rows.astype(np.float32)
        centered -= self.mean.astype(np.float32)
        return centered


def activation_similarity(activations: FloatArray, picture: FloatArray) -> FloatArray:
    """The similarity (m,) of a layer's `activations` (units, m) to those of one `picture` (units, 1).

    It is 2 <a, b> / (|a|^2 + |b|^2), with a and b the activations minus their mean over the m pictures: 1 only for
    equal ones, unlike the cosine, to which those of the same units are equal however strong they are. It is 0 where
    both are the mean, and where they are not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean = activations.mean(axis=1, keepdims=True)
        others, own = activations - mean, picture - mean
        lengths = np.einsum("um,um->m", others, others) + float(np.vdot(own, own))
        products = 2 * np.einsum("um,u->m", others, own[:, 0])
        found: FloatArray = np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
        return np.clip(np.where(np.isfinite(found), found, 0.0), -1.0, 1.0)


def rank_by_similarity(similarities: FloatArray) -> Indices:
    """The indices of pictures, the most similar first; equally similar ones keep their order."""
    order: Indices = np.argsort(-similarities, kind="stable")
    return order


def find_equal_rows(pictures: Examples, picture: Examples) -> NDArray[np.bool_]:
    """Mask (m,) of `pictures` that equal the single example `picture` in all features."""
    return np.array([np.array_equal(row, picture.rows[0]) for row in pictures.rows], np.bool_)
