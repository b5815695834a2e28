"""Searching folders for photos."""

from pathlib import Path

import pytest

from engine.errors import CancelledError
from engine.images import search
from engine.images.search import FoundPhotos, find_photos, search_folder
from engine.progress import Work
from engine.system.reader_process import ReaderError
from tests.support.picture_files import make_photo
from tests.support.system import needs_links


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
    counts = []
    found = find_photos(str(tmp_path), Work(lambda *found: counts.append(found)))
    assert found == FoundPhotos((str(tmp_path / "a.png"), str(tmp_path / "inner" / "b.png")))
    assert counts == [(0, 0), (1, 0)]


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


def test_a_folder_without_photos_and_one_that_cannot_be_listed_have_a_problem(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        assert found_in(folder) == ([], "it holds no photos; choose another folder")


def test_too_many_photos_are_taken_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "_MAX_PHOTOS", 3)
    for number in range(3):
        make_photo(tmp_path / f"{number}.png")
    assert found_in(tmp_path) == (["0.png", "1.png", "2.png"], "")
    make_photo(tmp_path / "3.png")
    paths, problem = found_in(tmp_path)
    assert paths == ["0.png", "1.png", "2.png"]
    assert "only its first 3 photos were taken" in problem


def test_a_search_is_cancelled(tmp_path):
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        find_photos(str(tmp_path), work)


def test_a_folder_that_cannot_be_searched_in_time_has_a_problem(tmp_path, monkeypatch):
    class Reader:
        def call(self, *_, **__):
            raise ReaderError("it could not be read within 30 seconds")

    monkeypatch.setattr(search, "default_reader", Reader)
    assert "could not be searched" in find_photos(str(tmp_path)).problem
