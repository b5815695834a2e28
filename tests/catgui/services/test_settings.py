"""The settings: stored on disk between sessions, and robust against damaged files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QSettings, QStandardPaths

from catgui.services.settings import Settings
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.images.photo import Framing
from engine.storage import user_dirs

MINE = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "Catgui.conf"


def settings_in(file):
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_settings_are_read_at_the_next_start(file):
    settings = settings_in(file)
    settings.theme, settings.speed, settings.open_folder = "dark", 3, "/a folder/ü"
    settings.save_folder = "/networks"
    settings.remember_dataset(["/a.h5", "/b.h5"])
    settings.sync()
    again = settings_in(file)
    assert (again.theme, again.speed, again.open_folder) == ("dark", 3, "/a folder/ü")
    assert again.save_folder == "/networks"
    assert again.recent == [["/a.h5", "/b.h5"]]
    assert names_in(file.parent) == ["Catgui.conf"]


def test_a_settings_file_beside_the_program_is_used_and_nothing_else(tmp_path, monkeypatch):
    beside = tmp_path / user_dirs.PORTABLE_SETTINGS
    beside.touch()
    monkeypatch.setattr(user_dirs, "PROJECT_FOLDER", tmp_path)
    settings = Settings()
    settings.theme = "dark"
    settings.sync()

    assert settings.file == beside
    assert Settings().theme == "dark"
    assert names_in(tmp_path) == [beside.name]


def test_before_anything_is_opened_or_saved_the_dialogs_begin_in_the_users_folders(file, tmp_path, monkeypatch):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda location: str(tmp_path / location.name))
    (tmp_path / "DocumentsLocation").mkdir()
    settings = settings_in(file)
    assert settings.save_folder == str(tmp_path / "DocumentsLocation")
    assert settings.open_folder == str(Path.home())  # this user has no folder of pictures


def test_only_the_temporary_files_of_killed_programs_are_deleted(file):
    others = ["Catgui.conf.backup", "Catgui.conf.Backup", "Catgui.conf.old", "Other.conf.aBcDeF", "Catgui.conf.aBcDeFg"]
    for name in [*others, "Catgui.conf.aBcDeF", "Catgui.conf.lock.rmlock", "Catgui.conf.lock.rmlock.rmlock"]:
        (file.parent / name).touch()
    settings = settings_in(file)
    settings.theme = "dark"
    settings.sync()
    assert names_in(file.parent) == sorted(["Catgui.conf", *others])


def test_a_temporary_file_in_use_is_not_deleted(file):
    settings = settings_in(file)
    settings.sync()
    (file.parent / "Catgui.conf.aBcDeF").touch()
    lock = QLockFile(f"{file}.lock")
    assert lock.tryLock(0)
    # With nothing changed, Qt does not wait for the lock.
    settings.sync()
    assert "Catgui.conf.aBcDeF" in names_in(file.parent)
    lock.unlock()


def test_a_file_that_cannot_be_written_is_named_in_the_log(tmp_path, caplog):
    (tmp_path / "file").touch()
    settings = settings_in(tmp_path / "file" / "Catgui.conf")
    settings.theme = "dark"
    settings.sync()
    assert f"The settings could not be written to {tmp_path / 'file' / 'Catgui.conf'}" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"[window]\ngeometry=5\n[training]\nspeed=fast\n",
        b"=" * 999,
        b"[training]\nspeed=99999999999\n[photos]\nsize=-99999999999\n",
        b"[training]\nspeed=" + b"9" * 5000,
    ],
)
def test_a_damaged_file_gives_the_defaults(file, content):
    file.write_bytes(content)
    settings = settings_in(file)
    assert settings.geometry is None
    assert settings.layout is None
    assert settings.speed == settings.photo_size == -1
    assert settings.theme == "system"
    assert settings.recent == []
    settings.theme = "dark"
    settings.sync()
    assert settings_in(file).theme == "dark"


# --- data sets made of folders of pictures


def reopened(settings, path):
    settings.sync()
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


def test_a_recent_data_set_has_its_settings_in_the_next_session(settings, tmp_path):
    settings.remember_dataset(["/pets, all of them"], MINE)
    settings.remember_dataset(["/a line\nbreak", "/other"], ImageFolderSettings(seed=3))
    settings.remember_dataset(["/files.h5"])
    again = reopened(settings, tmp_path / "settings.ini")
    assert again.folder_settings(["/pets, all of them"]) == MINE
    assert again.folder_settings(["/a line\nbreak", "/other"]) == ImageFolderSettings(seed=3)
    assert again.recent[0] == ["/files.h5"]


def test_the_settings_of_data_sets_that_are_not_recent_are_deleted(settings):
    settings.remember_dataset(["/pets"], MINE)
    for number in range(8):
        settings.remember_dataset([f"/{number}"])
    assert settings.folder_settings(["/pets"]) == DEFAULT_FOLDER_SETTINGS


def test_numbers_that_no_widget_takes_and_lists_beyond_their_limit_are_left_out(file):
    lines = ", ".join(f"/{number}" for number in range(1000))
    file.write_text(f'[files]\nrecent={lines}\n[help]\nlessons="{{\\"first\\": 99999999999, \\"data\\": 2}}"\n')
    settings = Settings(QSettings(str(file), QSettings.Format.IniFormat))

    assert settings.recent == [[f"/{number}"] for number in range(8)]
    assert settings.lesson_progress == {"data": 2}
