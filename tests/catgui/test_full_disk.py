"""On a full disk one notice says that nothing is kept, and nothing else is promised."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from catgui.profile.store import ProfileStore
from engine.data.dataset import DataOrigin
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.messages import error, storage_error

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
    """A window that keeps its profile on the small disk, and has begun to."""
    window.keeper.begin(ProfileStore(disk / "catgui.sqlite"))
    window.runs.load()
    window.files.session.reopen(lambda: None)
    window.workspace.set_dataset(replace(dataset, origin=DataOrigin(("/data/pets.h5",))))
    return window


def train(window, qtbot, seed):
    qtbot.train(window.session, window.workspace.dataset, replace(SHORT, seed=seed))


def test_one_notice_says_that_nothing_is_kept_until_there_is_room_again(window, disk, qtbot, monkeypatch):
    monkeypatch.setattr("catgui.profile.keeper._RETRY_SECONDS", 0.02)
    texts = []
    window.keeper.changed.connect(texts.append)
    assert window.keeper.wait(10)
    fill(disk)
    assert not storage_error(window).is_shown()
    train(window, qtbot, 1)
    train(window, qtbot, 2)
    qtbot.waitUntil(storage_error(window).is_shown)
    window.data_editor.leave_out([PictureKey("train", 1)])
    place = disk / "catgui.sqlite"
    assert f"Not written to {place}: the disk is full; make" in storage_error(window).text
    assert not error(window).is_shown()

    (disk / "ballast").unlink()
    qtbot.waitUntil(lambda: not storage_error(window).is_shown())
    assert len(texts) == 2
    assert window.keeper.wait(10)
    query = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM edits)"
    assert window.keeper.store.read(lambda connection: connection.execute(query).fetchone()) == (2, 1)


def test_a_window_closes_on_a_full_disk_without_a_question_once_that_was_told(window, disk, qtbot):
    fill(disk)
    train(window, qtbot, 1)
    qtbot.waitUntil(lambda: window.keeper.notice != "")
    assert window.close()
    assert not window.isVisible()
