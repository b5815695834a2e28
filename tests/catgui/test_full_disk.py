"""On a full disk one notice says what is not kept, nothing else is promised, and it can be saved elsewhere."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from catgui.domain.saved_run_texts import unsaved_anywhere
from catgui.models.runs.history import RunHistory
from catgui.models.undo_stack import UndoStack
from engine.data.dataset import DataOrigin
from engine.data.edits import PictureKey
from engine.data.sources import open_dataset
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests.support.messages import error, notice, storage_error

pytestmark = pytest.mark.slow

SHORT = TrainingConfig((4,), iterations=20)


@pytest.fixture
def disk(tmp_path):
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk):
    with (disk / "ballast").open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@pytest.fixture
def window(window, disk, dataset):
    """A window that keeps all its files on the small disk, and has begun to."""
    window.files.recovery.begin(disk / "recovery")
    window.files.last_session.begin(disk / "session")
    window.runs.open(disk / "runs.sqlite")
    window.edit_keeper.begin(disk / "edits.sqlite")
    window.workspace.set_dataset(replace(dataset, origin=DataOrigin(("/data/pets.h5",))))
    return window


def train(window, qtbot, seed):
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, replace(SHORT, seed=seed))
    qtbot.waitUntil(lambda: not window.files.recovery.recovery._task.busy)


def question(window):
    return next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())


def test_one_notice_names_what_is_not_kept_until_there_is_room_again(window, disk, qtbot):
    texts = []
    window.storage.changed.connect(texts.append)
    fill(disk)
    assert not storage_error(window).is_shown()
    train(window, qtbot, 1)
    train(window, qtbot, 2)
    assert f"unsaved networks ({disk / 'recovery'})" in storage_error(window).text
    window.controls.retrains_on_change = False
    window.data_editor.leave_out([PictureKey("train", 1)])
    qtbot.waitUntil(lambda: "the edits of your data" in storage_error(window).text)
    window.training_settings.set_config(SHORT)
    fill(disk)
    window.files.last_session._write_throttle.flush()
    qtbot.waitUntil(lambda: "the session, with the photos" in storage_error(window).text)
    text = storage_error(window).text
    assert f"the runs ({disk / 'runs.sqlite'})" in text
    assert text.count("The disk is full.") == 1
    assert len(texts) <= 4, "of many writes, one notice for each kind"
    assert not error(window).is_shown()

    (disk / "ballast").unlink()
    window.storage._retry()
    qtbot.waitUntil(lambda: not storage_error(window).is_shown() and not window.storage.text)
    again = RunHistory(window.session, UndoStack())
    again.open(disk / "runs.sqlite")
    assert [record.number for record in again.records] == [record.number for record in window.runs.records]
    again.shutdown()


def test_the_prompt_at_the_end_promises_nothing_and_saves_elsewhere(window, disk, tmp_path, qtbot, monkeypatch):
    fill(disk)
    train(window, qtbot, 1)
    window.close()
    box = question(window)
    assert box.informativeText() == unsaved_anywhere("Run 1")
    save = box.button(QMessageBox.StandardButton.Save)
    assert save.text() == "&Save elsewhere…"
    elsewhere = tmp_path / "net.npz"
    monkeypatch.setattr(window.files.dialogs, "path_to_save", lambda *_: elsewhere)
    save.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert load_model(elsewhere).config.seed == 1


def test_a_run_put_aside_is_promised_until_the_window_is_closed(window, disk, qtbot):
    fill(disk)
    train(window, qtbot, 1)
    window.controls.perform("reset")
    assert notice(window).text == "Run 1 is kept in Runs until the window is closed."


def test_edits_that_are_in_the_window_alone_are_asked_about_and_saved_elsewhere(
    window, disk, tmp_path, qtbot, monkeypatch
):
    fill(disk)
    window.controls.retrains_on_change = False
    window.data_editor.leave_out([PictureKey("train", 1)])
    qtbot.waitUntil(lambda: window.edit_keeper.has_failed)
    assert not window.close()
    box = next(box for box in window.findChildren(QMessageBox, "lost_edits_question") if box.isVisible())
    monkeypatch.setattr(window.files.dialogs, "path_to_save", lambda *_: tmp_path / "train.h5")
    box.button(QMessageBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: (tmp_path / "train.h5").exists() and window.files.save_commands.queue.name is None)
    assert window.isVisible()
    assert open_dataset([str(tmp_path)]).train.count == window.workspace.dataset.train.count == 23

    window.close()
    box = next(box for box in window.findChildren(QMessageBox, "lost_edits_question") if box.isVisible())
    box.button(QMessageBox.StandardButton.Discard).click()
    assert not window.isVisible()
