"""A text names what cannot be stored, and why."""

import sys

import pytest
from PySide6.QtCore import QSettings

from catgui.services.settings import Settings
from catgui.services.storage_check import storage_problems

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no variable names the folders")


@pytest.fixture
def home(monkeypatch, tmp_path):
    """The parent of all the user's folders, which does not exist yet."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / "user"))
    return tmp_path / "home"


def test_where_all_can_be_stored_the_text_is_empty_and_no_folder_is_created(home, settings):
    assert storage_problems(settings) == ""
    assert not home.exists()


def test_folders_that_are_not_writable_are_named(home):
    home.write_text("a file in place of the folder")
    settings = Settings(QSettings(str(home / "user" / "settings.ini"), QSettings.Format.IniFormat))
    state = home / "user" / "catgui"
    assert storage_problems(settings) == (
        f"Not stored: the settings in {home / 'user'}, the log in {state / 'log'} and unsaved networks in "
        f"{state / 'recovery'}. Nothing can be written there."
    )


def test_only_what_cannot_be_stored_is_named(home, settings):
    (home / "user" / "catgui").mkdir(parents=True)
    (home / "user" / "catgui" / "recovery").write_text("a file in place of the folder")
    text = storage_problems(settings)
    assert text.startswith(f"Not stored: unsaved networks in {home / 'user' / 'catgui' / 'recovery'}.")


def test_without_a_home_folder_nothing_can_be_stored(no_home_folder, settings):
    text = storage_problems(settings)
    assert text.startswith("Not stored: the settings, the log, unsaved networks and the runs. This user has")
    assert "HOME" in text
