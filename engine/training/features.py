"""Features: the numbers of a picture that the first layer takes.

They are its pixels, as in the notebook, or what pretrained filters make of them. Either way a picture is a row of bytes
and the network takes it times a scale, so all that comes after `make_examples` is the same. With "convolution" they are
pixels as well, and another kind of network is trained on them: see `engine.training.networks`.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Part
from engine.data.duplicates import picture_digests
from engine.errors import ConfigError, ModelFileError
from engine.nn.examples import PIXEL_RANGE, Examples
from engine.progress import UNOBSERVED, Work

if TYPE_CHECKING:
    from engine.vision.pretrained import PretrainedFilters

PIXELS, PRETRAINED, CONVOLUTION = FEATURES = ("pixels", "pretrained", "convolution")

# With the notebook's initialization and learning rate, features of this scale are learned in some hundred iterations;
# twice or half of it changes little.
PRETRAINED_SCALE = 1.0 / 16.0


def takes_pixels(features: str) -> bool:
    """Whether the network sees the pixels themselves, so that they can be occluded."""
    return features != PRETRAINED


def is_convolution(features: str) -> bool:
    """Whether the network on `features` is the convolutional one."""
    return features == CONVOLUTION


def filters_of(features: str) -> PretrainedFilters:
    """The filters that `features` need. Raises ModelFileError if they are missing or damaged."""
    from engine.vision.pretrained import pretrained_filters  # not loaded before it is used

    return pretrained_filters()


def count_features(features: str, picture_shape: tuple[int, int]) -> int:
    """The number of `features` of a picture of (height, width).

    Raises ConfigError for pictures that are too small for filters, and where the pretrained filters cannot be read.
    """
    height, width = picture_shape
    if is_convolution(features):
        from engine.vision.classification import require_size  # not loaded before it is used

        require_size(picture_shape)
    if takes_pixels(features):
        return height * width * 3
    try:
        filters = filters_of(features)
    except ModelFileError as error:
        raise ConfigError("features", features, f"must be pixels or convolution: {error}") from error
    if not filters.fits(picture_shape):
        raise ConfigError("features", features, f"must be pixels for {height} x {width} pictures")
    return filters.count


def scale_of(features: str) -> float:
    """The number by which the stored bytes of `features` are multiplied."""
    return 1.0 / PIXEL_RANGE if takes_pixels(features) else PRETRAINED_SCALE


def filtering_bytes(features: str, picture_shape: tuple[int, int]) -> int:
    """The memory to compute `features` of pictures (height, width), without the pictures and the features."""
    if takes_pixels(features):
        return 0
    from engine.vision.classification import forward_bytes  # not loaded before it is used

    return forward_bytes(filters_of(features).network.architecture, picture_shape, np.dtype(np.float64).itemsize)


def filters_fingerprint(features: str) -> str:
    """The fingerprint of the filters that `features` need; '' for none."""
    return "" if takes_pixels(features) else filters_of(features).fingerprint


def make_examples(
    features: str,
    pictures: NDArray[np.uint8],
    labels: NDArray[np.int64],
    work: Work = UNOBSERVED,
) -> Examples:
    """Pictures (m, height, width, 3) as examples, the input of the network, with labels (1, m).

    Slow for pretrained filters the first time for a picture: milliseconds for each, if no array with it is in use. It
    reports pictures to `work`. Raises ConfigError as `count_features` does.
    """
    count_features(features, (pictures.shape[1], pictures.shape[2]))
    if takes_pixels(features):
        return Examples.from_pictures(pictures, labels)
    filters = filters_of(features)
    cache = _ROWS.setdefault(filters.fingerprint, _RowCache(filters))
    return Examples(cache.rows_of(pictures, work), PRETRAINED_SCALE, labels.astype(np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class _CachedRows:
    """The features of an array of pictures, as long as this lives."""

    pictures: weakref.ref[NDArray[np.uint8]]
    digests: tuple[bytes, ...]
    rows: NDArray[np.uint8]


def make_part_examples(features: str, parts: Sequence[Part], work: Work = UNOBSERVED) -> list[Examples]:
    """The examples of each of `parts`, as `make_examples` has them; reports the pictures of all parts to `work`."""
    found: list[Examples] = []
    before, total = 0, sum(part.count for part in parts)
    for part in parts:
        of_all = work.part(before, part.count, total)
        found.append(make_examples(features, part.pictures, part.labels, of_all))
        before += part.count
    return found


class PartExamples:
    """The examples of both parts of a data set, made by the thread that needs them first; runs share them.

    Attributes: `dataset`; `features`, what they are of a picture.
    """

    def __init__(self, dataset: Dataset, features: str) -> None:
        self.dataset = dataset
        self.features = features
        self._made: tuple[Examples, Examples] | None = None
        self._making = Lock()

    def make(self, work: Work = UNOBSERVED) -> tuple[Examples, Examples]:
        """The training and the test examples; slow the first time with pretrained filters.

        It reports the pictures of both parts to `work`, but nothing for pixels.
        """
        with self._making:
            if self._made is None:
                train, test = make_part_examples(self.features, list(self.dataset.parts.values()), work)
                self._made = train, test
            return self._made

    def multiply(self, work: Work = UNOBSERVED) -> None:
        """Compute the products of the training pictures with both parts, which the Gram form needs.

        It reports products of two pictures to `work`.
        """
        train, test = self.make()
        of_train = train.count * (train.count + 1) // 2
        total = of_train + train.count * test.count
        train.inner_products(train, work.part(0, of_train, total))
        train.inner_products(test, work.part(of_train, total - of_train, total))


class _RowCache:
    """Cache of the pretrained features of picture arrays; an entry lives as long as its array.

    An edited data set has most of its pictures from another one, and only the others' features are made.
    """

    def __init__(self, filters: PretrainedFilters) -> None:
        self._filters = filters
        # By identity, since arrays have no hash.
        self._cached: dict[int, _CachedRows] = {}

    def rows_of(self, pictures: NDArray[np.uint8], work: Work) -> NDArray[np.uint8]:
        """The features of `pictures`, which must not change any more: (m, features)."""
        key = id(pictures)
        if key not in self._cached:
            digests = tuple(picture_digests(pictures))
            rows = self._make_rows(pictures, digests, work)
            reference = weakref.ref(pictures, lambda _: self._cached.pop(key, None))
            self._cached[key] = _CachedRows(reference, digests, rows)
        return self._cached[key].rows

    def _make_rows(self, pictures: NDArray[np.uint8], digests: tuple[bytes, ...], work: Work) -> NDArray[np.uint8]:
        # A copy, since arrays may go in another thread meanwhile.
        cached = list(self._cached.values())
        known = {digest: row for entry in cached for digest, row in zip(entry.digests, entry.rows, strict=True)}
        new = [index for index, digest in enumerate(digests) if digest not in known]
        if len(new) == len(pictures):
            return self._filters.rows(pictures, work)
        made = self._filters.rows(pictures[new], work)
        known.update(zip((digests[index] for index in new), made, strict=True))
        return np.stack([known[digest] for digest in digests])


# By the fingerprint of the filters.
_ROWS: dict[str, _RowCache] = {}
