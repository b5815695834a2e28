"""Tags that claim more than there is are refused before they are read; those of real programs are not."""

import io
import struct
import zlib

import pytest
from PIL import Image

from engine.errors import PhotoError
from engine.images.files import PictureRefusedError
from engine.images.reader import read_photo_bytes
from engine.images.tags import exif_in, require_modest_exif
from tests.support.photo_samples import encoded, plain, png_chunk, png_file, with_orientation

LONG, LONG8, BYTES, EXIF_DIRECTORY, STRIPS = 4, 16, 7, 34665, (273, 279)
WORDS = "its tags claim more than any photo holds; save it anew as PNG or JPEG"


def reason(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        read_photo_bytes(data, "x")
    return caught.value.reason


def tiff(
    *directories: list[tuple[int, int, int, int]], behind: bytes = b"", order: str = "<", big: bool = False
) -> bytes:
    """A TIFF of directories of tag, type, count and value or place, one after the other, and what is behind them."""
    prefix = b"II" if order == "<" else b"MM"
    if big:
        count, entry, head = order + "Q", order + "HHQQ", prefix + struct.pack(order + "HHHQ", 43, 8, 0, 16)
    else:
        count, entry, head = order + "H", order + "HHLL", prefix + struct.pack(order + "HL", 42, 8)
    written = [
        struct.pack(count, len(tags)) + b"".join(struct.pack(entry, *tag) for tag in tags) + bytes(8 if big else 4)
        for tags in directories
    ]
    return head + b"".join(written) + behind


def bomb(order: str = "<", big: bool = False, tags: int = 300, size: int = 100_000) -> bytes:
    """Tags that all name the same bytes."""
    return tiff([(1000 + tag, BYTES, size, 20) for tag in range(tags)], behind=bytes(size), order=order, big=big)


@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
def test_tags_that_share_their_bytes_are_refused_unread(order: str, big: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", pytest.fail)

    assert reason(bomb(order, big)) == WORDS


@pytest.mark.parametrize(("kind", "tags"), [(1, STRIPS), (LONG, STRIPS), (5, (1000,)), (12, (1000,))])
def test_lists_of_more_numbers_than_any_photo_has_are_refused(kind: int, tags: tuple[int, ...]) -> None:
    count = 500_001 // len(tags) + 1

    assert reason(tiff([(tag, kind, count, 40) for tag in tags], behind=bytes(5_000_000))) == WORDS


def test_a_directory_in_a_directory_is_looked_at_too() -> None:
    inner = [(1000 + tag, BYTES, 100_000, 20) for tag in range(300)]

    assert reason(tiff([(EXIF_DIRECTORY, LONG, 1, 26)], inner, behind=bytes(100_000))) == WORDS
    placed = 26 + 2 + 12 * len(inner) + 4
    behind = struct.pack("<Q", 26) + bytes(100_000)
    assert reason(tiff([(EXIF_DIRECTORY, LONG8, 1, placed)], inner, behind=behind)) == WORDS


def test_directories_that_lead_round_in_a_circle_come_to_an_end() -> None:
    require_modest_exif(tiff([(EXIF_DIRECTORY, LONG, 1, 8)]))


def test_more_tags_than_there_are_numbers_for_are_refused() -> None:
    with pytest.raises(PictureRefusedError, match="claim more"):
        require_modest_exif(tiff([(0, 0, 0, 0)] * 65_537, big=True))


@pytest.mark.filterwarnings("ignore:Tag data larger")  # what Pillow says as it writes them
@pytest.mark.parametrize("kind", ["JPEG", "AVIF"])
def test_camera_data_that_are_read_while_a_picture_is_opened_are_refused(kind: str) -> None:
    assert reason(encoded(plain("RGB", "red"), kind, exif=b"Exif\0\0" + bomb(tags=300, size=30_000))) == WORDS


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_camera_data_that_claim_too_much_are_passed_over_where_the_picture_does_not_need_them(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encoded(plain("RGB", "red"), kind, exif=b"Exif\0\0" + bomb())
    monkeypatch.setattr(Image.Exif, "load", pytest.fail)

    assert read_photo_bytes(data, "x").size == (80, 60)


def test_camera_data_written_as_text_are_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n1\n" + bomb().hex().encode())
    data = png_file((80, 60, 8, 0, 0), zlib.compress(bytes(81 * 60)), png_chunk(b"zTXt", text))
    monkeypatch.setattr(Image.Exif, "load", pytest.fail)

    assert read_photo_bytes(data, "x").size == (80, 60)


def test_camera_data_are_found_in_what_is_said_of_a_picture() -> None:
    assert exif_in({}) == b""
    assert exif_in({"exif": b"abc"}) == b"abc"
    assert exif_in({"Raw profile type exif": "\nexif\n3\n6162\n63"}) == b"abc"


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"Exif\0\0",
        b"Exif\0\0Exif\0\0" + with_orientation(6)[6:],
        with_orientation(6),
        tiff([(270, BYTES, 2**31, 8), (271, BYTES, 20, 2**31)]),
        tiff([(270, BYTES, 60, 8), (271, BYTES, 60, 8)], behind=bytes(60)),
    ],
    ids=["none", "empty", "twice", "turned", "cut off", "shared"],
)
def test_camera_data_of_real_photos_are_modest(exif: bytes) -> None:
    require_modest_exif(exif)


def test_a_tiff_with_a_strip_for_each_row_is_read() -> None:
    stream = io.BytesIO()
    plain("RGB", "red", (3, 40_000)).save(stream, "TIFF", tiffinfo={278: 1}, compression="raw")
    with Image.open(stream) as picture:
        assert len(picture.tag_v2[273]) in (1, 40_000)

    assert read_photo_bytes(stream.getvalue(), "x").size == (3, 40_000)
