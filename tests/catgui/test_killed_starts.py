"""A session whose restoring ends the program twice is kept aside at the third start."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from catgui.app import _create_window, _open
from catgui.documents import last_session
from catgui.inputs.sources import PathSource
from catgui.models.documents.window_state import read_state
from catgui.services.settings import Settings
from engine.saved_model import model as model_module
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.catgui.documents.test_recovery_prompt import leave
from tests.catgui.killed_starts import MOMENTS, start
from tests.support.messages import error, notice, session_offer
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_pair

# Each test starts the program several times.
pytestmark = pytest.mark.slow

CONFIG = TrainingConfig((4,), iterations=30)


@pytest.fixture
def open_window(qtbot, tmp_path):
    """Starts the program in this process; returns its window."""
    windows = []

    def open_window():
        window = start(tmp_path)
        windows.append(window)
        qtbot.addWidget(window)
        qtbot.waitUntil(lambda: window.workspace.dataset is not None)
        return window

    yield open_window
    for window in windows:
        window.session.reset()
        window.close()


@pytest.fixture
def left(open_window, tmp_path, qtbot):
    """The folder of a session with data, a network and a photo."""
    data = tmp_path / "data"
    data.mkdir()
    save_pair(data, make_dataset())
    make_photo(tmp_path / "tom.png")
    window = open_window()
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open([str(data)])
    window.training_settings.set_config(CONFIG)
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, CONFIG)
    window.photos.add([PathSource(str(tmp_path / "tom.png"))])
    qtbot.waitUntil(lambda: len(window.photos) == 1 and not window.photos.busy)
    assert window.close()
    return tmp_path / "session"


def run_child(home, moment):
    """Start the program in a child process; returns its exit status and what it shows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.catgui.killed_starts", str(home), moment],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", MOMENTS)
def test_after_two_killed_starts_the_third_is_without_the_session_which_is_kept(left, tmp_path, moment):
    before = {path.name: path.read_bytes() for path in left.iterdir() if path.suffix in (".json", ".npz")}
    for _ in range(2):
        assert run_child(tmp_path, moment)[0] == -9

    status, shown = run_child(tmp_path, "never")

    assert (status, shown["iterations"], shown["photos"]) == (0, 0, 0)
    assert "drawings" in shown["data"]
    assert shown["offer"].endswith("is kept aside: Catgui ended twice while it reopened this session.")
    # The child has written a session of its own beside it.
    assert {name: (left / "aside-1" / name).read_bytes() for name in before} == before
    assert read_state(left).network is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_after_one_killed_start_the_session_is_reopened_and_the_count_begins_anew(left, tmp_path):
    for _ in range(2):
        assert run_child(tmp_path, "evaluating")[0] == -9
        status, shown = run_child(tmp_path, "never")
        assert (status, shown["iterations"], shown["photos"], shown["offer"]) == (0, 30, 1, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_recovered_network_that_ends_the_program_is_offered_at_the_third_start(left, tmp_path):
    leave(tmp_path / "recovery", data=[str(tmp_path / "data")])
    for _ in range(2):
        assert run_child(tmp_path, "evaluating")[0] == -9

    status, shown = run_child(tmp_path, "never")

    assert (status, shown["iterations"], shown["recovery"]) == (0, 0, True)


def end_twice(left):
    """The folder as two killed starts leave it."""
    (left / "restoring").write_text("2")


def test_the_session_kept_aside_comes_back_at_a_click(left, open_window, qtbot):
    end_twice(left)
    window = open_window()
    bar = session_offer(window)
    assert bar.is_shown()
    assert window.session.run is None
    bar.press("Try again")

    qtbot.waitUntil(lambda: window.playback.can_seek)
    qtbot.waitUntil(lambda: len(window.photos) == 1)
    assert not bar.is_shown()
    assert len(window.session.costs) == 30
    qtbot.waitUntil(lambda: not (left / "aside-1").exists())
    assert window.close()
    assert read_state(left).network is not None


def test_an_unsaved_network_is_kept_in_runs_when_the_session_comes_back(left, open_window, qtbot):
    end_twice(left)
    window = open_window()
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, CONFIG)
    session_offer(window).press("Try again")

    qtbot.waitUntil(lambda: notice(window).text == "Run 1 is kept in Runs.")


def test_another_session_kept_aside_replaces_none(left, open_window):
    end_twice(left)
    assert open_window().close()
    end_twice(left)
    window = open_window()
    bar = session_offer(window)
    assert sorted(path.name for path in left.glob("aside-*")) == ["aside-1", "aside-2"]
    bar.press("Discard")
    assert bar.is_shown(), "the one before is offered then"


def test_a_window_closed_while_the_session_is_restored_does_not_count(left, open_window, tmp_path, qtbot):
    for _ in range(3):
        window = _create_window(Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)))
        qtbot.addWidget(window)
        window.files.last_session.begin(left)
        _open(window, [])
        qtbot.waitUntil((left / "restoring").is_file)
        assert (left / "restoring").read_text() == "1"
        assert window.close()
        assert not (left / "restoring").exists()


def test_a_damaged_count_is_none(left, open_window, qtbot):
    for text in ("many", "\N{SUPERSCRIPT TWO}", "9" * 5000, "-3"):
        (left / "restoring").write_text(text)
        window = open_window()
        qtbot.waitUntil(lambda window=window: window.session.run is not None)
        assert window.close()


def change_state(left, **changes):
    path = left / "session.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 99, "program": "0.4"}, "it was written by Catgui 0.4, which has another format"),
        ({"version": 2, "program": "0.3.0"}, "it was written by Catgui 0.3.0, in a format that this one does not read"),
        (
            {"program": "0.4", "config": {"hidden_layers": [4], "warmup": 3}},
            "it was written by Catgui 0.4, which has an option that this one does not know, “warmup”",
        ),
    ],
)
def test_a_session_of_another_program_is_told_and_kept(left, open_window, changes, reason):
    change_state(left, **changes)
    before = (left / "session.json").read_bytes(), (left / "session.npz").read_bytes()

    window = open_window()

    bar = session_offer(window)
    assert reason in bar.text
    assert "damaged" not in bar.text + error(window).text
    assert window.close()
    aside = left / "aside-1"
    assert ((aside / "session.json").read_bytes(), (aside / "session.npz").read_bytes()) == before


def test_a_session_with_a_network_of_immense_pictures_opens_without_it_and_says_why(left, open_window):
    """As the file of 88 kB that took more than 10 GB at each start."""
    with np.load(left / "session.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    description = json.loads(str(arrays["description"]))
    description["picture_shape"] = [5000, 5000]
    np.savez(left / "session.npz", **{**arrays, "description": np.array(json.dumps(description))})

    window = open_window()

    assert "picture_shape = 5000: must be between 1 and 512" in error(window).text
    assert window.session.run is None
    assert window.workspace.location == [str(left.parent / "data")]


def test_a_network_that_the_memory_does_not_hold_now_is_kept_aside_with_its_session(
    left, open_window, qtbot, monkeypatch
):
    monkeypatch.setattr(model_module, "available_memory", lambda: 1000)
    monkeypatch.setattr("engine.saved_model.file.default_reader", lambda: Here())
    window = open_window()
    bar = session_offer(window)
    assert "its network cannot be opened now, its network needs about" in bar.text
    bar.press("Try again")
    qtbot.waitUntil(lambda: "its network needs about" in error(window).text)
    assert bar.is_shown()

    monkeypatch.undo()
    bar.press("Try again")
    qtbot.waitUntil(lambda: window.session.run is not None)


def test_photos_that_the_memory_does_not_hold_now_are_kept_aside_with_their_session(left, open_window, monkeypatch):
    monkeypatch.setattr(last_session, "available_memory", lambda: 100_000)
    window = open_window()
    assert "is kept aside: its 1 photo would take about" in session_offer(window).text
    assert len(window.session.costs) == 30
    assert len(window.photos) == 0
    assert (left / "aside-1" / "session.json").is_file()


class Here:
    """A reader of files in this process."""

    def call(self, function, *args, work):
        return function(*args)
