"""The settings: kept between sessions, and robust against damaged values."""

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QStandardPaths

from catgui.profile.store import ProfileStore
from catgui.services.settings import Settings, read_settings
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.images.photo import Framing

# Read before the tests have another default.
WATCHES_AT_FIRST = Settings().watches
MINE = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7)


@pytest.fixture
def reopen(open_profile, tmp_path):
    """The settings at the next start."""
    keepers = []

    def reopen():
        for keeper in keepers:
            keeper.shutdown()
        settings = read_settings(ProfileStore(tmp_path / "profile.sqlite"))
        keepers.append(open_profile())
        settings.keep(keepers[-1])
        return settings

    return reopen


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


def test_what_is_set_after_they_were_forgotten_is_not_written(reopen):
    settings = reopen()
    settings.theme = "dark"
    settings.forget()
    settings.theme = "light"
    assert settings.theme == "light"
    assert reopen().theme == "dark"


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
def test_damaged_values_give_the_defaults_or_others_of_the_same_type(value):
    damaged = Settings({setting._key: value for setting in vars(Settings).values() if hasattr(setting, "_key")})
    for name in NAMES:
        default = getattr(Settings(), name)
        found = getattr(damaged, name)
        assert type(found) is type(default), name
        if isinstance(default, int):
            assert abs(found) < 2**31
    assert damaged.recent == []
    assert damaged.folder_settings(["/a"]) == DEFAULT_FOLDER_SETTINGS
    damaged.theme = "dark"
    assert damaged.theme == "dark"


@pytest.mark.parametrize("changed", range(2, 40, 7))
def test_a_geometry_of_which_one_byte_is_damaged_is_none(changed):
    settings = Settings()
    settings.geometry = QByteArray(b"\0\0\0\xff\0\0\0\1\xfd\0\0\0\0" * 4)
    text = settings._values["window/geometry"]
    other = "A" if text[-changed] != "A" else "B"
    assert Settings({"window/geometry": f"{text[:-changed]}{other}{text[len(text) - changed + 1 :]}"}).geometry is None


def test_values_of_other_types_and_very_long_ones_are_not_read(tmp_path, open_profile):
    assert open_profile().wait(10)
    with closing(sqlite3.connect(tmp_path / "profile.sqlite")) as connection:
        rows = [("theme", b"\xff\xfe"), ("text_size", 5), ("window/panels", json.dumps("x" * 2_000_000))]
        connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)
        connection.commit()
    settings = read_settings(ProfileStore(tmp_path / "profile.sqlite"))
    assert (settings.theme, settings.open_panels) == ("system", [])
    assert settings.text_size in (5, 100)


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


def test_the_settings_of_a_damaged_profile_are_back_and_it_is_mended_in_a_thread(tmp_path, monkeypatch):
    store = ProfileStore(tmp_path / "profile.sqlite")
    store.write(lambda connection: connection.execute("INSERT INTO settings VALUES ('theme', '\"dark\"')"))
    store.back_up()
    store.path.write_bytes(b"no data base" * 1000)
    threads, replace_damaged = [], ProfileStore._replace_damaged

    def replace_in_thread(store):
        threads.append(threading.current_thread())
        replace_damaged(store)

    monkeypatch.setattr(ProfileStore, "_replace_damaged", replace_in_thread)
    assert read_settings(store).theme == "dark"
    assert len(threads) == 1
    assert threading.main_thread() not in threads


def test_a_setting_of_another_window_is_not_written_over_into_another_file(open_profile):
    first, second = open_profile(), open_profile()
    earlier = Settings()
    earlier.keep(first)
    earlier.play_seconds, earlier.text_size = 11, 110
    assert first.wait(10)
    again = read_settings(second.store)
    again.keep(second)
    again.text_size = 120
    assert second.wait(10)
    earlier.play_seconds = 25
    assert first.wait(10)
    second.store.write(lambda connection: connection.execute("DELETE FROM settings WHERE key = 'text_size'"))
    second.store.is_other = True
    second.settle()
    found = read_settings(ProfileStore(second.store.path))
    assert (found.play_seconds, found.text_size) == (25, 120)
