"""The user's folders, and the error where there is no home."""

import sys
from pathlib import Path

import platformdirs
import pytest

from engine.storage import user_dirs
from engine.storage.user_dirs import NoHomeError

FINDERS = ["home", "data_folder", "state_folder", "config_folder", "log_folder"]


@pytest.mark.parametrize("kind", ["data", "state", "config", "log"])
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has variables for the folders")
def test_a_folder_named_by_a_variable_needs_no_home(no_home_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert user_dirs.state_folder() == tmp_path / "catgui"
