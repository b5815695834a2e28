"""A notice says what cannot be stored, and why, as long as that is so."""

import sys

import pytest
from PySide6.QtCore import QObject, QSettings, Signal

from catgui.services.settings import Settings
from catgui.services.storage_check import StorageMonitor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no variable names the folders")


@pytest.fixture
def home(monkeypatch, tmp_path):
    """The parent of all the user's folders, which does not exist yet."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / "user"))
    return tmp_path / "home"


@pytest.fixture
def monitor(qtbot, settings):
    monitor = StorageMonitor(settings)
    yield monitor
    monitor.shutdown()


class Keeper(QObject):
    """Writes something; `tries` counts how often it was asked to again."""

    write_ended = Signal(str, object, str)
    tries = 0

    def retry(self):
        self.tries += 1


@pytest.fixture
def check(qtbot):
    """The notice about the folders of the program."""

    def check(settings):
        monitor = StorageMonitor(settings)
        monitor.check_folders()
        monitor.shutdown()
        return monitor.text

    return check


def test_where_all_can_be_stored_the_text_is_empty_and_no_folder_is_created(home, settings, check):
    assert check(settings) == ""
    assert not home.exists()


def test_folders_that_are_not_writable_are_named(home, check):
    home.write_text("a file in place of the folder")
    settings = Settings(QSettings(str(home / "user" / "settings.ini"), QSettings.Format.IniFormat))
    state = home / "user" / "catgui"
    assert check(settings) == (
        f"Not kept: the settings ({home / 'user'}), the log ({state / 'log'}) and unsaved networks "
        f"({state / 'recovery'}). Nothing can be written there.\n"
        "All of it is in the window until you close it: save what you need elsewhere."
    )


def test_without_a_home_folder_nothing_can_be_stored(no_home_folder, settings, check):
    text = check(settings)
    assert text.startswith("Not kept: the settings, the log, unsaved networks, the runs, the edits of your data and ")
    assert text.count("This user has no home folder") == 1
    assert "HOME" in text


def test_the_notice_is_one_says_each_reason_once_and_goes_when_writing_works_again(home, monitor, tmp_path):
    runs, session = Keeper(), Keeper()
    monitor.watch([runs, session])
    texts = []
    monitor.changed.connect(texts.append)
    for _ in range(3):
        runs.write_ended.emit("the runs", tmp_path / "runs.sqlite", "the disk is full")
    session.write_ended.emit("the session", tmp_path / "session", "the disk is full")
    end = "The disk is full.\nAll of it is in the window until you close it: save what you need elsewhere."
    assert texts == [
        f"Not kept: the runs ({tmp_path / 'runs.sqlite'}). {end}",
        f"Not kept: the runs ({tmp_path / 'runs.sqlite'}) and the session ({tmp_path / 'session'}). {end}",
    ]
    for keeper in (runs, session):
        keeper.write_ended.emit("the runs" if keeper is runs else "the session", tmp_path, "")
    assert texts[-1] == monitor.text == ""


def test_what_failed_is_tried_again_until_it_works(home, monitor, tmp_path, qtbot):
    keeper = Keeper()
    monitor.watch([keeper])
    monitor._retry_timer.setInterval(1)
    keeper.write_ended.emit("the runs", tmp_path, "the disk is full")
    qtbot.waitUntil(lambda: keeper.tries >= 2)
    keeper.write_ended.emit("the runs", tmp_path, "")
    assert not monitor._retry_timer.isActive()


def test_settings_that_cannot_be_written_any_more_are_named_when_something_else_is(home, monitor, settings, tmp_path):
    keeper = Keeper()
    monitor.watch([keeper])
    (tmp_path / "settings.ini").mkdir()
    settings.theme = "dark"
    keeper.write_ended.emit("the runs", tmp_path, "the disk is full")
    assert f"the settings ({tmp_path})" in monitor.text
    (tmp_path / "settings.ini").rmdir()
    keeper.write_ended.emit("the runs", tmp_path, "")
    assert monitor.text == ""
