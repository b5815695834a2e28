import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.images.decoder import decode_photo, decode_photo_bytes, decode_view
from engine.images.photo import PREVIEW_SIDE, Framing, crop_box
from tests.support.photo_samples import encoded, landscape, plain, quadrants, store_with_orientation, with_orientation

LOSSLESS = {
    "PNG": {},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "WEBP": {"lossless": True},
}
LOSSY = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "AVIF": {"quality": 95, "subsampling": "4:4:4"},
    "HEIF": {"quality": 95, "chroma": 444},
}
HEIC_IS_WRITTEN_HERE = "HEIF" in Image.SAVE


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    if kind == "HEIF" and not HEIC_IS_WRITTEN_HERE:
        pytest.skip("pillow-heif cannot write HEIC here")
    return encoded(picture, kind, **options)


def squeezed(pixels: np.ndarray) -> np.ndarray:
    """A picture as the notebook's own line resizes it."""
    return np.asarray(Image.fromarray(pixels).resize((64, 64)))


def largest_difference(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


def corners(pixels: np.ndarray) -> np.ndarray:
    """The colors in the middles of the four quadrants (4, 3), which is where compression does least."""
    height, width = pixels.shape[:2]
    return pixels[[height // 4, height // 4, -height // 4, -height // 4], [width // 4, -width // 4] * 2]


@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_picture_of_the_networks_size_passes_unchanged(kind: str) -> None:
    pixels = quadrants(64, 64)
    photo = decode_photo_bytes(file_of(Image.fromarray(pixels), kind, **LOSSLESS[kind]), "cat")
    assert photo.size == (64, 64)
    for view in photo.views.values():
        assert np.array_equal(view, pixels)


@pytest.mark.parametrize("kind", LOSSLESS | LOSSY)
def test_every_promised_format_is_read(tmp_path: Path, kind: str) -> None:
    pixels = quadrants(300, 200)
    path = tmp_path / "cat.photo"
    path.write_bytes(file_of(Image.fromarray(pixels), kind, **(LOSSLESS | LOSSY)[kind]))
    photo = decode_photo(path)
    assert (photo.name, photo.size) == ("cat.photo", (300, 200))
    assert largest_difference(corners(photo.views[Framing.WHOLE]), corners(pixels)) <= 6
    assert largest_difference(corners(photo.preview), corners(pixels)) <= 6


def test_arrays_are_contiguous_bytes_of_the_shapes_promised() -> None:
    photo = decode_photo_bytes(encoded(landscape(900, 500), "PNG", compress_level=1), "x", picture_shape=(32, 48))
    assert set(photo.views) == set(Framing)
    for view in photo.views.values():
        assert (view.shape, view.dtype) == ((32, 48, 3), np.uint8)
        assert view.flags.c_contiguous
    assert (photo.preview.shape, photo.preview.dtype) == ((89, 160, 3), np.uint8)
    assert photo.preview.flags.c_contiguous


def test_the_whole_picture_is_squeezed_as_the_notebook_does() -> None:
    picture = landscape(1203, 801)
    view = decode_photo_bytes(encoded(picture, "PNG", compress_level=1), "x").views[Framing.WHOLE]
    assert largest_difference(view, squeezed(np.asarray(picture))) <= 4


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("framing", Framing)
def test_a_single_view_is_that_of_the_photo(framing: Framing, orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(encoded(landscape(1203, 801), "JPEG", exif=with_orientation(orientation)))
    view = decode_photo(path, (32, 48)).views[framing]

    np.testing.assert_array_equal(decode_view(path, (32, 48), framing), view)


def test_the_center_is_the_box_that_is_drawn_as_kept() -> None:
    picture = landscape(1203, 801)
    box = crop_box(picture.size, (64, 64), Framing.CENTER)
    view = decode_photo_bytes(encoded(picture, "PNG", compress_level=1), "x").views[Framing.CENTER]
    assert largest_difference(view, squeezed(np.asarray(picture.crop(box)))) <= 4


@pytest.mark.parametrize("size", [pytest.param((4001, 3003), marks=pytest.mark.slow), (2048, 1536), (600, 2500)])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_big_jpeg_decoded_in_part_shows_what_it_would_in_full(size: tuple[int, int], progressive: bool) -> None:
    data = encoded(landscape(*size), "JPEG", quality=95, progressive=progressive)
    photo = decode_photo_bytes(data, "x")
    assert photo.size == size
    full = np.asarray(Image.open(io.BytesIO(data)))
    left, upper, right, lower = crop_box(size, (64, 64), Framing.CENTER)
    assert largest_difference(photo.views[Framing.WHOLE], squeezed(full)) <= 5
    assert largest_difference(photo.views[Framing.CENTER], squeezed(full[upper:lower, left:right])) <= 5


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_rotated_photo_is_made_upright_once(kind: str, orientation: int) -> None:
    upright = quadrants(96, 64)
    stored = Image.fromarray(store_with_orientation(upright, orientation))
    options = {"lossless": True} if kind == "WEBP" else LOSSY.get(kind, {})
    photo = decode_photo_bytes(file_of(stored, kind, exif=with_orientation(orientation), **options), "x")
    assert photo.size == (96, 64)
    assert largest_difference(corners(photo.preview), corners(upright)) <= 6
    assert largest_difference(corners(photo.views[Framing.WHOLE]), corners(upright)) <= 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_big_turned_jpeg_keeps_its_upright_size_and_its_crop(orientation: int) -> None:
    upright = np.asarray(landscape(1001, 751))
    stored = Image.fromarray(store_with_orientation(upright, orientation))
    photo = decode_photo_bytes(encoded(stored, "JPEG", quality=95, exif=with_orientation(orientation)), "x")
    left, upper, right, lower = crop_box((1001, 751), (64, 64), Framing.CENTER)
    assert photo.size == (1001, 751)
    assert largest_difference(photo.views[Framing.CENTER], squeezed(upright[upper:lower, left:right])) <= 6


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"]
)
def test_damaged_metadata_are_ignored(exif: bytes) -> None:
    photo = decode_photo_bytes(encoded(Image.fromarray(quadrants()), "JPEG", exif=exif), "x")
    assert photo.size == (96, 64)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (3, 2)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_tiny_and_thin_pictures_are_read(size: tuple[int, int], kind: str) -> None:
    photo = decode_photo_bytes(encoded(plain("RGB", (200, 100, 50), size), kind, quality=95), "x")
    assert photo.size == size
    assert max(photo.preview.shape) <= PREVIEW_SIDE
    for view in photo.views.values():
        assert largest_difference(view, np.full((64, 64, 3), (200, 100, 50))) <= 3


@pytest.mark.parametrize(
    ("size", "detail"),
    [((2000, 1500), (341, 256)), ((300, 900), (256, 768)), ((300, 1200), (256, 768)), ((80, 60), (80, 60))],
)
def test_the_detail_is_reduced_to_its_shorter_side_and_never_enlarged(
    size: tuple[int, int], detail: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(file_of(Image.fromarray(quadrants(*size)), "JPEG", **LOSSY["JPEG"]))

    pixels = decode_photo(path).detail

    assert pixels.shape == (detail[1], detail[0], 3)
    assert largest_difference(corners(pixels), corners(quadrants(*size))) < 12
