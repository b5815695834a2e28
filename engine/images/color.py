"""Conversion of any color mode to sRGB: deep grays, transparency, CMYK, color profiles.

Pillow itself would clip deep or signed gray values to black or white: here they are mapped to 0 to 255.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from engine.images.opening import DAMAGED, PictureRefusedError

# Modes whose pixels may be averaged before conversion; Pillow weights those with alpha by it.
_AVERAGED_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, TypeError, ValueError)

# How Pillow scales the pixels of a PNG to 8 bits, by raw mode; it does not scale the transparency key.
_KEYS: dict[Any, Callable[[int], int]] = {
    "L;2": lambda value: (value & 0x03) * 85,
    "L;4": lambda value: (value & 0x0F) * 17,
    "L": lambda value: value & 0xFF,
    "RGB": lambda value: value & 0xFF,
    "RGB;16B": lambda value: value >> 8,
}

_TILE_SIDE = 1024
_BITS_PER_SAMPLE, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _UNSIGNED, _SIGNED = 0, (1,), (2,)

# Outliers, up to one value in a thousand, are ignored: scaled to them, the others would not be visible.
_SAMPLE_SIDE, _FEWEST_SAMPLES, _OUTLIERS, _FAR = 512, 1000, 0.001, 100


def scale_transparency_key(picture: Image.Image) -> None:
    """Scale the PNG's tRNS color to the 8 bits Pillow decodes to. Call before `load()`."""
    key = picture.info.get("transparency")
    encoded = getattr(picture, "tile", [])
    if picture.format != "PNG" or key is None or not encoded:
        return
    if (scale_key := _KEYS.get(encoded[0].args)) is not None:
        picture.info["transparency"] = scale_key(key) if isinstance(key, int) else tuple(map(scale_key, key))


def can_resample_directly(picture: Image.Image) -> bool:
    """Whether the picture can be resized before `to_srgb`: no palette, deep grays or transparency key."""
    return picture.mode in _AVERAGED_MODES and "transparency" not in picture.info and not _needs_gray_scaling(picture)


def to_srgb(picture: Image.Image, reduction: tuple[int, int] = (1, 1)) -> Image.Image:
    """The loaded picture in sRGB, on a white background, averaged by the factors `reduction` (across, down).

    It is converted by its ICC profile, if it has one. The conversion goes tile by tile: the whole picture is in memory
    only as it was loaded.

    Raises PictureRefusedError for gray values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not profile and "transparency" not in picture.info:
        return picture.reduce(reduction) if reduction != (1, 1) else picture
    scale = _GrayscaleMapping.from_image(picture) if _needs_gray_scaling(picture) else None
    corner = _opaque(picture.crop((0, 0, 1, 1)), scale)
    transform = _to_srgb_transform(profile, corner.mode) if profile else None
    across, down = reduction
    result = Image.new("RGB", (math.ceil(picture.width / across), math.ceil(picture.height / down)))
    for tile in _iter_tiles(picture.size, reduction):
        opaque = _opaque(picture.crop(tile), scale)
        converted = transform.apply(opaque) if transform else opaque.convert("RGB")
        result.paste(converted.reduce(reduction), (tile[0] // across, tile[1] // down))
    return result


def _opaque(picture: Image.Image, scale: _GrayscaleMapping | None) -> Image.Image:
    """`picture` without transparency, in mode L, RGB or CMYK."""
    if scale is not None:
        return Image.fromarray(scale.gray(np.asarray(picture)))
    if picture.has_transparency_data:
        return _on_white(picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA"))
    if picture.mode in _PROFILE_SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    mode = picture.mode[:-1]
    background = Image.new(mode, picture.size, "white")
    background.paste(picture.convert(mode), mask=picture.getchannel("A"))
    return background


def _to_srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform from `profile` to sRGB; None if it is damaged, not for `mode`, or sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space != _PROFILE_SPACES[mode] or "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except _PROFILE_ERRORS:
        return None


def _needs_gray_scaling(picture: Image.Image) -> bool:
    """Whether the picture has gray values other than 0 to 255."""
    return picture.mode == "F" or picture.mode.startswith("I") or _actual_dtype(picture) is not None


def _iter_tiles(size: tuple[int, int], multiple: tuple[int, int] = (1, 1)) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that cover a picture, so that temporary arrays are small; they begin at multiples of `multiple`."""
    width, height = size
    across, down = (max(1, _TILE_SIDE // step) * step for step in multiple)
    for top in range(0, height, down):
        for left in range(0, width, across):
            yield left, top, min(left + across, width), min(top + down, height)


@dataclass(frozen=True, slots=True)
class _GrayscaleMapping:
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
    def from_image(cls, picture: Image.Image) -> _GrayscaleMapping:
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
        raise PictureRefusedError(DAMAGED)
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
    values = (_typed(np.asarray(picture.crop(tile)), actual_dtype) for tile in _iter_tiles(picture.size))
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
