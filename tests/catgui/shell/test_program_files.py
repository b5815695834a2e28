"""The program's own files are listed with their sizes, opened, and reset after a question; nothing else is touched."""

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from catgui.app import build_window
from catgui.profile.store import ProfileStore
from catgui.services.settings import read_settings
from catgui.shell.program_files import FilesDialog
from engine.data.course import COURSE_FILES
from engine.data.edits import PictureKey
from engine.storage.user_dirs import data_folder, log_folder
from engine.system.memory import format_bytes
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset
from tests.support.surroundings import home_variables

pytestmark = pytest.mark.slow

PROFILE, LOG, DOWNLOADS = range(3)


@pytest.fixture
def others(monkeypatch, tmp_path):
    """Files that somebody has saved in the program's folders."""
    for name, folder in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, folder)
    paths = [folder / name for folder in (data_folder(), log_folder()) for name in ("mine.npz", "profile.txt")]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("of the user")
    return paths


@pytest.fixture
def window(qtbot, settings, others):
    """A window that has written files of every kind."""
    window = build_window(make_dataset(), settings)
    qtbot.addWidget(window)
    window.show()
    window.keeper.begin(ProfileStore(data_folder() / "profile.sqlite"))
    window.runs.load()
    window.controls.retrains_on_change = False
    window.data_editor.leave_out([PictureKey("train", 1)])
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig((4,), iterations=20))
    settings.theme = "dark"
    (log_folder() / "catgui.log").write_text("an error")
    (log_folder() / "faults.old.log").write_text("a crash")
    (data_folder() / COURSE_FILES[0].name).write_bytes(b"course")
    (data_folder() / "practice pictures" / "cat").mkdir(parents=True)
    (data_folder() / "practice pictures" / "cat" / "drawing 1.png").write_bytes(b"drawing")
    assert window.keeper.wait(10)
    window.keeper.store.back_up()
    yield window
    window.close()


@pytest.fixture
def dialog(window, qtbot):
    window.findChild(QAction, "program_files_action").trigger()
    dialog = window.findChild(FilesDialog)
    qtbot.waitUntil(lambda: all(text != "…" for text in sizes(dialog)))
    return dialog


def sizes(dialog):
    return [dialog.findChild(QLabel, f"files_size_{number}").text() for number in (PROFILE, LOG, DOWNLOADS)]


def press(dialog, caption):
    next(button for button in dialog.findChildren(QPushButton) if button.text() == caption).click()


def answer(dialog, caption):
    press(dialog, "Reset &all…")
    box = dialog.findChild(QMessageBox, "reset_question")
    assert "This cannot be undone" in box.informativeText()
    next(button for button in box.buttons() if button.text() == caption).click()


def test_each_kind_is_listed_with_what_it_takes(dialog, window):
    profile = sum(path.stat().st_size for path in window.keeper.store.files())
    assert sizes(dialog) == [format_bytes(profile), format_bytes(15), format_bytes(13)]


def test_the_folder_of_a_kind_is_opened(dialog, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "catgui.services.open_outside.QDesktopServices.openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    dialog.findChild(QPushButton, f"files_open_{PROFILE}").click()
    assert opened == [data_folder()]
    assert "could not be opened" in dialog.findChild(QLabel, "files_problem").text()


def test_after_cancel_all_is_there(dialog, window):
    before = window.keeper.store.files()
    answer(dialog, "&Cancel")
    assert window.keeper.store.files() == before


def test_a_reset_deletes_all_and_no_file_of_the_user_and_the_window_stays(dialog, window, others, qtbot):
    answer(dialog, "&Reset")
    qtbot.waitUntil(lambda: sizes(dialog) == ["none", "none", "none"])
    assert (log_folder() / "catgui.log").read_text() == "", "it is still written to"
    assert all(path.read_text() == "of the user" for path in others)
    assert len(window.runs.records) == 1
    window.settings.theme = "light"
    window.data_editor.leave_out([PictureKey("train", 2)])
    store = window.keeper.store
    assert window.close()
    assert store.files() == []
    assert read_settings(store).theme == "system"


def test_a_copy_is_shown_with_its_date_and_opens_at_the_next_start(dialog, window, qtbot):
    store = window.keeper.store
    ((copy, time),) = store.copies.found()
    date = QDateTime.fromSecsSinceEpoch(round(time.timestamp())).toString("d MMM yyyy, hh:mm")
    assert dialog.findChild(QLabel, "files_copies").text() == date
    window.settings.theme = "light"
    assert window.keeper.wait(10)
    press(dialog, "&Bring one back…")
    box = dialog.findChild(QMessageBox, "copy_question")
    assert "opens at the next start" in box.informativeText()
    next(button for button in box.buttons() if button.text() == date).click()
    qtbot.waitUntil(lambda: not dialog._bringing.busy)
    window.settings.theme = "system"
    assert window.close()
    assert read_settings(ProfileStore(store.path)).theme == "dark"
    assert read_settings(ProfileStore(store.path.with_name("profile-damaged-1.sqlite"))).theme == "light"
    assert copy.exists()


def test_a_copy_that_cannot_be_brought_back_is_told(dialog, window, qtbot, monkeypatch):
    monkeypatch.setattr(ProfileStore, "bring_back", _refuse)
    press(dialog, "&Bring one back…")
    buttons = dialog.findChild(QMessageBox, "copy_question").buttons()
    next(button for button in buttons if button.text() != "&Cancel").click()
    problem = dialog.findChild(QLabel, "files_problem")
    qtbot.waitUntil(lambda: "The copy could not be brought back: the disk is full; make room" in problem.text())


def _refuse(_store, _copy):
    raise OSError(errno.ENOSPC, "full")


def test_what_cannot_be_deleted_is_named(dialog, qtbot, monkeypatch):
    def refuse(path, missing_ok=False):
        raise PermissionError(13, "refused", str(path))

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    answer(dialog, "&Reset")
    problem = dialog.findChild(QLabel, "files_problem")
    qtbot.waitUntil(lambda: "Not all could be reset" in problem.text())
    assert "profile" in problem.text()
    assert "writing is not allowed there" in problem.text()
