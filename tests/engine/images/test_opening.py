import pytest
from PIL import Image

from engine.images import opening
from engine.images.opening import check_memory, memory_needed


@pytest.mark.parametrize(("format_name", "bytes_per_pixel"), [(None, 9), ("PNG", 4), ("WEBP", 18), ("HEIF", 10)])
def test_the_memory_needed_is_that_of_each_pixel_in_its_format(format_name, bytes_per_pixel):
    picture = Image.new("RGB", (70, 5))
    picture.format = format_name

    assert memory_needed(picture, picture.size) == 350 * bytes_per_pixel


def test_exactly_what_is_allowed_is_allowed(monkeypatch):
    picture = Image.new("RGB", (70, 5))
    monkeypatch.setattr(opening, "_MOST_BYTES", 350 * 9)
    monkeypatch.setattr(opening, "available_memory", lambda: 350 * 9)

    check_memory(picture, picture.size)
