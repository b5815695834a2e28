import pytest
from PIL import Image

from engine.images import opening
from engine.images.opening import check_memory, describe_read_error, memory_needed


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


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (EOFError("no more"), "the file is empty or cut short; get it again"),
        (OSError("Truncated file read"), "the file is empty or cut short; get it again"),
        (
            Image.UnidentifiedImageError("what?"),
            "the file is damaged or of an unknown kind; save it as PNG or JPEG",
        ),
    ],
)
def test_the_error_has_a_remedy(error, reason):
    assert describe_read_error(error) == reason


@pytest.mark.parametrize(("size", "part"), [(None, b"0123"), (-1, b"0123"), (3, b"012"), (2**62, b"0123")])
def test_a_read_of_any_size_returns_what_is_left(tmp_path, size, part):
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"0123")

    with opening._BoundedReader(path) as stream:
        assert stream.read(size) == part
        assert part + stream.read() == b"0123"


def test_a_file_of_exactly_the_most_bytes_is_read_and_one_more_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 4)
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"0123")
    opening._check_regular_file(path.stat())
    path.write_bytes(b"01234")

    with pytest.raises(opening.PictureRefusedError, match="more than 4 bytes; save it smaller"):
        opening._check_regular_file(path.stat())
