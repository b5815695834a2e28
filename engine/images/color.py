"""Conversion of any color mode to sRGB: deep grays, transparency, CMYK, color profiles."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from engine.images.grayscale import GrayscaleMapping, iter_tiles, needs_gray_scaling

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
    return picture.mode in _AVERAGED_MODES and "transparency" not in picture.info and not needs_gray_scaling(picture)


def to_srgb(picture: Image.Image, reduction: tuple[int, int] = (1, 1)) -> Image.Image:
    """The loaded picture in sRGB, on a white background, averaged by the factors `reduction` (across, down).

    It is converted by its ICC profile, if it has one. The conversion goes tile by tile: the whole picture is in memory
    only as it was loaded.

    Raises PictureRefusedError for gray values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not profile and "transparency" not in picture.info:
        return picture.reduce(reduction) if reduction != (1, 1) else picture
    scale = GrayscaleMapping.from_image(picture) if needs_gray_scaling(picture) else None
    corner = _opaque(picture.crop((0, 0, 1, 1)), scale)
    transform = _to_srgb_transform(profile, corner.mode) if profile else None
    across, down = reduction
    result = Image.new("RGB", (math.ceil(picture.width / across), math.ceil(picture.height / down)))
    for tile in iter_tiles(picture.size, reduction):
        opaque = _opaque(picture.crop(tile), scale)
        converted = transform.apply(opaque) if transform else opaque.convert("RGB")
        result.paste(converted.reduce(reduction), (tile[0] // across, tile[1] // down))
    return result


def _opaque(picture: Image.Image, scale: GrayscaleMapping | None) -> Image.Image:
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
