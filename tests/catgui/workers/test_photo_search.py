"""Looking for photos in folders."""

import os

import pytest
from photo_files import make_photo

from catgui.workers.photo_search import photos_in
from engine.errors import PhotoError


def names(folder):
    return [os.path.relpath(path, folder) for path in photos_in(str(folder))]


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
