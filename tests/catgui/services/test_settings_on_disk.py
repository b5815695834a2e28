"""How what is remembered between sessions reaches the disk."""

import pytest
from PySide6.QtCore import QLockFile, QSettings

from catgui.services.settings import Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "Catgui.conf"


def settings_in(file):
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_set_is_there_at_the_next_start(file):
    settings = settings_in(file)
    settings.theme, settings.speed, settings.folder = "dark", 3, "/a folder/ü"
    settings.remember_dataset(["/a.h5", "/b.h5"])
    settings.sync()
    again = settings_in(file)
    assert (again.theme, again.speed, again.folder) == ("dark", 3, "/a folder/ü")
    assert again.recent == [["/a.h5", "/b.h5"]]
    assert names_in(file.parent) == ["Catgui.conf"]


def test_what_killed_programs_have_left_is_removed_and_nothing_else(file):
    others = ["Catgui.conf.backup", "Catgui.conf.Backup", "Catgui.conf.old", "Other.conf.aBcDeF", "Catgui.conf.aBcDeFg"]
    for name in [*others, "Catgui.conf.aBcDeF", "Catgui.conf.lock.rmlock", "Catgui.conf.lock.rmlock.rmlock"]:
        (file.parent / name).touch()
    settings = settings_in(file)
    settings.theme = "dark"
    settings.sync()
    assert names_in(file.parent) == sorted(["Catgui.conf", *others])


def test_what_another_program_is_writing_is_left_alone(file):
    settings = settings_in(file)
    settings.sync()
    (file.parent / "Catgui.conf.aBcDeF").touch()
    lock = QLockFile(f"{file}.lock")
    assert lock.tryLock(0)
    # Nothing has changed, so that Qt does not wait for the lock.
    settings.sync()
    assert "Catgui.conf.aBcDeF" in names_in(file.parent)
    lock.unlock()


def test_a_place_that_cannot_be_written_is_named_in_the_log(tmp_path, caplog):
    (tmp_path / "file").touch()
    settings = settings_in(tmp_path / "file" / "Catgui.conf")
    settings.theme = "dark"
    settings.sync()
    assert f"The settings could not be written to {tmp_path / 'file' / 'Catgui.conf'}" in caplog.text


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 50, b"[window]\ngeometry=5\n[training]\nspeed=fast\n", b"=" * 999]
)
def test_a_damaged_file_is_as_good_as_none(file, content):
    file.write_bytes(content)
    settings = settings_in(file)
    assert settings.geometry is None
    assert settings.layout is None
    assert settings.speed == -1
    assert settings.theme == "system"
    assert settings.recent == []
    settings.theme = "dark"
    settings.sync()
    assert settings_in(file).theme == "dark"
