"""Files of more parts than any photo has are refused unread; those of real cameras and programs are not."""

import io
import zlib

import pytest
from PIL import Image

from engine.errors import PhotoError
from engine.images.reader import read_photo_bytes
from tests.support.photo_samples import encoded, plain, png_chunk, png_file


def reason(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        read_photo_bytes(data, "x")
    return caught.value.reason


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def jpeg_with(inserted: bytes) -> bytes:
    data = encoded(plain("RGB", "red"), "JPEG")
    return data[:2] + inserted + data[2:]


def gif_with(inserted: bytes) -> bytes:
    data = encoded(plain("P", 1), "GIF")
    picture = data.index(b",", 13 + 3 * 256 if data[10] & 7 == 7 else 13)
    return data[:picture] + inserted + data[picture:]


def png_with(*chunks: bytes, packed: bytes = b"") -> bytes:
    return png_file((80, 60, 8, 0, 0), packed or zlib.compress(bytes(81 * 60)), *chunks)


@pytest.mark.parametrize(
    "data",
    [
        jpeg_with(segment(0xFE, b"") * 100_001),
        jpeg_with(b"\xff\xd0" * 100_001),
        jpeg_with(b"\xff\xd0" + b"\0" * 100_001),
        jpeg_with(b"\xff" * 100_001),
        png_with(png_chunk(b"prVt", b"") * 100_001),
        png_with(png_chunk(b"IDAT", b"") * 100_001),
        gif_with(b"!\xfe\1a\0" * 50_001),
        gif_with(b"!\xfe" + b"\1a" * 100_001 + b"\0"),
        gif_with(b"\0" * 100_001),
    ],
    ids=["comments", "markers", "stray", "filling", "chunks", "pixels", "GIF comments", "GIF comment", "GIF stray"],
)
def test_a_file_of_countless_parts_is_refused_unread(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", pytest.fail)

    assert reason(data) == "it has more than 100,000 parts besides its pixels; save it anew as PNG or JPEG"


@pytest.mark.parametrize("content", [b"a", bytes(60_000)])
def test_camera_data_in_countless_parts_are_refused(content: bytes) -> None:
    data = jpeg_with(segment(0xE1, b"Exif\0\0" + content) * 257)

    assert reason(data) == "its camera data are in more than 256 parts; save it anew as JPEG"


@pytest.mark.parametrize("marker", [b"prVt", b"tEXt"])
def test_more_besides_the_pixels_than_any_photo_has_is_refused(marker: bytes) -> None:
    chunk = png_chunk(marker, b"a\0" + bytes(25_000_000))

    assert reason(png_with(*[chunk] * 4)).startswith("it has more than 100.0 MB besides its pixels; save it anew")


def test_colour_profiles_that_unpack_to_much_are_counted_by_what_they_come_to() -> None:
    profile = png_chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(1_000_000)))

    assert reason(png_with(*[profile] * 200)).startswith("it has more than 100.0 MB besides its pixels")


def test_a_photo_with_a_large_profile_notes_of_its_maker_and_a_map_of_depth_is_read() -> None:
    profile = b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([part, 255]) + bytes(65_000)) for part in range(1, 256))
    depth = segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(65_000)) * 300
    camera = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")

    assert read_photo_bytes(jpeg_with(camera + profile + depth), "x").size == (80, 60)


def test_several_pictures_in_one_file_are_counted_no_further_than_the_first() -> None:
    frames = [plain("RGB", colour) for colour in ("red", "lime", "blue")]

    for kind in ("MPO", "GIF", "PNG"):
        assert read_photo_bytes(encoded(frames[0], kind, save_all=True, append_images=frames[1:]), kind).size == (
            80,
            60,
        )


def test_a_png_whose_pixels_are_in_many_chunks_is_read() -> None:
    packed = zlib.compress(bytes(81 * 60))
    pieces = [png_chunk(b"IDAT", packed[start : start + 1]) for start in range(len(packed))]

    assert read_photo_bytes(png_with(*pieces, packed=b"\0"), "x").size == (80, 60)


def test_a_png_cut_short_in_a_part_is_called_cut_short() -> None:
    data = png_with(png_chunk(b"prVt", bytes(1000)))

    assert reason(data[:500].replace(b"\0\0\x03\xe8prVt", b"\x7f\0\0\0prVt")).startswith("the file is cut short")


def test_the_palette_of_a_gif_is_not_taken_for_its_parts() -> None:
    picture = Image.new("P", (80, 60))
    picture.putpalette(bytes(range(256)) * 3)
    stream = io.BytesIO()
    picture.save(stream, "GIF", optimize=False, comment=b"a photo")

    assert read_photo_bytes(stream.getvalue(), "x").size == (80, 60)
