"""The settings: kept between sessions, and robust against damaged values."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from catgui.profile.settings import Settings
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.images.photo import Framing

# Read before the tests have another default.
WATCHES_AT_FIRST = Settings().watches
MINE = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7)


@pytest.fixture
def reopen(qapp, tmp_path):
    """The settings at the next start."""

    def reopen():
        qapp.processEvents()  # which writes them
        return Settings(tmp_path / "settings.ini")

    return reopen


@pytest.fixture
def damaged(tmp_path):
    """Settings of which each that is named has another value in the file."""

    def damaged(values):
        file = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        for key, value in values.items():
            file.setValue(key, value)
        file.sync()
        return Settings(tmp_path / "settings.ini")

    return damaged


def test_runs_are_watched_at_first():
    # The tests' fixture sets another default.
    assert WATCHES_AT_FIRST


def test_settings_are_there_at_the_next_start(reopen):
    settings = reopen()
    assert settings.theme == "system"
    settings.theme, settings.watches, settings.open_folder = "dark", True, "/a folder/ü\udcff"
    settings.save_folder, settings.log_scale = "/networks", True
    settings.geometry = QByteArray(bytes(range(256)))
    settings.remember_dataset(["/a.h5", "/b\n.h5"])
    again = reopen()
    assert (again.theme, again.watches, again.open_folder) == ("dark", True, "/a folder/ü\udcff")
    assert (again.save_folder, again.log_scale) == ("/networks", True)
    assert again.geometry == QByteArray(bytes(range(256)))
    assert again.recent == [["/a.h5", "/b\n.h5"]]
    again.geometry = None
    assert reopen().geometry is None


def test_after_they_were_cleared_nothing_is_written(reopen):
    settings = reopen()
    settings.theme = "dark"
    settings.clear()
    settings.theme = "light"
    assert reopen().theme == "system"


def test_before_anything_is_opened_or_saved_the_dialogs_begin_in_the_users_folders(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda location: str(tmp_path / location.name))
    (tmp_path / "DocumentsLocation").mkdir()
    assert settings.save_folder == str(tmp_path / "DocumentsLocation")
    assert settings.open_folder == str(Path.home())  # this user has no folder of pictures


NAMES = [name for name, value in vars(Settings).items() if type(value).__name__ == "_Setting"]


@pytest.mark.parametrize(
    "value",
    ["", "{", "[" * 100_000, "null", '"text"', "99999999999", "-99999999999", "1e999", "[[1]]", '{"a": 1e9}', "NaN"],
    ids=lambda value: value[:12],
)
def test_damaged_values_give_the_defaults_or_others_of_the_same_type(value, damaged):
    found = damaged({setting._key: value for setting in vars(Settings).values() if hasattr(setting, "_key")})
    for name in NAMES:
        default = getattr(Settings(), name)
        assert type(getattr(found, name)) is type(default), name
        if isinstance(default, int):
            assert abs(getattr(found, name)) < 2**31
    assert found.recent == []
    assert found.folder_settings(["/a"]) == DEFAULT_FOLDER_SETTINGS
    found.theme = "dark"
    assert found.theme == "dark"


@pytest.mark.parametrize("changed", range(2, 40, 7))
def test_a_geometry_of_which_one_byte_is_damaged_is_none(changed, tmp_path, damaged):
    settings = Settings(tmp_path / "settings.ini")
    settings.geometry = QByteArray(b"\0\0\0\xff\0\0\0\1\xfd\0\0\0\0" * 4)
    del settings
    text = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat).value("window/geometry")
    other = "A" if text[-changed] != "A" else "B"
    again = damaged({"window/geometry": f"{text[:-changed]}{other}{text[len(text) - changed + 1 :]}"})
    assert again.geometry is None


def test_values_of_other_types_and_very_long_ones_are_not_read(damaged):
    values = {"theme": QByteArray(b"\xff\xfe"), "text_size": 5, "window/open_panels": json.dumps("x" * 2_000_000)}
    found = damaged(values)
    assert (found.theme, found.open_panels) == ("system", [])
    assert found.text_size in (5, 100)


def test_the_settings_of_a_profile_of_1_x_are_read_once(tmp_path, reopen):
    with closing(sqlite3.connect(tmp_path / "profile.sqlite")) as connection:
        connection.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT)")
        connection.execute("INSERT INTO settings VALUES ('theme', '\"dark\"')")
        connection.commit()
    before = (tmp_path / "profile.sqlite").read_bytes()
    assert reopen().theme == "dark"
    assert (tmp_path / "profile.sqlite").read_bytes() == before
    (tmp_path / "profile.sqlite").unlink()
    assert reopen().theme == "dark"


# --- data sets made of folders of pictures


def test_a_recent_data_set_has_its_settings_in_the_next_session(reopen):
    settings = reopen()
    settings.remember_dataset(["/pets, all of them"], MINE)
    settings.remember_dataset(["/a line\nbreak", "/other"], ImageFolderSettings(seed=3))
    settings.remember_dataset(["/files.h5"])
    settings.remember_dataset(["/pets, all of them"])
    again = reopen()
    assert again.folder_settings(["/pets, all of them"]) == MINE
    assert again.folder_settings(["/a line\nbreak", "/other"]) == ImageFolderSettings(seed=3)
    assert again.recent == [["/pets, all of them"], ["/files.h5"], ["/a line\nbreak", "/other"]]


def test_the_settings_of_data_sets_that_are_not_recent_are_deleted(settings):
    settings.remember_dataset(["/pets"], MINE)
    for number in range(8):
        settings.remember_dataset([f"/{number}"])
    assert settings.folder_settings(["/pets"]) == DEFAULT_FOLDER_SETTINGS
    assert len(settings.recent) == 8
