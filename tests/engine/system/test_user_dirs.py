"""The user's folders, and the error where there is no home; the files that ship, in a checkout and in a wheel."""

import sys
from pathlib import Path

import platformdirs
import pytest

from engine.system import user_dirs
from engine.system.user_dirs import NoHomeError, resource_path

FINDERS = ["home", "data_folder", "log_folder"]


@pytest.fixture(autouse=True)
def each_start_looks_anew():
    """Have the folder beside the program looked for again, as at each start."""
    user_dirs.portable_folder.cache_clear()
    yield
    user_dirs.portable_folder.cache_clear()


@pytest.mark.parametrize("kind", ["data", "log"])
def test_the_folders_are_those_of_the_system(kind):
    folder = getattr(user_dirs, f"{kind}_folder")()

    assert folder == Path(getattr(platformdirs, f"user_{kind}_dir")("catgui", appauthor=False))
    assert "catgui" in folder.parts


@pytest.mark.parametrize("find", FINDERS)
def test_without_a_home_the_error_names_the_variable(no_home_folder, find):
    with pytest.raises(NoHomeError, match=r"no home folder.*HOME"):
        getattr(user_dirs, find)()


def test_a_path_with_a_tilde_is_no_home(monkeypatch):
    monkeypatch.setattr(platformdirs.PlatformDirs, "user_data_dir", "~/.local/share/catgui")

    with pytest.raises(NoHomeError):
        user_dirs.data_folder()


def test_with_its_mark_beside_it_the_program_keeps_all_files_there(tmp_path, monkeypatch, no_home_folder):
    monkeypatch.setattr(user_dirs, "PROJECT_FOLDER", tmp_path)
    mark = tmp_path / user_dirs.PORTABLE_MARK
    mark.touch()

    folders = {user_dirs.data_folder(), user_dirs.log_folder()}
    assert len(folders) == 2
    assert all(folder.is_relative_to(tmp_path / "catgui-data") for folder in folders)

    mark.unlink()
    assert {user_dirs.data_folder(), user_dirs.log_folder()} == folders, "a stick was pulled"


def test_a_mark_that_is_made_later_counts_from_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setattr(user_dirs, "PROJECT_FOLDER", tmp_path)
    assert user_dirs.portable_folder() is None
    (tmp_path / user_dirs.PORTABLE_MARK).touch()
    assert user_dirs.portable_folder() is None


def test_the_folder_of_a_bundled_program_is_that_of_its_executable(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "catgui"))

    assert user_dirs.program_folder() == tmp_path


def test_in_a_wheel_the_folders_are_inside_catgui(tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "catgui" / "datasets").mkdir(parents=True)
    assert resource_path("datasets", "x.h5", root=tmp_path) == tmp_path / "catgui" / "datasets" / "x.h5"


def test_the_resources_of_this_installation_are_found():
    assert resource_path("resources").is_dir()
