"""The user's folders, and the error where there is no home."""

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
