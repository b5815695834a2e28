"""Looking for photos in folders."""

import os
import threading

import pytest

from catgui.workers import photo_search
from catgui.workers.photo_search import find_photos
from engine.errors import CancelledError, PhotoError
from tests.support.picture_files import make_photo


def names(folder):
    return [os.path.relpath(path, folder) for path in find_photos(str(folder), threading.Event())]


def test_finds_photos_by_name_and_those_of_inner_folders_after_them(tmp_path):
    for name in ("b.png", "A.png", "notes.txt", "._a.png"):
        make_photo(tmp_path / name)
    for folder in ("y", "x", "x/inner"):
        (tmp_path / folder).mkdir()
        make_photo(tmp_path / folder / "c.png")
    assert names(tmp_path) == ["A.png", "b.png", "x/c.png", "x/inner/c.png", "y/c.png"]


def test_a_link_that_leads_round_in_a_circle_is_not_followed(tmp_path):
    make_photo(tmp_path / "a.png")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["a.png"]


def test_a_folder_that_is_gone_is_told(tmp_path):
    with pytest.raises(PhotoError, match="could not be looked into"):
        names(tmp_path / "missing")


def test_links_that_lead_round_through_two_folders_end(tmp_path):
    for name, other in (("x", "y"), ("y", "x")):
        (tmp_path / name).mkdir()
        make_photo(tmp_path / name / "a.png")
        (tmp_path / name / "round").symlink_to(tmp_path / other, target_is_directory=True)
    assert names(tmp_path) == ["x/a.png", "y/a.png"]


def test_a_link_to_a_photo_is_a_photo_and_a_dead_one_is_told_later(tmp_path):
    make_photo(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    (tmp_path / "c.png").symlink_to(tmp_path / "gone.png")
    assert names(tmp_path) == ["a.png", "b.png", "c.png"]


def test_more_than_a_folder_may_hold_is_told_wherever_it_lies(tmp_path, monkeypatch):
    monkeypatch.setattr(photo_search, "MAX_ENTRIES", 4)
    (tmp_path / "inner").mkdir()
    for name in ("a.png", "inner/b.txt", "inner/c.txt"):
        (tmp_path / name).touch()
    assert names(tmp_path) == ["a.png"]
    (tmp_path / "inner" / "d.txt").touch()
    found = find_photos(str(tmp_path), threading.Event())
    assert next(found) == str(tmp_path / "a.png")
    with pytest.raises(PhotoError, match="only its first 4 files were looked through; drop the folders in it one by"):
        next(found)


def test_a_search_that_finds_nothing_can_be_stopped(tmp_path):
    for folder in ("a", "a/b", "a/b/c"):
        (tmp_path / folder).mkdir()
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        list(find_photos(str(tmp_path), stop))


def test_a_hundred_thousand_entries_are_looked_through(tmp_path, monkeypatch):
    class Entry:
        def __init__(self, number):
            self.name = f"{number}.{'jpg' if number % 1000 == 0 else 'txt'}"
            self.path = str(tmp_path / self.name)

        def is_dir(self, follow_symlinks):
            return False

    class Folder(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", lambda folder: Folder(map(Entry, range(100_000))))
    assert len(names(tmp_path)) == 100
