"""A session whose restoring has ended the program twice is left out at the third start, and is in a backup."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial

import pytest

from catgui.documents import session_restorer
from catgui.inputs.sources import PathSource
from catgui.profile.backups import UNREAD
from catgui.profile.store import ProfileStore
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.catgui.killed_starts import start
from tests.support.kill import KILLED
from tests.support.messages import error
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair

# Each test starts the program several times.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), iterations=30)


@pytest.fixture
def open_window(windows_in_turn, qtbot, tmp_path):
    """Starts the program in this process; returns its window."""

    def open_window():
        window = windows_in_turn(partial(start, tmp_path))
        qtbot.waitUntil(lambda: window.files.session.is_ready)
        return window

    return open_window


@pytest.fixture
def store(tmp_path):
    return ProfileStore(tmp_path / "catgui.sqlite")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("left")


@pytest.fixture
def left(place, open_window, store, qtbot):
    """The values by name of a session with data, a network and a photo, the same each time."""
    data = place / "data"
    if not data.exists():
        data.mkdir()
        save_pair(data, make_dataset())
        make_photo(place / "tom.png")
        window = open_window()
        with qtbot.waitSignal(window.workspace.dataset_changed):
            window.workspace.open([str(data)])
        window.training_settings.set_config(CONFIG)
        qtbot.train(window.session, window.workspace.dataset, CONFIG)
        window.photos.add([PathSource(str(place / "tom.png"))])
        qtbot.waitUntil(lambda: len(window.photos) == 1 and not window.photos.busy)
        assert window.close()
        shutil.copy(store.path, place)
    shutil.copy(place / store.path.name, store.path)
    return values(store)


def values(store):
    query = "SELECT name, value FROM session"
    return dict(store.read(lambda connection: connection.execute(query).fetchall()))


def kill_child(home, moment, store, count):
    """Start the program in a child process that is killed at a moment, as the start of this number."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.catgui.killed_starts", str(home), moment],
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == KILLED
    # Photos are answered before or after all is shown, from when on an end is no fault of the session.
    may_be_shown = moment == "answering photos"
    assert values(store).get("starts", count if may_be_shown else None) == count


def backed_up(store):
    """The session in the backup that was made before what could not be read was written over."""
    ((path, _date),) = store.backups.found(UNREAD)
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, value FROM session"))


def test_after_two_killed_starts_the_third_is_without_the_session_which_is_in_a_backup(
    left, store, tmp_path, open_window
):
    kill_child(tmp_path, "reading", store, 1)
    kill_child(tmp_path, "evaluating", store, 2)

    window = open_window()

    assert error(window).text.startswith("Catgui ended twice while it reopened your session")
    assert (len(window.session.now.costs), len(window.photos)) == (0, 0)
    assert "drawings" in window.workspace.dataset.name
    window.files.session.write()
    assert window.keeper.wait(10)
    assert {**backed_up(store), "starts": 0} == {**left, "starts": 0}
    assert "drawings" not in left["contents"]
    assert values(store)["contents"] != left["contents"]


def test_after_one_killed_start_the_session_is_reopened_and_the_count_begins_anew(
    left, store, tmp_path, open_window, qtbot
):
    kill_child(tmp_path, "answering photos", store, 1)
    window = open_window()
    qtbot.waitUntil(lambda: "starts" not in values(store))
    assert (len(window.session.now.costs), len(window.photos)) == (30, 1)


def test_starts_that_the_user_ends_do_not_count(left, store, open_window, windows_in_turn, tmp_path):
    for _ in range(3):
        assert windows_in_turn(partial(start, tmp_path)).close()
    assert len(open_window().session.now.costs) == 30


def test_photos_that_the_memory_does_not_hold_now_are_in_a_backup(left, open_window, store, monkeypatch):
    monkeypatch.setattr(session_restorer, "available_memory", lambda: 100_000)
    window = open_window()
    assert "without its photos: it needs " in error(window).text
    assert (len(window.session.now.costs), len(window.photos)) == (30, 0)
    window.files.session.write()
    assert window.keeper.wait(10)
    assert json.loads(backed_up(store)["contents"])["photos"] == json.loads(left["contents"])["photos"] != []
