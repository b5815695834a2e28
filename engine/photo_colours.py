"""Any colour mode of a decoded picture as plain sRGB: deep greys, transparency, CMYK, colour profiles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from engine.photo_files import RefusedError

# Modes of which neighbouring pixels may be averaged before anything else; Pillow weighs those with alpha by it.
_AVERAGED_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, TypeError, ValueError)
_TILE_SIDE = 1024
_BITS_PER_SAMPLE, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _UNSIGNED = 0, (1,)

# What Pillow does to the values of a PNG of so many bits, but not to the key that names one of them as transparent.
_KEYS: dict[Any, Callable[[int], int]] = {
    "L;2": lambda value: (value & 0x03) * 85,
    "L;4": lambda value: (value & 0x0F) * 17,
    "L": lambda value: value & 0xFF,
    "RGB": lambda value: value & 0xFF,
    "RGB;16B": lambda value: value >> 8,
}


def fit_key(picture: Image.Image) -> None:
    """Have the colour that a PNG names as transparent fit its pixels, of 8 bits; before it is loaded."""
    key = picture.info.get("transparency")
    tiles = getattr(picture, "tile", [])
    if picture.format != "PNG" or key is None or not tiles:
        return
    if (fitted := _KEYS.get(tiles[0].args)) is not None:
        picture.info["transparency"] = fitted(key) if isinstance(key, int) else tuple(map(fitted, key))


def can_be_averaged(picture: Image.Image) -> bool:
    """Whether the picture may be reduced as it is; palettes, deep greys and keyed colours need `to_srgb` first."""
    return picture.mode in _AVERAGED_MODES and "transparency" not in picture.info


def to_srgb(picture: Image.Image) -> Image.Image:
    """The loaded picture in mode RGB, transparency laid on white, colours converted by its ICC profile if it has one.

    Raises RefusedError for grey values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not profile and "transparency" not in picture.info:
        return picture
    scale = _GreyScale.of(picture) if _is_deep_grey(picture) else None
    corner = _opaque(picture.crop((0, 0, 1, 1)), scale)
    transform = _to_srgb_transform(profile, corner.mode) if profile else None
    result = Image.new("RGB", picture.size)
    for tile in _tiles(picture.size):
        opaque = _opaque(picture.crop(tile), scale)
        result.paste(transform.apply(opaque) if transform else opaque, tile)
    return result


def _tiles(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that cover a picture: what is made on the way of each is small beside a large picture."""
    width, height = size
    for top in range(0, height, _TILE_SIDE):
        for left in range(0, width, _TILE_SIDE):
            yield left, top, min(left + _TILE_SIDE, width), min(top + _TILE_SIDE, height)


def _opaque(picture: Image.Image, scale: _GreyScale | None) -> Image.Image:
    """In mode L, RGB or CMYK."""
    if scale is not None:
        return Image.fromarray(scale.grey(np.asarray(picture)))
    if picture.has_transparency_data:
        return _on_white(picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA"))
    if picture.mode in _PROFILE_SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    mode = picture.mode[:-1]
    ground = Image.new(mode, picture.size, "white")
    ground.paste(picture.convert(mode), mask=picture.getchannel("A"))
    return ground


def _is_deep_grey(picture: Image.Image) -> bool:
    return picture.mode == "F" or picture.mode.startswith("I")


@dataclass(frozen=True, slots=True)
class _GreyScale:
    """How grey values of more than 8 bits become 0 to 255; Pillow itself would clip them to white or to black.

    Attributes: `low` and `high`, the values that mean black and white; `negative`, whether it is the other way round;
    `key`, the value that means transparent, or None; `unsigned`, whether Pillow's 32 bits with a sign have none.
    """

    low: float
    high: float
    negative: bool
    key: int | None
    unsigned: bool

    @classmethod
    def of(cls, picture: Image.Image) -> _GreyScale:
        """The scale that the format names; else that of the values in the picture."""
        key = picture.info.get("transparency")
        negative = _tiff_tag(picture, _PHOTOMETRIC) == _WHITE_IS_ZERO
        unsigned = _is_unsigned(picture)
        return cls(*_range(picture, unsigned), negative, key if isinstance(key, int) else None, unsigned)

    def grey(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """Values (height, width) as 0 to 255."""
        values = _with_sign(values, self.unsigned)
        precision = np.float32 if values.itemsize == 2 else np.float64
        share = (values.astype(precision) - self.low) * (255 / (self.high - self.low))
        grey = (share + 0.5).astype(np.uint8)
        if self.negative:
            grey = 255 - grey
        if self.key is not None:
            grey[values == self.key] = 255
        return grey


def _range(picture: Image.Image, unsigned: bool) -> tuple[float, float]:
    """The values that mean black and white: of the format if it says so, else of the picture."""
    if picture.mode.startswith("I;"):
        bits = _tiff_tag(picture, _BITS_PER_SAMPLE)
        return 0.0, 2.0 ** (bits[0] if bits else 16) - 1
    low, high = _extremes(picture, unsigned)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RefusedError("some of its grey values are not numbers; save it anew as PNG or JPEG")
    for ceiling in (1.0,) if picture.mode == "F" else (255.0, 65535.0):
        if low >= 0 and high <= ceiling:
            return 0.0, ceiling
    # One value all over has no range of its own: mid-grey.
    return (low, high) if low < high else (low - 1, low + 1)


def _extremes(picture: Image.Image, unsigned: bool) -> tuple[float, float]:
    """The least and the greatest value; NaN where any is NaN."""
    tiles = (_with_sign(np.asarray(picture.crop(tile)), unsigned) for tile in _tiles(picture.size))
    found = [(tile.min(), tile.max()) for tile in tiles]
    return float(np.min(found)), float(np.max(found))


def _is_unsigned(picture: Image.Image) -> bool:
    return (
        picture.mode == "I"
        and _tiff_tag(picture, _BITS_PER_SAMPLE) == (32,)
        and (_tiff_tag(picture, _SAMPLE_FORMAT) in (None, _UNSIGNED))
    )


def _with_sign(values: npt.NDArray[Any], unsigned: bool) -> npt.NDArray[Any]:
    return values.view(np.uint32) if unsigned else values


def _tiff_tag(picture: Image.Image, tag: int) -> Any:
    return getattr(picture, "tag_v2", {}).get(tag)


def _to_srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None when the profile is damaged, for other colours than those of `mode`, or sRGB already."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space != _PROFILE_SPACES[mode] or "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except _PROFILE_ERRORS:
        return None
