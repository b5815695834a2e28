"""Photos read in the child process: equal to those decoded here, and no file does harm; folders searched there."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.errors import CancelledError, PhotoError
from engine.images import reader
from engine.images.decoder import decode_photo
from engine.images.photo import Framing
from engine.images.reader import FoundPhotos, find_photos, read_photo, read_photo_bytes, read_view, search_folder
from engine.progress import Work
from engine.system.reader_process import ReaderError
from tests import ROOT
from tests.support import child_tasks
from tests.support.photo_samples import encoded, jpeg_of_many_scans, landscape, plain
from tests.support.picture_files import make_photo
from tests.support.system import needs_links
from tests.support.watched_work import WatchedWork


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


def found_in(folder):
    found = search_folder(str(folder), lambda count: None)
    return [Path(path).relative_to(folder).as_posix() for path in found.paths], found.problem


def test_finds_photos_by_name_and_those_of_inner_folders_after_them(tmp_path):
    for name in ("b.png", "A.png", "notes.txt", "._a.png"):
        make_photo(tmp_path / name)
    for folder in ("y", "x", "x/inner"):
        (tmp_path / folder).mkdir()
        make_photo(tmp_path / folder / "c.png")
    assert found_in(tmp_path) == (["A.png", "b.png", "x/c.png", "x/inner/c.png", "y/c.png"], "")


def test_the_child_process_finds_the_same_and_reports_progress(tmp_path):
    (tmp_path / "inner").mkdir()
    for name in ("a.png", "inner/b.png"):
        make_photo(tmp_path / name)
    found = find_photos(str(tmp_path), work := WatchedWork())
    assert found == FoundPhotos((str(tmp_path / "a.png"), str(tmp_path / "inner" / "b.png")))
    assert work.reports == [(0, 0), (1, 0)]


@needs_links
def test_does_not_follow_a_link_to_a_folder(tmp_path):
    make_photo(tmp_path / "a.png")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert found_in(tmp_path) == (["a.png"], "")


@needs_links
def test_a_link_to_a_photo_counts_even_if_it_is_broken(tmp_path):
    make_photo(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    (tmp_path / "c.png").symlink_to(tmp_path / "gone.png")
    assert found_in(tmp_path) == (["a.png", "b.png", "c.png"], "")


def test_a_folder_without_photos_and_a_missing_one_are_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        assert found_in(folder) == ([], "it holds no photos; choose another folder")


def test_too_many_photos_are_taken_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "_MAX_PHOTOS", 3)
    for number in range(3):
        make_photo(tmp_path / f"{number}.png")
    assert found_in(tmp_path) == (["0.png", "1.png", "2.png"], "")
    make_photo(tmp_path / "3.png")
    paths, problem = found_in(tmp_path)
    assert paths == ["0.png", "1.png", "2.png"]
    assert "only its first 3 photos were taken" in problem


def test_a_search_for_photos_is_cancelled(tmp_path):
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        find_photos(str(tmp_path), work)


def test_a_folder_that_cannot_be_searched_in_time_has_a_problem(tmp_path, monkeypatch):
    class Reader:
        def call(self, *_, **__):
            raise ReaderError("it could not be read within 30 seconds")

    monkeypatch.setattr(reader, "default_reader", Reader)
    assert "could not be searched" in find_photos(str(tmp_path)).problem
