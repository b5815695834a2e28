"""Limits of reading photos: bombs are refused, and large pictures stay within the estimate."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import PhotoError
from engine.images import opening
from engine.images.decoder import decode_photo_bytes
from engine.images.opening import MAX_PIXELS, check_memory
from tests.support.photo_samples import (
    encoded,
    plain,
    png_claiming,
    webp_of_one_color,
)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
# What is made on the way of any picture, large or small.
_UNDER_WAY = 40_000_000


def reason(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo_bytes(data, "x")
    return caught.value.reason


# --- bombs


@pytest.mark.parametrize("side", [60_000, 20_000])
def test_a_small_file_that_claims_to_be_huge_is_refused_before_it_is_decoded(side: int) -> None:
    assert reason(png_claiming(side, side)).startswith("it has more than 250 million pixels")


def test_a_webp_of_36_bytes_that_would_take_gigabytes_is_refused() -> None:
    assert decode_photo_bytes(webp_of_one_color(100, 80), "x").size == (100, 80)
    assert len(webp_of_one_color(16_000, 15_000)) == 36
    assert reason(webp_of_one_color(16_000, 15_000)) == (
        "its 16,000 x 15,000 pixels need more than 600.0 MB of memory; save it smaller"
    )


# --- memory


def test_data_that_do_not_fit_into_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = plain("RGB", "red", (1000, 1000))
    check_memory(picture, picture.size)
    monkeypatch.setattr(opening, "available_memory", lambda: 8_000_000)
    with pytest.raises(MemoryError, match=r"needs 9\.0 MB of memory, and 8\.0 MB is free"):
        check_memory(picture, picture.size)


def memory_taken(path: Path) -> tuple[int, int]:
    """Pixels, and the most bytes that a process of its own held more than before while it read the photo."""
    program = (
        "import resource, sys; from engine.images.decoder import decode_photo\n"
        "import PIL.PngImagePlugin, PIL.TiffImagePlugin, PIL.WebPImagePlugin, PIL.AvifImagePlugin, pillow_heif\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = used(); width, height = decode_photo(sys.argv[1]).size; print(width * height, used() - before)"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    pixels, kilobytes = map(int, done.stdout.split())
    return pixels, 1024 * kilobytes


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize(
    ("kind", "mode", "most"),
    [
        ("PNG", "1", 8),
        ("PNG", "RGB", 4),
        ("PNG", "RGBA", 8),
        ("PNG", "I;16", 8),
        ("PNG", "P", 8),
        ("TIFF", "F", 9),
        ("GIF", "P", 8),
        ("WEBP", "RGBA", 18),
        ("AVIF", "RGBA", 13),
        ("HEIF", "RGB", 10),
    ],
)
def test_reading_takes_no_more_memory_than_was_asked_for(tmp_path: Path, kind: str, mode: str, most: int) -> None:
    if kind == "HEIF" and "HEIF" not in Image.SAVE:
        pytest.skip("pillow-heif cannot write HEIC here")
    options = {"PNG": {"compress_level": 1}, "AVIF": {"speed": 10}}.get(kind, {})
    if mode == "P":
        options["transparency"] = 3
    size = (1600, 1200) if kind == "HEIF" else (3000, 2000)  # encoding a large one takes long
    picture = plain(mode, "gold" if mode.startswith("RGB") else 1, size)
    path = tmp_path / "large"
    path.write_bytes(encoded(picture, kind, **options))
    pixels, taken = memory_taken(path)
    assert taken <= most * pixels + _UNDER_WAY


@pytest.mark.slow
@linux_only
def test_a_jpeg_of_108_megapixels_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    plain("L", 90, (12_000, 9_000)).save(path)
    pixels, taken = memory_taken(path)
    assert pixels == 12_000 * 9_000 < MAX_PIXELS
    assert taken < 50_000_000  # one byte for each pixel would be 108,000,000


@pytest.mark.slow
def test_log_messages_of_pillow_are_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "odd.tif"
    samples = struct.Struct("<HHII")  # a tag of one number of 16 bits
    good = encoded(plain("RGB", "red"), "TIFF")
    assert samples.pack(277, 3, 1, 3) in good
    path.write_bytes(good.replace(samples.pack(277, 3, 1, 3), samples.pack(277, 3, 1, 200)))
    program = (
        "import sys; from engine.images.decoder import decode_photo; from engine.errors import PhotoError\n"
        "try: decode_photo(sys.argv[1])\n"
        "except PhotoError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("refused\n", "")
