"""A session whose restoring ends the program twice is kept aside at the third start."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial

import pytest

from catgui.documents import session_restorer
from catgui.inputs.sources import PathSource
from catgui.profile.store import ProfileStore
from engine.saved_model import model as model_module
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.catgui.killed_starts import start
from tests.support.kill import KILLED
from tests.support.messages import error, session_offer
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair

# Each test starts the program several times.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), iterations=30)


@pytest.fixture
def open_window(windows_in_turn, qtbot, tmp_path, monkeypatch):
    """Starts the program in this process; returns its window."""
    monkeypatch.setattr(session_restorer, "_POLL_INTERVAL_MS", 300)  # two are longer than work waits for other work

    def open_window():
        window = windows_in_turn(partial(start, tmp_path))
        qtbot.waitUntil(lambda: window.workspace.dataset is not None)
        return window

    return open_window


@pytest.fixture
def store(tmp_path):
    return ProfileStore(tmp_path / "profile.sqlite")


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


def values(store, slot=0):
    query = "SELECT name, value FROM session WHERE slot = ?"
    return dict(store.read(lambda connection: connection.execute(query, (slot,)).fetchall()))


def contents_of(stored):
    """What is stored of a session, but for when: it is written again once its photos are back."""
    fields = json.loads(stored["contents"])
    return {**stored, "contents": {name: value for name, value in fields.items() if name != "saved_at"}}


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
    assert values(store).get("restoring", count if may_be_shown else None) == count


def test_after_two_killed_starts_the_third_is_without_the_session_which_is_kept(
    left, store, tmp_path, open_window, qtbot
):
    kill_child(tmp_path, "reading", store, 1)
    kill_child(tmp_path, "evaluating", store, 2)

    window = open_window()

    offer = wait_for_offer(window, qtbot)
    assert offer.endswith("is kept aside: Catgui ended twice while it reopened it.")
    assert (len(window.session.now.costs), len(window.photos)) == (0, 0)
    assert "drawings" in window.workspace.dataset.name
    aside = values(store, slot=1)
    assert {name: contents_of(aside)[name] for name in left} == contents_of(left)


def test_after_one_killed_start_the_session_is_reopened_and_the_count_begins_anew(
    left, store, tmp_path, open_window, qtbot
):
    kill_child(tmp_path, "answering photos", store, 1)

    window = open_window()

    qtbot.waitUntil(lambda: "restoring" not in values(store))
    assert (len(window.session.now.costs), len(window.photos)) == (30, 1)
    assert not session_offer(window).is_shown()


def set_count(store, count):
    """Have the session as `count` killed starts leave it."""
    query = "INSERT OR REPLACE INTO session VALUES (0, 'restoring', ?)"
    store.write(lambda connection: connection.execute(query, (count,)))


def test_the_session_kept_aside_comes_back_at_a_click(left, store, open_window, qtbot):
    set_count(store, 2)
    window = open_window()
    qtbot.waitUntil(session_offer(window).is_shown)
    assert window.session.now.run is None
    session_offer(window).press("Try again")

    qtbot.waitUntil(lambda: window.playback.can_seek)
    qtbot.waitUntil(lambda: len(window.photos) == 1)
    assert not session_offer(window).is_shown()
    assert len(window.session.now.costs) == 30
    qtbot.waitUntil(lambda: values(store, slot=1) == {})
    assert window.close()
    assert values(store)["network"] is not None


def test_another_session_kept_aside_replaces_none(left, store, open_window, qtbot):
    for _ in range(2):
        set_count(store, 2)
        window = open_window()
        qtbot.waitUntil(session_offer(window).is_shown)
        qtbot.waitUntil(lambda window=window: window.files.session._is_ready)
        assert window.close()
    assert {name: values(store, slot=1)[name] for name in left} == left
    assert "contents" in values(store, slot=2)
    window = open_window()
    qtbot.waitUntil(session_offer(window).is_shown)
    session_offer(window).press("Discard")
    qtbot.waitUntil(lambda: values(store, slot=2) == {})
    assert values(store, slot=1) != {}
    assert window.close()
    assert "is kept aside" in wait_for_offer(open_window(), qtbot)


def wait_for_offer(window, qtbot):
    qtbot.waitUntil(session_offer(window).is_shown)
    return session_offer(window).text


@pytest.mark.parametrize("count", ["many", "\N{SUPERSCRIPT TWO}", "9" * 5000, -3, 1.5, b"2"])
def test_a_damaged_count_is_none(left, store, open_window, qtbot, count):
    set_count(store, count)
    window = open_window()
    qtbot.waitUntil(lambda: window.session.now.run is not None)


def test_a_network_that_the_memory_does_not_hold_now_is_kept_aside_with_its_session(
    left, open_window, qtbot, monkeypatch
):
    monkeypatch.setattr(model_module, "available_memory", lambda: 1000)
    monkeypatch.setattr("engine.saved_model.file.default_reader", lambda: Here())
    window = open_window()
    assert "its network cannot be opened: it needs" in wait_for_offer(window, qtbot)
    session_offer(window).press("Try again")
    qtbot.waitUntil(lambda: "it needs" in error(window).text)
    assert session_offer(window).is_shown()

    monkeypatch.undo()
    session_offer(window).press("Try again")
    qtbot.waitUntil(lambda: window.session.now.run is not None)


def test_photos_that_the_memory_does_not_hold_now_are_kept_aside_with_their_session(
    left, open_window, store, qtbot, monkeypatch
):
    monkeypatch.setattr(session_restorer, "available_memory", lambda: 100_000)
    window = open_window()
    assert "is kept aside: it needs " in wait_for_offer(window, qtbot)
    assert len(window.session.now.costs) == 30
    assert len(window.photos) == 0
    qtbot.waitUntil(lambda: "contents" in values(store, slot=1))


class Here:
    """A reader of files in this process."""

    def call(self, function, *args, work):
        return function(*args)
