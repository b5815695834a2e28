"""What a killed program was training is back at the next start, and so is the saved network that was open."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT
from tests.support.small_data import make_dataset, save_pair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="elsewhere no variable names the folders"),
]

# Both programs open the window as the command does, with short intervals between two writes. Their `journey` yields one
# condition after the other that it waits for.
PROGRAM = """
import json, sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from catgui import app
from catgui.documents import last_session
from catgui.models.documents import recovery
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests.support.messages import restored_network

recovery._AUTOSAVE_INTERVAL_MS = last_session._WRITE_INTERVAL_MS = 20
network, features = Path(sys.argv[1]), sys.argv[2]

def say(**facts):
    print(json.dumps(facts), flush=True)

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.steps = self.journey()
        self.condition = next(self.steps)
        self.look = QTimer(self, interval=10)
        self.look.timeout.connect(self.check)
        self.look.start()

    def check(self):
        if self.condition():
            self.condition = next(self.steps, lambda: False)

"""

# Trains a network and saves it, then trains another one, paced, unless there are to be no other features; says how far
# that is on the disk.
TRAINS = """
    def journey(self):
        yield lambda: self.workspace.dataset is not None
        self.session.start(self.workspace.dataset, TrainingConfig((4,), iterations=20))
        yield lambda: self.document.modified
        writing, on_written = self.document.saving(network)
        writing(Work())
        on_written()
        session = last_session.session_folder() / "session.json"
        yield lambda: session.is_file() and json.loads(session.read_text())["network_path"] == str(network)
        if features != "none":
            config = replace(TrainingConfig.for_features(features), hidden_layers=(2, 2), iterations=100_000)
            self.session.speed.iterations_per_second = 20
            self.session.start(self.workspace.dataset, config)
            yield lambda: self.written() >= 3
        say(iterations=self.written())

    def written(self):
        files = list(recovery.recovery_folder().glob("*.npz"))
        return len(load_model(files[0]).costs) if files else 0

app.MainWindow = Window
sys.exit(app.run(sys.argv[3:]))
"""

# Says what is back; if that was not saved, says also what is there once that is discarded.
REOPENS = """
    def journey(self):
        yield lambda: self.playback.can_seek
        self.say_run()
        restored = restored_network(self)
        if restored.is_shown():
            restored.press("Discard")
            yield lambda: self.playback.can_seek and self.document.path is not None
            self.say_run()
        self.close()

    def say_run(self):
        path = self.document.path
        say(iterations=len(self.session.costs), features=self.session.run.config.features,
            path=path and str(path), is_unsaved=self.document.modified)

app.MainWindow = Window
sys.exit(app.run([]))
"""


@pytest.fixture
def start(tmp_path):
    """Starts a program of PROGRAM, in folders of this test's own."""
    folders = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    environment = {**os.environ, **dict.fromkeys(folders, str(tmp_path / "home"))}

    def start(journey, *words):
        command = [sys.executable, "-c", PROGRAM + journey, str(tmp_path / "net.npz"), *words]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)

    return start


@pytest.fixture
def data(tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, make_dataset())
    return str(place)


def train_and_kill(start, features, data):
    """Train, and kill the program; returns how many iterations were on the disk before."""
    with start(TRAINS, features, data) as program:
        line = program.stdout.readline()
        program.kill()
    return json.loads(line)["iterations"]


def reopen(start):
    with start(REOPENS, "") as program:
        return [json.loads(line) for line in program.stdout]


@pytest.mark.parametrize("features", ["pixels", "convolution"])
def test_a_run_in_training_is_back_and_behind_it_the_saved_network(start, data, tmp_path, features):
    written = train_and_kill(start, features, data)
    restored, saved = reopen(start)
    assert restored["iterations"] >= written
    assert (restored["features"], restored["path"], restored["is_unsaved"]) == (features, None, True)
    assert saved == {
        "iterations": 20,
        "features": "pixels",
        "path": str(tmp_path / "net.npz"),
        "is_unsaved": False,
    }


def test_a_saved_network_is_open_again_with_its_file(start, data, tmp_path):
    train_and_kill(start, "none", data)
    (opened,) = reopen(start)
    assert (opened["iterations"], opened["path"], opened["is_unsaved"]) == (20, str(tmp_path / "net.npz"), False)
