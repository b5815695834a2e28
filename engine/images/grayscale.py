"""Grey values of more than 8 bits, or with a sign, as 0 to 255; Pillow itself would clip them to white or to black."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.images.files import PictureRefusedError

_TILE_SIDE = 1024
_BITS_PER_SAMPLE, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _UNSIGNED, _SIGNED = 0, (1,), (2,)

# One value in a thousand that is far from all others would leave nothing to be seen of these.
_SAMPLE_SIDE, _FEWEST_SAMPLES, _OUTLIERS, _FAR = 512, 1000, 0.001, 100


def needs_gray_scaling(picture: Image.Image) -> bool:
    """Whether the values of the picture are not the 0 to 255 of other pictures."""
    return picture.mode == "F" or picture.mode.startswith("I") or _actual_dtype(picture) is not None


def iter_tiles(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that cover a picture: what is made on the way of each is small beside a large picture."""
    width, height = size
    for top in range(0, height, _TILE_SIDE):
        for left in range(0, width, _TILE_SIDE):
            yield left, top, min(left + _TILE_SIDE, width), min(top + _TILE_SIDE, height)


@dataclass(frozen=True, slots=True)
class GrayscaleMapping:
    """How grey values become 0 to 255.

    Attributes: `low` and `high`, the values that mean black and white; `inverted`, whether it is the other way round;
    `key`, the value that means transparent, or None; `actual_dtype`, what the values are where Pillow takes them for
    another type of as many bits, or None.
    """

    low: float
    high: float
    inverted: bool
    key: int | None
    actual_dtype: npt.DTypeLike | None

    @classmethod
    def from_image(cls, picture: Image.Image) -> GrayscaleMapping:
        """The scale that the format names; else that of the values in the picture.

        Raises RefusedError for values that are not finite numbers.
        """
        key = picture.info.get("transparency")
        inverted = _tiff_tag(picture, _PHOTOMETRIC) == _WHITE_IS_ZERO
        return cls(*_range(picture), inverted, key if isinstance(key, int) else None, _actual_dtype(picture))

    def gray(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """Values (height, width) as 0 to 255."""
        values = _typed(values, self.actual_dtype)
        precision = np.float32 if values.itemsize == 2 else np.float64
        share = (values.astype(precision) - self.low) * (255 / (self.high - self.low))
        gray: npt.NDArray[np.uint8] = np.clip(share + 0.5, 0, 255).astype(np.uint8)
        if self.inverted:
            gray = 255 - gray
        if self.key is not None:
            gray[values == self.key] = 255
        return gray


def _range(picture: Image.Image) -> tuple[float, float]:
    """The values that mean black and white: of the format if it says so, else of the picture."""
    bits = _tiff_tag(picture, _BITS_PER_SAMPLE)
    if picture.mode.startswith("I;"):
        return 0.0, 2.0 ** (bits[0] if bits else 16) - 1
    low, high = _extremes(picture)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise PictureRefusedError("some of its grey values are not numbers; save it anew as PNG or JPEG")
    ceilings = _ceilings(picture, bits)
    if picture.mode == "F" or low < 0 or high > ceilings[-1]:
        low, high = _without_outliers(picture, low, high)
    for ceiling in ceilings:
        # Less than a 255th of it would be black all over.
        if low >= 0 and high <= ceiling and (high >= ceiling / 255 or high == 0):
            return 0.0, ceiling
    # One value all over has no range of its own: mid-grey.
    return (low, high) if low < high else (low - 1, low + 1)


def _ceilings(picture: Image.Image, bits: tuple[int, ...] | None) -> tuple[float, ...]:
    """The values that may mean white, from the least."""
    if picture.mode == "F":
        return (1.0,)
    if picture.mode == "L":
        return (127.0,)
    return (255.0, 32767.0) if bits == (16,) else (255.0, 65535.0)


def _extremes(picture: Image.Image) -> tuple[float, float]:
    """The least and the greatest value; NaN where any is NaN."""
    actual_dtype = _actual_dtype(picture)
    values = (_typed(np.asarray(picture.crop(tile)), actual_dtype) for tile in iter_tiles(picture.size))
    found = [(tile.min(), tile.max()) for tile in values]
    return float(np.min(found)), float(np.max(found))


def _without_outliers(picture: Image.Image, low: float, high: float) -> tuple[float, float]:
    """The extremes of nearly all values, where those of all are far beyond them; else `low` and `high`."""
    width, height = (min(side, _SAMPLE_SIDE) for side in picture.size)
    sample = np.asarray(picture.resize((width, height), Image.Resampling.NEAREST))
    values = np.sort(_typed(sample, _actual_dtype(picture)), axis=None).astype(np.float64)
    if values.size < _FEWEST_SAMPLES:
        return low, high
    beyond = max(1, int(values.size * _OUTLIERS))
    least, greatest = float(values[beyond]), float(values[-1 - beyond])
    return (least, greatest) if high - low > _FAR * (greatest - least) else (low, high)


def _actual_dtype(picture: Image.Image) -> npt.DTypeLike | None:
    sample_format = _tiff_tag(picture, _SAMPLE_FORMAT)
    if picture.mode == "L" and sample_format == _SIGNED:
        return np.int8
    if picture.mode == "I" and _tiff_tag(picture, _BITS_PER_SAMPLE) == (32,) and sample_format in (None, _UNSIGNED):
        return np.uint32
    return None


def _typed(values: npt.NDArray[Any], actual_dtype: npt.DTypeLike | None) -> npt.NDArray[Any]:
    return values if actual_dtype is None else values.view(actual_dtype)


def _tiff_tag(picture: Image.Image, tag: int) -> Any:
    return getattr(picture, "tag_v2", {}).get(tag)
