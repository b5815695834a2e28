"""Decoding a photo in this process: upright, in sRGB, reduced for the network.

Pillow's C libraries may crash, hang or fill the memory on a malicious file, so `engine.images.reader` calls this
in a child process. Thread-safe.

Any color mode is converted to sRGB: deep grays, transparency, CMYK, color profiles. Pillow itself would clip deep or
signed gray values to black or white: here they are mapped to 0 to 255.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile

from engine.errors import PhotoError
from engine.images.opening import (
    AVERAGED_MODES,
    DAMAGED,
    READ_ERRORS,
    PictureRefusedError,
    check_memory,
    describe_read_error,
    find_format,
    open_picture,
    open_picture_file,
)
from engine.images.photo import (
    DETAIL_RATIO,
    DETAIL_SIDE,
    DRAFT_SIDE,
    PREVIEW_SIDE,
    REDUCED_SIDE,
    Framing,
    Photo,
    crop_box,
)
from engine.text import printable

_CHUNK_BYTES = 2**20  # that a JPEG is fed in; Pillow's 64 KiB are copied, and cost a change of the GIL each
_FILTER = Image.Resampling.BICUBIC  # the notebook's
_GAP = 2.0  # Pillow's reducing_gap: averaging stops at this multiple of the target size, then the filter follows
_OVERSAMPLING = 2  # pixels per network pixel in each direction that are left for the last filter

_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


def decode_photo(path: str | Path, picture_shape: tuple[int, int] = (64, 64)) -> Photo:
    """The photo in a file, for a network of `picture_shape` (height, width).

    Raises PhotoError with the reason and the remedy, and MemoryError if there is too little memory.
    """
    with _translate_read_errors(printable(path)), open_picture_file(path) as stream:
        return _read(stream, printable(Path(path).name), picture_shape)


def decode_view(path: str | Path, picture_shape: tuple[int, int], framing: Framing) -> npt.NDArray[np.uint8]:
    """The view of `decode_photo` in one framing, uint8 (height, width, 3): less work, with the same result."""
    with _translate_read_errors(printable(path)), open_picture_file(path) as stream, open_picture(stream) as picture:
        upright, size = _decode_upright(picture, picture_shape)
        return _views(upright, size, picture_shape, [framing])[framing]


def decode_photo_bytes(data: bytes, name: str, picture_shape: tuple[int, int] = (64, 64)) -> Photo:
    """The photo in the bytes of a picture file, such as one pasted; otherwise as `decode_photo`."""
    with _translate_read_errors(printable(name)):
        if not data:
            raise PictureRefusedError("the picture is empty; copy it again")
        return _read(io.BytesIO(data), printable(name), picture_shape)


def check_photo(path: str | Path) -> None:
    """Raise PhotoError unless the file begins as a photo does."""
    with _translate_read_errors(printable(path)), open_picture_file(path) as stream:
        find_format(stream)


@contextmanager
def _translate_read_errors(name: str) -> Iterator[None]:
    """Raise PhotoError for Pillow's errors on the file called `name`."""
    try:
        yield
    except READ_ERRORS as error:
        raise PhotoError(name, describe_read_error(error)) from error


def _read(stream: BinaryIO, name: str, picture_shape: tuple[int, int]) -> Photo:
    with open_picture(stream) as picture:
        upright, size = _decode_upright(picture, picture_shape)
    views = _views(upright, size, picture_shape, Framing)
    factor = max(1.0, min(upright.size) / DETAIL_SIDE)
    width, height = (min(DETAIL_RATIO * DETAIL_SIDE, round(side / factor)) for side in upright.size)
    detail = upright.resize((width, height), _FILTER, reducing_gap=_GAP)
    preview = upright.copy()
    preview.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), _FILTER, reducing_gap=_GAP)
    return Photo(name, size, np.asarray(preview), views, np.asarray(detail))


def _decode_upright(picture: Image.Image, picture_shape: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """The decoded picture, reduced, in sRGB and upright; and its full size."""
    size, extent = picture.size, _drafted(picture, picture_shape)
    check_memory(picture, size)
    picture.load()
    if extent is None:
        size = extent = picture.size
    # Only now: some plugins rotate the picture while loading, and then report no orientation.
    orientation = _orientation(picture)
    upright = _reduced(picture, extent, picture_shape)
    if orientation in _TURNS:
        upright = upright.transpose(_TURNS[orientation])
    return upright, size[::-1] if orientation in _SIDEWAYS else size


def _drafted(picture: Image.Image, picture_shape: tuple[int, int]) -> tuple[float, float] | None:
    """Set up a JPEG to be decoded at a reduced size; the extent of its content then, or None."""
    if not isinstance(picture, JpegImageFile):
        return None
    picture.decodermaxblock = _CHUNK_BYTES
    factor = _reduction(picture.size, picture_shape, DRAFT_SIDE)
    drafted = picture.draft(None, (picture.width // factor, picture.height // factor))
    # At 1/8, 4001 pixels become 501, the last of which covers an eighth.
    return drafted[1][2:] if drafted else None


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION_TAG)
    except READ_ERRORS:
        return 1  # damaged metadata do not spoil the picture
    return value if isinstance(value, int) else 1


def _reduction(size: tuple[int, int], picture_shape: tuple[int, int], longest: int) -> int:
    """The largest integer reduction that leaves `longest` pixels and enough for the network and a detector."""
    # Enough for either framing, and for a rotated picture.
    shortest = max(DETAIL_SIDE, _OVERSAMPLING * max(picture_shape))
    return max(1, min(max(size) // longest, min(size) // shortest))


def _reduced(picture: Image.Image, extent: tuple[float, float], picture_shape: tuple[int, int]) -> Image.Image:
    """`picture` reduced, if possible before color conversion, and in sRGB."""
    factor = _reduction(picture.size, picture_shape, REDUCED_SIDE)
    size = max(1, round(extent[0] / factor)), max(1, round(extent[1] / factor))
    source = picture if can_resample_directly(picture) else to_srgb(picture)
    if factor > 1 or extent != picture.size:
        source = source.resize(size, _FILTER, box=(0, 0, *extent), reducing_gap=_GAP)
    return to_srgb(source)


def _views(
    upright: Image.Image, size: tuple[int, int], picture_shape: tuple[int, int], framings: Iterable[Framing]
) -> dict[Framing, npt.NDArray[np.uint8]]:
    # Averaged once for all framings. The last row and column may be averages of fewer pixels.
    factor = max(1, min(upright.size) // (_OVERSAMPLING * max(picture_shape)))
    averaged = upright.reduce(factor)
    across, down = upright.width / factor / size[0], upright.height / factor / size[1]
    views = {}
    for framing in framings:
        left, upper, right, lower = crop_box(size, picture_shape, framing)
        box = left * across, upper * down, right * across, lower * down
        views[framing] = np.asarray(averaged.resize(picture_shape[::-1], _FILTER, box, _GAP))
    return views


def can_resample_directly(picture: Image.Image) -> bool:
    """Whether the picture can be resized before `to_srgb`: no palette, deep grays or transparency key."""
    return picture.mode in AVERAGED_MODES and "transparency" not in picture.info


def to_srgb(picture: Image.Image) -> Image.Image:
    """The loaded picture in sRGB, on a white background, converted by its ICC profile, if it has one.

    Raises PictureRefusedError for gray values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not profile and "transparency" not in picture.info:
        return picture
    opaque = _opaque(picture)
    transform = _to_srgb_transform(profile, opaque.mode) if profile else None
    return transform.apply(opaque) if transform else opaque.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """`picture` without transparency, in mode L, RGB or CMYK."""
    if picture.mode == "F" or picture.mode.startswith("I"):
        return _scaled_grays(picture)
    if picture.has_transparency_data:
        with_alpha = picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA")
        mode = with_alpha.mode[:-1]
        background = Image.new(mode, picture.size, "white")
        background.paste(with_alpha.convert(mode), mask=with_alpha.getchannel("A"))
        return background
    if picture.mode in _PROFILE_SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


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


def _scaled_grays(picture: Image.Image) -> Image.Image:
    """Deep grays as 0 to 255: white is that of the format, 1 for floats, else 255 or 65,535; or the largest value.

    Raises PictureRefusedError for values that are not finite numbers.
    """
    values = np.asarray(picture)
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        raise PictureRefusedError(DAMAGED)
    whites = (1.0,) if picture.mode == "F" else (65535.0,) if ";" in picture.mode else (255.0, 65535.0)
    # Below a 255th of white, the picture would be all black.
    fitting = [white for white in whites if low >= 0 and high <= white and (high >= white / 255 or high == 0)]
    if fitting:
        low, high = 0.0, fitting[0]
    elif low == high:  # a single value has no range: mid-gray
        low, high = low - 1, high + 1
    grays = np.empty(values.shape, np.uint8)
    for row, gray in zip(values, grays, strict=True):  # row by row, since it computes in eight bytes a pixel
        gray[:] = np.interp(row, (low, high), (0.5, 255.5))
    return Image.fromarray(grays)
