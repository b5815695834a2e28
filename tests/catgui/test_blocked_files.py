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

def start(window, reporter, files):
    window.workspace.dataset_changed.connect(lambda: QTimer.singleShot(0, train))
    window.session.completed.connect(lambda: QTimer.singleShot(0, end))

    def train():
        window.session.start(window.workspace.dataset, TrainingConfig((2,), iterations=3))

    def end():
        print("trained:", [record.title for record in window.runs.records])
        print("said:", window.storage.text)
        for message in window.messages.shown:
            print("said:", message.text)
        window.session.reset()
        window.close()

    finish(window, reporter, files)

app._finish_startup = start
sys.exit(app.run([]))
"""


# By file: what the window says where something else has its place.
SAID = {
    "Catgui/Catgui.conf": "the settings (",
    "catgui/log/catgui.log": "the log (",
    "catgui/log/faults.log": "crashes of the interpreter (",
    "catgui/edits.sqlite": "the edits of your data (",
    "catgui/runs.sqlite": "the runs (",
    "catgui/session/session.json": "the last session cannot be opened",
    "catgui/train_catvnoncat.h5": None,  # no one is told before the course photos are opened
    "catgui/recovery/0123456789abcdef.npz": None,
}
# What Qt and SQLite read beside their files.
SAID_BESIDE = {
    "Catgui/Catgui.conf.lock": "the settings (",
    "Catgui.conf": "the settings (",
    "catgui/runs.sqlite-journal": "the runs (",
    "catgui/session/session.lock": "The session is not kept.",
    "catgui/recovery/0123456789abcdef.lock": None,
    "catgui/recovery/0123456789abcdef.json": None,
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
    else:
        path.write_bytes(b"nobody may read this")
        path.chmod(0)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("said", [SAID, SAID_BESIDE])
def test_the_window_opens_says_so_and_goes_on(tmp_path, kind, said):
    home = tmp_path / "home"
    for name in said:
        put(kind, home / name)
    if said is SAID_BESIDE:
        (home / "catgui" / "recovery" / "0123456789abcdef.npz").write_bytes(b"no network")
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    for name, text in said.items():
        assert text is None or text in done.stdout, (name, done.stdout)
        assert (home / name).is_dir() or not (home / name).is_file(), name
    assert "move it away" in done.stdout


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_the_window_opens_where_a_folder_of_ours_is_something_else(tmp_path, kind):
    for name in ("Catgui", "catgui"):
        put(kind, tmp_path / "home" / name)
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    assert "the runs (" in done.stdout
    assert f"Not kept: the settings ({tmp_path / 'home' / 'Catgui'}), the log (" in done.stdout


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_that_may_not_be_read_keeps_no_window_from_opening(tmp_path):
    for name in (*SAID, *SAID_BESIDE):
        put("unreadable", tmp_path / "home" / name)
    done = run_in(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stderr
    assert "trained: ['Run 1']" in done.stdout
    assert "said:" in done.stdout
