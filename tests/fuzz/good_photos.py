"""Good photos in every format and mode that the program promises to read, made by code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from tests.support.photo_samples import encoded, landscape, quadrants, store_with_orientation, with_orientation

_FRAMES = 3
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def picture(mode: str, size: tuple[int, int] = (60, 44)) -> Image.Image:
    """Soft shapes in the color mode, "P-" for a palette with transparency."""
    colors = landscape(*size)
    if mode in ("I;16", "I;16B", "I", "F"):
        gray = np.asarray(colors.convert("L"), dtype=np.int64)
        scaled = {"I;16": gray * 257, "I;16B": gray * 257, "I": gray * 1000, "F": gray / 255}[mode]
        return Image.fromarray(scaled.astype({"I;16": "<u2", "I;16B": ">u2", "I": "<i4", "F": "<f4"}[mode]))
    if mode in ("LA", "RGBA"):
        alpha = Image.linear_gradient("L").resize(size)
        colors = colors.convert(mode[:-1])
        colors.putalpha(alpha)
    elif mode == "P-":
        return colors.quantize(16)
    return colors.convert(mode)


def _file(mode: str, kind: str, **options: Any) -> bytes:
    return encoded(picture(mode), kind, **options)


def _turned(kind: str, orientation: int, **options: Any) -> bytes:
    stored = Image.fromarray(store_with_orientation(quadrants(48, 32), orientation))
    return encoded(stored, kind, exif=with_orientation(orientation), **options)


def _animated(kind: str, **options: Any) -> bytes:
    frames = [picture("RGB").rotate(90 * turn) for turn in range(_FRAMES)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def _recipes() -> dict[str, Callable[[], bytes]]:
    recipes: dict[str, Callable[[], bytes]] = {}

    def add(name: str, kind: str, mode: str = "RGB", **options: Any) -> None:
        recipes[f"{kind} {mode} {name}"] = partial(_file, mode, kind, **options)

    for mode in ("L", "RGB", "CMYK"):
        add("plain", "JPEG", mode)
        add("progressive", "JPEG", mode, progressive=True)
    add("profile", "JPEG", icc_profile=_SRGB)
    add("restarts", "JPEG", restart_marker_blocks=2)
    recipes["JPEG large"] = lambda: encoded(landscape(1600, 1200), "JPEG")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        add("plain", "PNG", mode)
    add("transparency", "PNG", "P-", transparency=bytes(range(0, 256, 17)))
    add("profile", "PNG", icc_profile=_SRGB)
    for mode in ("1", "L", "P", "RGB"):
        add("plain", "GIF", mode)
    add("transparency", "GIF", "P-", transparency=3)
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        add("plain", "BMP", mode)
    _add_modern(add)
    _add_tiffs(add)
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"):
        for orientation in range(1, 9):
            recipes[f"{kind} turned {orientation}"] = partial(_turned, kind, orientation, **_quick(kind))
    for kind in ("PNG", "GIF", "WEBP", "TIFF", "AVIF", "HEIF", "MPO"):
        recipes[f"{kind} animated"] = partial(_animated, kind, **_quick(kind))
    return recipes


def _add_modern(add: Callable[..., None]) -> None:
    for mode in ("RGB", "RGBA"):
        add("lossy", "WEBP", mode, quality=60)
        add("lossless", "WEBP", mode, lossless=True)
        add("profile", "WEBP", mode, icc_profile=_SRGB, exif=with_orientation(6))
    for mode in ("L", "RGB", "RGBA"):
        add("plain", "AVIF", mode, **_quick("AVIF"))
        add("plain", "HEIF", mode)
    add("444", "AVIF", subsampling="4:4:4", icc_profile=_SRGB, **_quick("AVIF"))
    add("deep", "HEIF", "I;16")


def _add_tiffs(add: Callable[..., None]) -> None:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I;16B", "I", "F"):
        add("raw", "TIFF", mode)
    for compression in ("packbits", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "zstd"):
        add(compression, "TIFF", compression=compression)
    for compression in ("group3", "group4"):
        add(compression, "TIFF", "1", compression=compression)
    add("big", "TIFF", big_tiff=True)
    add("profile", "TIFF", "LAB", icc_profile=_LAB)
    add("deflated", "TIFF", "F", compression="tiff_adobe_deflate")


def _quick(kind: str) -> dict[str, Any]:
    return {"speed": 10, "max_threads": 1} if kind == "AVIF" else {}


@cache
def _written(name: str) -> bytes | None:
    try:
        return _RECIPES[name]()
    except (KeyError, OSError, ValueError):
        # This Pillow was built without the encoder.
        return None


_RECIPES = _recipes()
NAMES = sorted(_RECIPES)


def good_photo(name: str) -> bytes:
    """The file of one of NAMES; a plain PNG where this machine cannot write it."""
    return _written(name) or encoded(picture("RGB"), "PNG")
