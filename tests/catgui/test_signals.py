"""A program that the system asks to end closes its window, and keeps what was done right before."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests import ROOT
from tests.support.small_data import make_dataset, save_pair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="elsewhere no variable names the folders"),
]

# The same function ends the program on each of them: a session sends one.
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
# Leaves out a picture as soon as the data are open, says which of the named signals it handles, and waits for one.
PROGRAM = """
import signal
import sys
from PySide6.QtCore import QTimer
from catgui import app
from engine.data.edits import PictureKey

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.controls.retrains_on_change = False
        self.workspace.dataset_changed.connect(self.edit)

    def closeEvent(self, event):
        super().closeEvent(event)
        print("closed" if event.isAccepted() else "asks", flush=True)

    def edit(self):
        self.workspace.dataset_changed.disconnect(self.edit)
        self.data_editor.leave_out([PictureKey("train", 1)])
        handlers = {name: signal.getsignal(getattr(signal, name)) for name in sys.argv[2:]}
        print(*(name for name, handler in handlers.items() if handler.__module__ == app.__name__), flush=True)

app.MainWindow = Window
sys.exit(app.run(sys.argv[1:2]))
"""


@pytest.fixture
def program(tmp_path):
    """The program, which has just edited its data."""
    data = tmp_path / "data"
    data.mkdir()
    save_pair(data, make_dataset())
    folders = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(tmp_path / "home"))
    command = [sys.executable, "-c", PROGRAM, str(data), *SIGNALS]
    environment = {**os.environ, **folders}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout.readline().split() == list(SIGNALS)
        yield program
        program.kill()


@pytest.fixture
def profile(tmp_path):
    """A connection to the profile of the program."""
    with closing(sqlite3.connect(tmp_path / "home" / "catgui" / "profile.sqlite", isolation_level=None)) as connection:
        yield connection


def kept(profile):
    edits = profile.execute("SELECT part FROM edits").fetchall()
    return edits, profile.execute("SELECT count(*) FROM session WHERE name = 'contents'").fetchone()


@pytest.mark.parametrize("name", SIGNALS)
def test_an_edit_right_before_the_signal_is_kept(program, profile, name):
    program.send_signal(getattr(signal, name))
    assert program.wait(60) == 0
    assert kept(profile) == ([("",)], (1,))


def test_a_program_that_another_one_keeps_from_writing_waits_for_it(program, profile):
    profile.execute("BEGIN EXCLUSIVE")
    program.send_signal(signal.SIGTERM)
    assert program.stdout.readline() == "asks\n"
    profile.execute("COMMIT")
    assert program.wait(60) == 0
    assert kept(profile) == ([("",)], (1,))
