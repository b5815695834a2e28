"""Photos read in the child process: equal to those decoded here, and no file does harm."""

import subprocess
import sys

import numpy as np
import pytest

from engine.errors import CancelledError, PhotoError
from engine.images import reader
from engine.images.decoder import decode_photo
from engine.images.photo import Framing
from engine.images.reader import read_photo, read_photo_bytes, read_view
from engine.progress import Work
from tests import ROOT
from tests.support import child_tasks
from tests.support.photo_samples import encoded, jpeg_of_many_scans, landscape, plain


@pytest.fixture
def photo_file(tmp_path):
    path = tmp_path / "a cat.jpg"
    path.write_bytes(encoded(landscape(900, 600), "JPEG"))
    return path


def test_a_photo_is_equal_to_the_one_decoded_here(photo_file):
    here = decode_photo(photo_file, (32, 48))
    for there in (read_photo(photo_file, (32, 48)), read_photo_bytes(photo_file.read_bytes(), "a cat.jpg", (32, 48))):
        assert (there.name, there.size) == (here.name, here.size)
        for framing in Framing:
            np.testing.assert_array_equal(there.views[framing], here.views[framing])
        np.testing.assert_array_equal(there.preview, here.preview)
        np.testing.assert_array_equal(there.detail, here.detail)
        assert not there.preview.flags.writeable
        assert not there.detail.flags.writeable
    np.testing.assert_array_equal(read_view(photo_file, (32, 48), Framing.CENTER), here.views[Framing.CENTER])


def test_a_refusal_is_equal_to_that_of_the_decoder(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("Dear cat")
    with pytest.raises(PhotoError) as here:
        decode_photo(path)
    with pytest.raises(PhotoError) as there:
        read_photo(path)
    assert str(there.value) == str(here.value)


@pytest.mark.slow
def test_reading_photos_imports_no_pillow_here():
    program = (
        "import sys; from engine.images.reader import read_photo_bytes\n"
        "print(read_photo_bytes(bytes.fromhex(sys.argv[1]), 'x').size, 'PIL' in sys.modules)"
    )
    data = encoded(plain("RGB", "red"), "PNG").hex()
    done = subprocess.run([sys.executable, "-c", program, data], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "(80, 60) False\n"


@pytest.mark.slow
def test_a_photo_that_takes_too_long_is_refused_and_the_next_is_read(monkeypatch, photo_file):
    monkeypatch.setattr(reader, "TIMEOUT", 0.2)
    with pytest.raises(PhotoError, match=r"^x: it could not be read within 0\.2 seconds; save it as PNG or JPEG$"):
        read_photo_bytes(jpeg_of_many_scans(2000, 3000), "x")
    monkeypatch.undo()
    assert read_photo(photo_file).size == (900, 600)


@pytest.mark.slow
def test_a_photo_whose_decoder_crashes_is_refused_and_the_next_is_read(monkeypatch, photo_file):
    monkeypatch.setattr(reader, "_decode", child_tasks.crash_on_call)
    with pytest.raises(PhotoError, match=r"it crashes the library that reads it; save it as PNG or JPEG"):
        read_photo(photo_file)
    monkeypatch.undo()
    assert read_photo(photo_file).size == (900, 600)


def test_a_photo_that_fills_the_memory_is_refused(monkeypatch, photo_file):
    monkeypatch.setattr(reader, "_decode", child_tasks.run_out_of_memory)
    with pytest.raises(PhotoError, match="opening it takes 9 GB; save it smaller"):
        read_photo(photo_file)


def test_reading_a_photo_is_cancelled(monkeypatch, photo_file):
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        read_photo(photo_file, work=work)
