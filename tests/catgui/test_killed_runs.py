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

# Both programs open the window as the command does, with short intervals between two writings. Their `journey` yields
# one condition after the other that it waits for.
PROGRAM = """
import json, sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from catgui import app
from catgui.documents import session_restorer
from catgui.models.documents.session_table import read_last
from engine.training.config import TrainingConfig

session_restorer._WRITE_INTERVAL_MS = 20
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
# that is in the profile.
TRAINS = """
    def journey(self):
        yield lambda: self.workspace.dataset is not None and self.files.session._is_ready
        self.session.start(self.workspace.dataset, TrainingConfig((4,), iterations=20))
        yield lambda: self.session.is_inactive and self.document.can_save
        writing, on_written = self.document.saving(network)
        from engine.progress import UNOBSERVED
        writing(UNOBSERVED)
        on_written()
        if features == "none":
            yield lambda: (state := self.written()) and state.network is not None and state.network_path == network
            say(iterations=20)
            return
        config = replace(TrainingConfig.for_features(features), hidden_layers=(2, 2), iterations=100_000)
        self.session.speed.iterations_per_second = 20
        self.session.start(self.workspace.dataset, config)
        yield lambda: 3 <= self.iterations() < 20
        say(iterations=self.iterations())

    def written(self):
        return self.keeper.store.read(read_last).decode()

    def iterations(self):
        state = self.written()
        network = None if state is None else state.network
        return 0 if network is None or network.config.iterations == 20 else len(network.costs)

app.MainWindow = Window
sys.exit(app.run(sys.argv[3:]))
"""

# Says what is back, and what is in Runs, also once the network is given up.
REOPENS = """
    def journey(self):
        yield lambda: self.playback.can_seek
        path, config = self.document.path, self.session.run.config
        iterations = len(self.session.costs)
        messages = [message.text for message in self.messages.shown]
        self.session.reset()
        say(iterations=iterations, features=config.features, path=path and str(path), messages=messages,
            runs=[(record.config.features, len(record.train)) for record in self.runs.records])
        self.close()

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
def test_a_run_in_training_is_back_without_a_word(start, data, features):
    written = train_and_kill(start, features, data)
    (restored,) = reopen(start)
    assert restored["iterations"] >= written
    assert (restored["features"], restored["path"], restored["messages"]) == (features, None, [])
    assert ["pixels", 20] in restored["runs"], "the one before"
    assert [features, restored["iterations"]] in restored["runs"], "it is not lost when it is given up"


def test_a_saved_network_is_open_again_with_its_file(start, data, tmp_path):
    train_and_kill(start, "none", data)
    (opened,) = reopen(start)
    assert (opened["iterations"], opened["path"]) == (20, str(tmp_path / "net.npz"))
