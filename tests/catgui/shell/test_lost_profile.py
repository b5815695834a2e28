"""What a window has in memory outlasts a profile that is gone or locked while the window is open."""

import errno
import json
import os
import sqlite3
import threading
from contextlib import closing

import pytest
from PySide6.QtWidgets import QMessageBox

from catgui.app import build_window
from catgui.profile import keeper as keeper_module
from catgui.profile import store as store_module
from catgui.profile.store import ProfileStore
from engine.data.edits import LEFT_OUT, PictureKey
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "disk" / "catgui.sqlite"


@pytest.fixture
def window(qtbot, settings, path, monkeypatch):
    """A window that has written an edit and a named run."""
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
    assert window.keeper.wait(10)
    yield window
    window.shut_down()


def kept(path):
    """The edited pictures and the names of the runs."""

    def read(connection):
        edits = [json.loads(text) for (text,) in connection.execute("SELECT edits FROM edits")]
        left_out = [number for one in edits for _, number, part, _ in one["placements"] if part == LEFT_OUT]
        runs = [json.loads(text)["name"] for (text,) in connection.execute("SELECT facts FROM runs")]
        return [left_out, runs]

    return ProfileStore(path).read(read)


ALL = [[1, 2], ["first"]]


def test_a_removed_disk_is_reported_and_nothing_is_made_in_its_place(window, path, qtbot):
    away = path.parent.rename(path.parent.with_name("away"))
    path.parent.mkdir()  # a mount point
    window.data_editor.leave_out([PictureKey("train", 2)])
    qtbot.waitUntil(lambda: bool(window.keeper.notice))
    assert list(path.parent.iterdir()) == []
    (told,) = [message for message in window.messages.shown if "bring it or its disk back" in message.text]
    assert told.actions == ()
    path.parent.rmdir()
    away.rename(path.parent)
    qtbot.waitUntil(lambda: not window.keeper.notice)
    assert kept(path) == ALL


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


def test_a_window_closes_without_a_profile_that_is_gone_if_the_user_wants_it(window, path, qtbot):
    path.unlink()
    window.runs.rename(1, "second")
    assert not window.close()
    answer(window, "&Close without it")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not path.exists()


def test_a_window_whose_profile_is_back_closes(window, path, qtbot):
    away = path.parent.rename(path.parent.with_name("away"))
    window.data_editor.leave_out([PictureKey("train", 2)])
    assert not window.close()
    away.rename(path.parent)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert kept(path) == ALL


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
