"""The program's own files are listed and their folders opened; a backup is brought back."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from catgui.app import build_window
from catgui.profile.store import ProfileStore
from catgui.shell.program_files import FilesDialog
from engine.data.edits import PictureKey
from engine.system.user_dirs import data_folder
from tests.support.small_data import make_dataset
from tests.support.surroundings import home_variables

pytestmark = pytest.mark.slow


@pytest.fixture
def window(qtbot, settings, monkeypatch, tmp_path):
    """A window with one edit that is backed up, and another one."""
    for name, folder in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, folder)
    window = build_window(make_dataset(), settings)
    qtbot.addWidget(window)
    window.show()
    window.keeper.begin(ProfileStore(data_folder() / "catgui.sqlite"))
    window.data_editor.leave_out([PictureKey("train", 1)])
    assert window.keeper.wait(10)
    window.keeper.store.back_up()
    window.data_editor.leave_out([PictureKey("train", 2)])
    assert window.keeper.wait(10)
    yield window
    window.close()


@pytest.fixture
def dialog(window):
    window.findChild(QAction, "program_files_action").trigger()
    return window.findChild(FilesDialog)


def date_of(backup):
    _, time = backup
    return QDateTime.fromSecsSinceEpoch(round(time.timestamp())).toString("d MMM yyyy, hh:mm")


def bring_back(dialog, caption):
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "&Bring one back…").click()
    answer(dialog, "backup_question", caption)


def answer(owner, question, caption):
    box = owner.findChild(QMessageBox, question)
    next(button for button in box.buttons() if button.text() == caption).click()


def edited(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = [json.loads(text)["placements"] for (text,) in connection.execute("SELECT edits FROM edits")]
    return [number for row in rows for _, number, *_ in row]


def test_the_folder_of_a_kind_is_opened(dialog, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "catgui.desktop.system.QDesktopServices.openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    buttons = {button.accessibleName(): button for button in dialog.findChildren(QPushButton)}
    buttons["Open folder: Your profile"].click()
    buttons["Open folder: Backups of your profile"].click()
    assert opened == [data_folder(), data_folder() / "backups"]
    assert "could not be opened" in dialog.findChild(QLabel, "files_problem").text()


def test_a_backup_is_listed_with_its_date_and_is_the_profile_of_the_next_start(dialog, window):
    store = window.keeper.store
    (backup,) = store.backups.found()
    assert dialog.findChild(QLabel, "files_backups").text() == date_of(backup)
    bring_back(dialog, date_of(backup))
    assert not window.isVisible()
    assert edited(store.path) == [1]
    (replaced,) = store.backups.folder.glob("* replaced.sqlite")
    assert edited(replaced) == [1, 2]


def test_after_cancel_and_with_a_damaged_backup_nothing_is_brought_back(dialog, window):
    store = window.keeper.store
    (backup,) = store.backups.found()
    bring_back(dialog, "&Cancel")
    backup[0].write_bytes(b"no data base" * 1000)
    bring_back(dialog, date_of(backup))
    assert "This backup is damaged" in dialog.findChild(QLabel, "files_problem").text()
    assert window.isVisible()
    assert edited(store.path) == [1, 2]


def test_after_a_fresh_start_nothing_is_there_and_the_profile_is_in_the_backups(window, settings):
    store = window.keeper.store
    settings.theme = "dark"
    window.findChild(QAction, "start_fresh_action").trigger()
    answer(window, "fresh_question", "&Start fresh")
    assert not window.isVisible()
    assert edited(store.path) == []
    (replaced,) = store.backups.folder.glob("* replaced.sqlite")
    assert edited(replaced) == [1, 2]
    assert settings.theme == "system"


def test_a_fresh_start_can_be_cancelled(window):
    window.findChild(QAction, "start_fresh_action").trigger()
    answer(window, "fresh_question", "&Cancel")
    assert window.isVisible()
    assert edited(window.keeper.store.path) == [1, 2]
