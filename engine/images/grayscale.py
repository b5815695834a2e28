"""Mapping of deep or signed gray values to 0 to 255.

Pillow itself would clip them to black or white."""

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

# Outliers, up to one value in a thousand, are ignored: scaled to them, the others would not be visible.
_SAMPLE_SIDE, _FEWEST_SAMPLES, _OUTLIERS, _FAR = 512, 1000, 0.001, 100


def needs_gray_scaling(picture: Image.Image) -> bool:
    """Whether the picture has gray values other than 0 to 255."""
    return picture.mode == "F" or picture.mode.startswith("I") or _actual_dtype(picture) is not None


def iter_tiles(size: tuple[int, int], multiple: tuple[int, int] = (1, 1)) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that cover a picture, so that temporary arrays are small; they begin at multiples of `multiple`."""
    width, height = size
    across, down = (max(1, _TILE_SIDE // step) * step for step in multiple)
    for top in range(0, height, down):
        for left in range(0, width, across):
            yield left, top, min(left + across, width), min(top + down, height)


@dataclass(frozen=True, slots=True)
class GrayscaleMapping:
    """A linear mapping of gray values to 0 to 255.

    Attributes: `low` and `high`, the values of black and white, swapped if `inverted`; `key`, the transparent value, or
    None; `actual_dtype`, the type of the values if Pillow mistakes it for another of the same size, else None.
    """

    low: float
    high: float
    inverted: bool
    key: int | None
    actual_dtype: npt.DTypeLike | None

    @classmethod
    def from_image(cls, picture: Image.Image) -> GrayscaleMapping:
        """The mapping by the range of the format, else by that of the values.

        Raises PictureRefusedError for values that are not finite numbers.
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
    """The values of black and white, by the format or the picture."""
    bits = _tiff_tag(picture, _BITS_PER_SAMPLE)
    if picture.mode.startswith("I;"):
        return 0.0, 2.0 ** (bits[0] if bits else 16) - 1
    low, high = _extremes(picture)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise PictureRefusedError("some of its grey values are not numbers; save it again as PNG or JPEG")
    ceilings = _ceilings(picture, bits)
    if picture.mode == "F" or low < 0 or high > ceilings[-1]:
        low, high = _without_outliers(picture, low, high)
    for ceiling in ceilings:
        # Below a 255th of the ceiling, the picture would be all black.
        if low >= 0 and high <= ceiling and (high >= ceiling / 255 or high == 0):
            return 0.0, ceiling
    # A single value has no range: mid-gray.
    return (low, high) if low < high else (low - 1, low + 1)


def _ceilings(picture: Image.Image, bits: tuple[int, ...] | None) -> tuple[float, ...]:
    """The possible values of white, in ascending order."""
    if picture.mode == "F":
        return (1.0,)
    if picture.mode == "L":
        return (127.0,)
    return (255.0, 32767.0) if bits == (16,) else (255.0, 65535.0)


def _extremes(picture: Image.Image) -> tuple[float, float]:
    """The minimum and the maximum; NaN if any value is NaN."""
    actual_dtype = _actual_dtype(picture)
    values = (_typed(np.asarray(picture.crop(tile)), actual_dtype) for tile in iter_tiles(picture.size))
    found = [(tile.min(), tile.max()) for tile in values]
    return float(np.min(found)), float(np.max(found))


def _without_outliers(picture: Image.Image, low: float, high: float) -> tuple[float, float]:
    """The extremes without outliers if they differ much from `low` and `high`, else those."""
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
