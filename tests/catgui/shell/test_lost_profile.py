"""What a window has in memory outlasts a profile that is damaged, gone or locked while the window is open."""

import errno
import os
import sqlite3
import threading
from contextlib import closing

import pytest
from PySide6.QtWidgets import QMessageBox

from catgui.app import _READERS, build_window
from catgui.profile import keeper as keeper_module
from catgui.profile import store as store_module
from catgui.profile.store import ProfileStore
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "disk" / "profile.sqlite"


@pytest.fixture
def window(qtbot, settings, path, monkeypatch):
    """A window that has written an edit, a named run and a setting."""
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS", 0.05)
    window = build_window(make_dataset(), settings)
    qtbot.addWidget(window)
    window.show()
    window.keeper.begin(ProfileStore(path))
    window.runs.load()
    window.controls.retrains_on_change = False
    window.data_editor.leave_out([PictureKey("train", 1)])
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig((4,), iterations=20))
    window.runs.rename(1, "first")
    settings.theme = "dark"
    assert window.keeper.wait(10)
    yield window
    window.shut_down()


def kept(path):
    """The edited pictures, the names of the runs, and the theme."""

    def read(connection):
        edits = connection.execute("SELECT number FROM edits WHERE part = '' ORDER BY number")
        runs = connection.execute("SELECT name FROM runs ORDER BY number")
        theme = connection.execute("SELECT value FROM settings WHERE key = 'theme'")
        return [[value for (value,) in rows] for rows in (edits, runs, theme)]

    return ProfileStore(path).read(read)


ALL = [[1, 2], ["first"], ['"dark"']]


def overwrite(path):
    path.write_bytes(b"\xff" * 5000 + path.read_bytes()[5000:])


def empty(path):
    path.write_bytes(b"")


def drop(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE edits")
        connection.execute("DELETE FROM runs")
        connection.commit()


@pytest.mark.parametrize("damage", [overwrite, empty, drop])
@pytest.mark.parametrize("is_copied", [True, False])
@pytest.mark.parametrize("is_edited", [True, False])
def test_what_the_window_has_is_written_again_after_damage(window, path, damage, is_copied, is_edited):
    if not is_edited:
        window.data_editor.leave_out([PictureKey("train", 2)])
        assert window.keeper.wait(10)
    if is_copied:
        window.keeper.store.back_up()
    damage(path)
    if is_edited:
        window.data_editor.leave_out([PictureKey("train", 2)])
    window.close()
    assert kept(path) == ALL


def test_a_disk_that_goes_is_told_nothing_is_made_in_its_place_and_all_is_there_once_it_is_back(window, path, qtbot):
    away = path.parent.rename(path.parent.with_name("away"))
    path.parent.mkdir()  # a mount point
    window.data_editor.leave_out([PictureKey("train", 2)])
    qtbot.waitUntil(lambda: bool(window.keeper.notice))
    assert list(path.parent.iterdir()) == []
    (told,) = [message for message in window.messages.shown if "bring it or its disk back" in message.text]
    assert [caption for caption, _ in told.actions] == ["Keep it there anew"]
    path.parent.rmdir()
    away.rename(path.parent)
    qtbot.waitUntil(lambda: not window.keeper.notice)
    assert kept(path) == ALL


def test_a_profile_that_is_gone_is_made_anew_of_what_the_window_has_when_the_user_says_so(window, path, qtbot):
    path.unlink()
    window.data_editor.leave_out([PictureKey("train", 2)])
    qtbot.waitUntil(lambda: bool(window.keeper.notice))
    assert not path.exists()
    (told,) = [message for message in window.messages.shown if "bring it or its disk back" in message.text]
    told.actions[0][1]()
    qtbot.waitUntil(lambda: not window.keeper.notice and path.exists() and kept(path) == ALL)


def test_a_disk_that_is_found_full_at_the_close_is_asked_about(window, qtbot, monkeypatch):
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS_AT_CLOSE", 0.05)
    has_room = threading.Event()

    def write(_store):
        if not has_room.is_set():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(window.files.session, "flush", lambda: window.keeper.put("session", write))
    assert not window.close()
    assert "the disk is full" in window.findChild(QMessageBox, "close_question").informativeText()
    has_room.set()
    qtbot.waitUntil(lambda: not window.isVisible())


def answer(window, caption):
    """Answer the question at the close by the button with the caption."""
    box = window.findChild(QMessageBox, "close_question")
    assert "Not all of your work is kept yet" in box.text()
    assert "it is gone" in box.informativeText()
    (button,) = [button for button in box.buttons() if button.text() == caption]
    button.click()


def test_a_profile_that_is_found_gone_at_the_close_is_made_anew_if_the_user_wants_it(window, path, qtbot):
    window.data_editor.leave_out([PictureKey("train", 2)])
    assert window.keeper.wait(10)
    path.unlink()
    assert not window.close()
    assert not path.exists()
    answer(window, "Keep it there anew")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert kept(path) == ALL


def test_a_window_closes_without_a_profile_that_is_gone_if_the_user_wants_it(window, path, qtbot):
    path.unlink()
    assert not window.close()
    answer(window, "&Close without it")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not path.exists()


def test_the_question_about_a_profile_that_is_gone_can_be_dismissed(window, path, qtbot):
    path.unlink()
    assert not window.close()
    window.findChild(QMessageBox, "close_question").close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_whose_profile_is_back_closes(window, path, qtbot):
    window.data_editor.leave_out([PictureKey("train", 2)])
    assert window.keeper.wait(10)
    away = path.parent.rename(path.parent.with_name("away"))
    assert not window.close()
    away.rename(path.parent)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert kept(path) == ALL


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE runs SET train = x'00'",
        "UPDATE runs SET ended = 'inf', number = 9",
        "UPDATE runs SET name = zeroblob(10000000)",
        "UPDATE runs SET test_accuracy = NULL",
        "DELETE FROM runs",
    ],
)
def test_a_damaged_run_comes_back_from_the_copy_while_the_next_window_is_open(
    window, path, qtbot, settings, damage, windows_in_turn
):
    window.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()

    def begin():
        again = build_window(make_dataset(), settings)
        store = ProfileStore(path)
        store.readers |= _READERS
        again.keeper.begin(store)
        again.runs.load()
        return again

    again = windows_in_turn(begin)
    qtbot.waitUntil(lambda: "first" in [record.name for record in again.runs.records])
    assert again.keeper.wait(10)
    assert kept(path)[1] == ["first"]
    assert path.with_name("profile-damaged-1.sqlite").exists()


@pytest.fixture
def lock(path, window, monkeypatch):
    """Another program that has the profile to itself."""
    monkeypatch.setattr(store_module, "_LOCK_TIMEOUT", 0.1)
    monkeypatch.setattr(keeper_module, "_RETRY_SECONDS_AT_CLOSE", 0.05)
    window.data_editor.leave_out([PictureKey("train", 2)])
    assert window.keeper.wait(10)
    window.runs.rename(1, "second")
    assert window.keeper.wait(10)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        window.runs.rename(1, "first")
        yield other


def test_a_window_closes_once_what_another_program_keeps_from_being_written_is_kept(window, lock, path, qtbot):
    assert not window.close()
    box = window.findChild(QMessageBox, "close_question")
    assert "Not all of your work is kept yet" in box.text()
    assert "another program uses the profile" in box.informativeText()
    lock.execute("COMMIT")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert kept(path) == ALL


def test_a_window_that_shall_not_wait_for_another_program_closes(window, lock, qtbot):
    assert not window.close()
    box = window.findChild(QMessageBox, "close_question")
    (button,) = box.buttons()
    button.click()
    qtbot.waitUntil(lambda: not window.isVisible())
