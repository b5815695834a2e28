"""Something else in the place of the program's own files: the window opens, says so, and goes on."""

import os
import sys

import pytest

from tests.catgui.test_app import run_in

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no variable names the folders"),
    pytest.mark.slow,
]

# Opens the window, trains a little and closes it; prints what the window said.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from catgui import app
from engine.training.config import TrainingConfig

finish = app._finish_startup

def start(window, profile, reporter, files):
    window.workspace.dataset_changed.connect(lambda: QTimer.singleShot(0, train))
    window.session.completed.connect(lambda: QTimer.singleShot(0, end))

    def train():
        window.session.start(window.workspace.dataset, TrainingConfig((2,), iterations=3))

    def end():
        print("trained:", [record.title for record in window.runs.records])
        for message in window.messages.shown:
            print("said:", message.text)
        window.session.reset()
        window.close()

    finish(window, profile, reporter, files)

app._finish_startup = start
sys.exit(app.run([]))
"""


# By file: what the window says where something else has its place.
SAID = {
    "catgui/log/catgui.log": "Errors are not logged in",
    "catgui/log/faults.log": "Errors are not logged in",
    "catgui/profile.sqlite": "What you do is not kept at present in",
    "catgui/profile.sqlite-journal": "What you do is not kept at present in",
    "catgui/profile.lock": "What you do is not kept at present in",
    "catgui/profile-copy.sqlite": "What you do is not kept at present in",
    "catgui/train_catvnoncat.h5": None,  # no one is told before the course photos are opened
}


def put(kind, path):
    """Put something of `kind` at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "link to itself":
        path.symlink_to(path)
    else:
        path.write_bytes(b"nobody may read this")
        path.chmod(0)


@pytest.mark.parametrize("kind", ["pipe", "device", "link to itself", "folder"])
@pytest.mark.parametrize("name", SAID)
def test_the_window_opens_says_so_and_goes_on(tmp_path, kind, name):
    place = tmp_path / "home" / name
    put(kind, place)
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    if SAID[name] is not None:
        assert SAID[name] in done.stdout
        assert str(place) in done.stdout
    assert place.is_dir() or not place.is_file(), name


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_the_window_opens_where_a_folder_of_ours_is_something_else(tmp_path, kind):
    put(kind, tmp_path / "home" / "catgui")
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    assert "What you do is not kept at present in" in done.stdout
    assert "Errors are not logged in" in done.stdout


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_that_may_not_be_read_keeps_no_window_from_opening(tmp_path):
    for name in SAID:
        put("unreadable", tmp_path / "home" / name)
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    assert "said:" in done.stdout
