"""What is remembered of data sets made of pictures."""

from PySide6.QtCore import QSettings

from catgui.services.settings import Settings
from engine.data.image_folder.settings import DEFAULTS, ImageFolderSettings
from engine.images.photo import Framing

MINE = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7)


def reopened(settings, path):
    settings.sync()
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


def test_a_recent_data_set_has_its_settings_in_the_next_session(settings, tmp_path):
    settings.remember_dataset(["/pets, all of them"], MINE)
    settings.remember_dataset(["/a line\nbreak", "/other"], ImageFolderSettings(seed=3))
    settings.remember_dataset(["/files.h5"])
    again = reopened(settings, tmp_path / "settings.ini")
    assert again.own_data(["/pets, all of them"]) == MINE
    assert again.own_data(["/a line\nbreak", "/other"]) == ImageFolderSettings(seed=3)
    assert again.recent[0] == ["/files.h5"]


def test_the_settings_of_others_are_what_they_are_at_first(settings):
    settings.remember_dataset(["/pets"], MINE)
    for where in (["/files.h5"], "builtin"):
        assert settings.own_data(where) == DEFAULTS


def test_what_is_no_longer_recent_is_forgotten(settings):
    settings.remember_dataset(["/pets"], MINE)
    for number in range(8):
        settings.remember_dataset([f"/{number}"])
    assert settings.own_data(["/pets"]) == DEFAULTS


def test_settings_that_were_spoilt_are_passed_over(tmp_path):
    store = QSettings(str(tmp_path / "spoilt.ini"), QSettings.Format.IniFormat)
    for text in ("{", "[]", "[" * 100_000, '{"/pets": {"side": 7}}', '{"/pets": {"corners": 4}}', '{"/pets": 3}'):
        store.setValue("files/own_data", text)
        assert Settings(store).own_data(["/pets"]) == DEFAULTS
