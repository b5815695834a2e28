import gc
import os
import socket
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import PhotoError
from engine.images import opening
from engine.images.decoder import decode_photo, decode_photo_bytes
from tests.support.photo_samples import encoded, landscape, quadrants, with_orientation

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the special files of POSIX")


def reason(path: Path) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo(path)
    assert caught.value.__cause__ is not None
    return caught.value.reason


def reason_for_bytes(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo_bytes(data, "pasted")
    return caught.value.reason


def picture_file(path: Path) -> Path:
    path.write_bytes(encoded(Image.fromarray(quadrants()), "PNG"))
    return path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.jpg"
    assert reason(path).startswith("there is no such file")
    with pytest.raises(PhotoError, match=r"gone\.jpg: there is no such file"):
        decode_photo(str(path))
    assert reason(picture_file(tmp_path / "cat.png") / "x.jpg").startswith("there is no such file")


@posix_only
def test_pipes_sockets_and_devices_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    monkeypatch.chdir(tmp_path)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
        for path in (tmp_path / "pipe.jpg", tmp_path / "socket.jpg", Path("/dev/zero")):
            assert reason(path).startswith("the file cannot be read (a pipe or device); choose a picture")


def test_a_pipe_that_replaces_the_file_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs the special files of POSIX")
    path, real_open = picture_file(tmp_path / "cat.png"), os.open

    def exchange_and_open(name: str, flags: int) -> int:
        os.unlink(name)
        os.mkfifo(name)
        return real_open(name, flags)

    monkeypatch.setattr(os, "open", exchange_and_open)
    assert reason(path).startswith("the file is empty")


def test_a_file_without_read_permission_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", name)

    path = picture_file(tmp_path / "cat.png")
    monkeypatch.setattr(os, "open", refuse)  # the mode of a file would not stop an administrator
    assert reason(path).startswith("the file cannot be read (Permission denied)")


def test_a_file_larger_than_any_photo_is_refused_unread(tmp_path: Path) -> None:
    path = picture_file(tmp_path / "cat.png")
    os.truncate(path, opening.MAX_FILE_BYTES + 1)
    assert reason(path).startswith("the file has more than 1.0 GB")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><title>404</title>", "this is a web page"),
        (b"<!-- saved --><html>", "this is a web page"),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", "this is SVG, no photo"),
        (b"Dear cat,\r\nhow are you?\n", "this is no picture of a known format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "this is EPS, no photo"),
        (b"%PDF-1.7\n", "this is PDF, no photo"),
        (b"\0" * 5000, "this is no picture of a known format"),
    ],
)
def test_the_error_of_another_kind_of_file_says_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(content)
    assert reason(path).startswith(words)


@pytest.mark.parametrize("kind", ["EPS", "PPM", "ICO", "TGA", "PCX", "JPEG2000", "PDF"])
def test_only_the_promised_formats_are_tried(kind: str) -> None:
    assert reason_for_bytes(encoded(Image.fromarray(quadrants()), kind)).startswith(
        ("this is EPS", "this is PDF", "this is no picture")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_a_file_that_is_cut_short_is_refused(kind: str) -> None:
    if kind == "HEIF" and "HEIF" not in Image.SAVE:
        pytest.skip("pillow-heif cannot write HEIC here")
    options = {"exif": with_orientation(6)} if kind == "JPEG" else {}
    whole = encoded(landscape(240, 180), kind, **options)
    for share in (0.01, 0.1, 0.3, 0.5, 0.7):
        assert reason_for_bytes(whole[: 20 + int(len(whole) * share)]), share


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_damage_anywhere_is_either_refused_or_read_but_never_a_crash(kind: str) -> None:
    if kind == "HEIF" and "HEIF" not in Image.SAVE:
        pytest.skip("pillow-heif cannot write HEIC here")
    whole = encoded(landscape(90, 70), kind)
    for place in range(12, len(whole), max(1, len(whole) // 60)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            assert decode_photo_bytes(damaged, "x").views
        except PhotoError as error:
            assert error.reason  # noqa: PT017 - both ends are right, any other is not


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """An open stream would be warned about when it is collected, and warnings are errors here."""
    good, bad = picture_file(tmp_path / "cat.png"), tmp_path / "bad.png"
    bad.write_bytes(good.read_bytes()[:60])
    for _ in range(3):
        decode_photo(good)
        assert reason(bad)
    gc.collect()
