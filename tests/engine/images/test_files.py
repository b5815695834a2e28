import pytest
from PIL import Image

from engine.images import files
from engine.images.files import describe_read_error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (EOFError("no more"), "the file is cut short; copy or download it again"),
        (OSError("Truncated file read"), "the file is cut short; copy or download it again"),
        (
            Image.UnidentifiedImageError("what?"),
            "the file is damaged, or of a kind that cannot be read here; save it again as PNG or JPEG",
        ),
    ],
)
def test_the_error_has_a_remedy(error, reason):
    assert describe_read_error(error) == reason


@pytest.mark.parametrize(("size", "part"), [(None, b"0123"), (-1, b"0123"), (3, b"012"), (2**62, b"0123")])
def test_a_read_of_any_size_returns_what_is_left(tmp_path, size, part):
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"0123")

    with files._BoundedReader(path) as stream:
        assert stream.read(size) == part
        assert part + stream.read() == b"0123"


def test_a_file_of_exactly_the_most_bytes_is_read_and_one_more_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 4)
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"0123")
    files._check_regular_file(path.stat())
    path.write_bytes(b"01234")

    with pytest.raises(files.PictureRefusedError, match="more than the 4 bytes allowed; save the picture smaller"):
        files._check_regular_file(path.stat())
